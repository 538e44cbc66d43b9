import { sql } from 'drizzle-orm';
import type { Identity } from '../../domain/contact.ts';
import type { EntryChanges, ImportBatch, ImportKind, ImportScope, Origin } from '../../domain/import.ts';
import type { Transaction } from '../client.ts';
import { contactNumbers, deletedEntry, groupNumbers, membership, origin, reservedId } from '../schema.ts';
import { ENTRY_TABLES } from './asked.ts';
import {
  assignmentsOf,
  bigints,
  type Columns,
  contactColumns,
  groupColumns,
  membershipColumns,
  namesOf,
  originColumns,
  rowsOf,
} from './columns.ts';
import { renumber } from './renumber.ts';

const NUMBERS = { contact: contactNumbers.seqName, group: groupNumbers.seqName } as const;
const SERIALIZATION_FAILURE = '40001';

/** What an import writes into one account's book, within a transaction: a statement for each kind of change. */
export function createImportWrites(
  tx: Transaction,
  scope: ImportScope,
): Pick<ImportBatch, 'makeNumbers' | 'write'> {
  const { accountId } = scope;
  const writeEntries = async <Entry extends Identity>(
    kind: ImportKind,
    { renumbered, added, changed, revived, origins }: EntryChanges<Entry>,
    columnsOf: (entries: readonly Entry[]) => Columns,
  ) => {
    await renumber(tx, accountId, kind, renumbered);
    if (added.length > 0)
      refuseUnless(added.length, await insert(tx, accountId, ENTRY_TABLES[kind], columnsOf(added)));
    if (changed.length > 0)
      refuseUnless(changed.length, await update(tx, accountId, kind, columnsOf(changed)));
    if (revived.length > 0) await forgetDeleted(tx, accountId, kind, revived);
    if (origins.length > 0) await writeOrigins(tx, scope, kind, origins);
  };
  return {
    makeNumbers: async (kind, { fresh, beside }) => {
      const freshNumbers: number[] = [];
      while (freshNumbers.length < fresh)
        freshNumbers.push(...(await takeNumbers(tx, kind, fresh - freshNumbers.length)));
      const besideNumbers = beside === 0 ? [] : await reserveNew(tx, kind, beside);
      return { fresh: freshNumbers, beside: besideNumbers };
    },
    write: async ({ groups, contacts, memberships }) => {
      await writeEntries('group', groups, groupColumns);
      await writeEntries('contact', contacts, contactColumns);
      if (memberships.length === 0) return 0;
      const made = await insert(tx, accountId, membership, membershipColumns(memberships));
      return memberships.length - made;
    },
  };
}

/** What `next_id` gives, for many at a fraction of its price; fewer where some are reserved. */
async function takeNumbers(tx: Transaction, kind: ImportKind, count: number): Promise<readonly number[]> {
  const rows = await tx.execute<{ id: number }>(sql`
    select id from (select nextval(${NUMBERS[kind]}::regclass) as id from generate_series(1, ${count}::int)) as taken
    where not exists (select 1 from ${reservedId}
      where ${reservedId.sequence} = ${NUMBERS[kind]} and ${reservedId.id} = taken.id)`);
  return rows.map(({ id }) => id);
}

async function reserveNew(tx: Transaction, kind: ImportKind, count: number): Promise<readonly number[]> {
  const rows = await tx.execute<{ id: number }>(
    sql`select next_import_id(${NUMBERS[kind]}) as id from generate_series(1, ${count}::int)`,
  );
  return rows.map(({ id }) => id);
}

/** A client did meanwhile what this was to do, or undid what it stands on: the work must look again. */
function refuseUnless(expected: number, count: number): void {
  if (count === expected) return;
  throw Object.assign(new Error('the book changed meanwhile'), { code: SERIALIZATION_FAILURE });
}

async function insert(
  tx: Transaction,
  accountId: number,
  table: (typeof ENTRY_TABLES)[ImportKind] | typeof membership,
  columns: Columns,
): Promise<number> {
  const inserted = await tx.execute(sql`insert into ${table} (account_id, ${namesOf(columns)})
    select ${accountId}::bigint, ${namesOf(columns)} from ${rowsOf(columns)} on conflict do nothing`);
  return inserted.count;
}

async function update(
  tx: Transaction,
  accountId: number,
  kind: ImportKind,
  columns: Columns,
): Promise<number> {
  const table = ENTRY_TABLES[kind];
  const updated = await tx.execute(sql`update ${table} set ${assignmentsOf(columns)}
    from ${rowsOf(columns)} where ${table.accountId} = ${accountId} and ${table.id} = given.id`);
  return updated.count;
}

async function forgetDeleted(
  tx: Transaction,
  accountId: number,
  kind: ImportKind,
  ids: readonly number[],
): Promise<void> {
  await tx.execute(sql`delete from ${deletedEntry} where ${deletedEntry.accountId} = ${accountId}
    and ${deletedEntry.kind} = ${kind} and ${deletedEntry.id} = any(${bigints(ids)})`);
  // The members of a group were told of before it went, and count as new when they are told of again.
  for (const id of kind === 'group' ? ids : []) {
    await tx.execute(sql`update ${origin} set group_ids = array_remove(${origin.groupIds}, ${id}::bigint)
      where ${origin.accountId} = ${accountId} and ${origin.kind} = 'contact' and ${id}::bigint = any(${origin.groupIds})`);
  }
}

/** Has every new entry, of any account, step over the numbers. */
export async function reserveNumbers(
  db: Pick<Transaction, 'execute'>,
  kind: ImportKind,
  numbers: readonly number[],
): Promise<void> {
  if (numbers.length === 0) return;
  // In the order in which two imports do not wait for each other.
  const sorted = numbers.toSorted((one, other) => one - other);
  await db.execute(sql`insert into ${reservedId} (sequence, id)
    select ${NUMBERS[kind]}, id from unnest(${bigints(sorted)}) as given (id) on conflict do nothing`);
}

async function writeOrigins(
  tx: Transaction,
  { accountId, source }: ImportScope,
  kind: ImportKind,
  origins: readonly Origin[],
): Promise<void> {
  const { group_ids, ...columns } = originColumns(origins);
  const given = rowsOf({ ...columns, group_ids });
  await tx.execute(sql`
    insert into ${origin} (account_id, source, kind, ${namesOf(columns)}, group_ids)
    select ${accountId}::bigint, ${source}, ${kind}::entry_kind, ${namesOf(columns)}, group_ids::bigint[]
    from ${given}
    on conflict (account_id, source, kind, key) do update set target_id = excluded.target_id,
      fingerprint = excluded.fingerprint, group_ids = excluded.group_ids, matched = excluded.matched,
      brought_id = excluded.brought_id, brought_text_id = excluded.brought_text_id`);
}
