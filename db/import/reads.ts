import { and, eq, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { ImportBatch, ImportScope } from '../../domain/import.ts';
import type { Transaction } from '../client.ts';
import { deletedEntry, membership, origin } from '../schema.ts';
import {
  agreeingIds,
  askedBy,
  askedNumbers,
  askedTexts,
  deletedIds,
  ENTRY_TABLES,
  namedIds,
  wantedIds,
} from './asked.ts';
import { findContacts, findGroups } from './entries.ts';

/** What an import asks of one account's book, within a transaction. */
export function createImportReads(
  tx: Transaction,
  scope: ImportScope,
): Omit<ImportBatch, 'makeNumbers' | 'write'> {
  const { accountId, source } = scope;
  const isOwn = (table: { readonly accountId: PgColumn }) => eq(table.accountId, accountId);
  return {
    listOrigins: (kind, keys) =>
      ask(keys, () => {
        const isKept = and(isOwn(origin), eq(origin.source, source), eq(origin.kind, kind));
        const found = tx
          .select()
          .from(origin)
          .where(and(isKept, sql`${origin.key} = asked.text`))
          .limit(1)
          .as('found');
        const { key, targetId, fingerprint, groupIds, matched, broughtId, broughtTextId } = found;
        return tx
          .select({ key, targetId, fingerprint, groupIds, matched, broughtId, broughtTextId })
          .from(askedTexts(keys))
          .crossJoinLateral(found);
      }),
    listPresent: (kind, ids) =>
      ask(ids, async () => {
        const table = ENTRY_TABLES[kind];
        const is = and(isOwn(table), sql`${table.id} = asked.id`);
        const found = tx.select({ id: table.id }).from(table).where(is).limit(1).as('found');
        const rows = await tx.select({ id: found.id }).from(askedNumbers(ids)).crossJoinLateral(found);
        return rows.map(({ id }) => id);
      }),
    listContacts: (wanted) =>
      ask([...wanted.ids, ...wanted.textIds], () =>
        findContacts(tx, scope, wantedIds('contact', accountId, wanted)),
      ),
    listAgreeing: (emails, msisdns) =>
      ask([...emails, ...msisdns], () => findContacts(tx, scope, agreeingIds(accountId, emails, msisdns))),
    listGroups: (wanted, names) =>
      ask([...wanted.ids, ...wanted.textIds, ...names], () => {
        const ids = wantedIds('group', accountId, wanted);
        // Names have no index, so all groups of the account are read for them.
        return findGroups(
          tx,
          scope,
          names.length === 0 ? ids : sql`${ids} union ${namedIds(accountId, names)}`,
        );
      }),
    listDeleted: (kind, wanted) =>
      ask([...wanted.ids, ...wanted.textIds], () => {
        const is = and(isOwn(deletedEntry), eq(deletedEntry.kind, kind), sql`${deletedEntry.id} = asked.id`);
        const found = tx.select().from(deletedEntry).where(is).limit(1).as('found');
        return tx
          .select({ kind: found.kind, id: found.id, textId: found.textId })
          .from(askedBy(deletedIds(kind, accountId, wanted)))
          .crossJoinLateral(found);
      }),
    listMemberships: (contactIds) =>
      ask(contactIds, () => {
        const is = and(isOwn(membership), sql`${membership.contactId} = asked.id`);
        const found = tx.select().from(membership).where(is).offset(0).as('found');
        return tx
          .select({ contactId: found.contactId, groupId: found.groupId })
          .from(askedNumbers(contactIds))
          .crossJoinLateral(found);
      }),
  };
}

/** Nothing is asked of the store where there is nothing to ask for. */
async function ask<T>(
  wanted: readonly unknown[],
  query: () => PromiseLike<readonly T[]>,
): Promise<readonly T[]> {
  return wanted.length === 0 ? [] : await query();
}
