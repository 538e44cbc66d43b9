import { type SQL, sql } from 'drizzle-orm';
import type { Identity } from '../../domain/contact.ts';
import type {
  EntryChanges,
  ImportBatch,
  ImportKind,
  ImportScope,
  MembershipPair,
  Origin,
} from '../../domain/import.ts';
import type { Transaction } from '../client.ts';
import { isTaken } from '../errors.ts';
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
  const makeWay = async (kind: ImportKind, { renumbered, revived }: EntryChanges<Identity>) => {
    await renumber(tx, accountId, kind, renumbered);
    if (revived.length > 0) await forgetDeleted(tx, accountId, kind, revived);
  };
  const sendEntries = <Entry extends Identity>(
    kind: ImportKind,
    { added, changed, addedOrigins, changedOrigins }: EntryChanges<Entry>,
    columnsOf: (entries: readonly Entry[]) => Columns,
  ): readonly Promise<void>[] => [
    insertEntries(tx, accountId, kind, added.length, () => columnsOf(added)),
    updateEntries(tx, accountId, kind, changed.length, () => columnsOf(changed)),
    writeOrigins(tx, scope, kind, addedOrigins, NOBODY_ELSE),
    writeOrigins(tx, scope, kind, changedOrigins, REPLACE),
  ];
  return {
    makeNumbers: async (kind, { fresh, beside }) => {
      const freshNumbers: number[] = [];
      while (freshNumbers.length < fresh)
        freshNumbers.push(...(await takeNumbers(tx, kind, fresh - freshNumbers.length)));
      const besideNumbers = beside === 0 ? [] : await reserveNew(tx, kind, beside);
      return { fresh: freshNumbers, beside: besideNumbers };
    },
    write: async ({ groups, contacts, memberships }) => {
      await makeWay('group', groups);
      await makeWay('contact', contacts);
      // Each is put together while Postgres carries out those before it.
      const entries = [
        ...sendEntries('group', groups, groupColumns),
        ...sendEntries('contact', contacts, contactColumns),
      ];
      const isNew = new Set(contacts.added.map(({ id }) => id));
      const [ofNew, ofOthers] = [true, false].map((wanted) =>
        memberships.filter(({ contactId }) => isNew.has(contactId) === wanted),
      );
      const made = [
        insertMemberships(tx, accountId, ofNew ?? [], NOBODY_ELSE),
        insertMemberships(tx, accountId, ofOthers ?? [], sql`on conflict do nothing`),
      ];
      await settleInOrder([...entries, ...made]);
      const counts = await Promise.all(made);
      return memberships.length - counts.reduce((sum, count) => sum + count, 0);
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

/** Waits for all; rejects as the first that was sent and failed: those behind it fail for that alone. */
async function settleInOrder(sent: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(sent))
    if (outcome.status === 'rejected') throw outcome.reason;
}

/** A client did meanwhile what this was to do, or undid what it stands on: the work must look again. */
function changedMeanwhile(): Error {
  return Object.assign(new Error('the book changed meanwhile'), { code: SERIALIZATION_FAILURE });
}

/** By a plain insert, which takes less than one that looks for conflicts: there is next to none. */
async function insertEntries(
  tx: Transaction,
  accountId: number,
  kind: ImportKind,
  count: number,
  columnsOf: () => Columns,
): Promise<void> {
  if (count === 0) return;
  const columns = columnsOf();
  const insert = tx.execute(sql`insert into ${ENTRY_TABLES[kind]} (account_id, ${namesOf(columns)})
    select ${accountId}::bigint, ${namesOf(columns)} from ${rowsOf(columns)}`);
  await insert.catch((error: unknown) => {
    throw isTaken(error) ? changedMeanwhile() : error;
  });
}

/** No client can have made a membership of a contact that is new itself. */
async function insertMemberships(
  tx: Transaction,
  accountId: number,
  memberships: readonly MembershipPair[],
  onConflict: SQL,
): Promise<number> {
  if (memberships.length === 0) return 0;
  const columns = membershipColumns(memberships);
  const inserted = await tx.execute(sql`insert into ${membership} (account_id, ${namesOf(columns)})
    select ${accountId}::bigint, ${namesOf(columns)} from ${rowsOf(columns)} ${onConflict}`);
  return inserted.count;
}

async function updateEntries(
  tx: Transaction,
  accountId: number,
  kind: ImportKind,
  count: number,
  columnsOf: () => Columns,
): Promise<void> {
  if (count === 0) return;
  const columns = columnsOf();
  const table = ENTRY_TABLES[kind];
  const updated = await tx.execute(sql`update ${table} set ${assignmentsOf(columns)}
    from ${rowsOf(columns)} where ${table.accountId} = ${accountId} and ${table.id} = given.id`);
  if (updated.count !== count) throw changedMeanwhile();
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

// An import has its turn alone, so what was not there when it looked is not there now.
const NOBODY_ELSE = sql``;
const REPLACE = sql`on conflict (account_id, source, kind, key) do update set target_id = excluded.target_id,
  fingerprint = excluded.fingerprint, group_ids = excluded.group_ids, matched = excluded.matched,
  brought_id = excluded.brought_id, brought_text_id = excluded.brought_text_id`;

async function writeOrigins(
  tx: Transaction,
  { accountId, source }: ImportScope,
  kind: ImportKind,
  origins: readonly Origin[],
  onConflict: SQL,
): Promise<void> {
  if (origins.length === 0) return;
  const { group_ids, ...columns } = originColumns(origins);
  const given = rowsOf({ ...columns, group_ids });
  await tx.execute(sql`
    insert into ${origin} (account_id, source, kind, ${namesOf(columns)}, group_ids)
    select ${accountId}::bigint, ${source}, ${kind}::entry_kind, ${namesOf(columns)}, group_ids::bigint[]
    from ${given} ${onConflict}`);
}
