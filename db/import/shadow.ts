import { getTableName, sql } from 'drizzle-orm';
import type { Transaction } from '../client.ts';
import {
  contact,
  contactGroup,
  contactNumbers,
  deletedEntry,
  groupNumbers,
  importNumbers,
  membership,
  origin,
  reservedId,
} from '../schema.ts';

const BOOK = [contact, contactGroup, membership, origin, deletedEntry];
const SEQUENCES = [contactNumbers, groupNumbers, importNumbers];

/**
 * Puts copies of an account's book, and of what gives out numbers, in front of the real ones: for the rest of the
 * transaction, which must be rolled back, every name of theirs leads to the copy (Postgres manual, `search_path`).
 */
export async function shadowBook(tx: Transaction, accountId: number): Promise<void> {
  for (const table of [...BOOK, reservedId]) {
    const name = sql.identifier(getTableName(table));
    await tx.execute(sql`create temporary table ${name} (like public.${name} including all)`);
    const own = table === reservedId ? sql`` : sql`where account_id = ${accountId}`;
    await tx.execute(sql`insert into pg_temp.${name} select * from public.${name} ${own}`);
  }
  for (const { seqName = '' } of SEQUENCES) {
    const name = sql.identifier(seqName);
    await tx.execute(sql`create temporary sequence ${name}`);
    await tx.execute(
      sql`select setval(${`pg_temp.${seqName}`}::regclass, last_value, is_called) from public.${name}`,
    );
  }
  await refreshShadow(tx);
  // A pooler may have handed us a connection on which functions know the real ones.
  await tx.execute(sql`discard plans`);
}

/** Has Postgres know what the copies have come to hold, of which nobody else will tell it. */
export async function refreshShadow(tx: Transaction): Promise<void> {
  for (const table of [...BOOK, reservedId])
    await tx.execute(sql`analyze pg_temp.${sql.identifier(getTableName(table))}`);
}
