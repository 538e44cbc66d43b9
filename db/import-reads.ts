import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { ImportBatch, ImportKind, ImportScope, Wanted } from '../domain/import.ts';
import { toArrayText } from './array-text.ts';
import type { Transaction } from './client.ts';
import { type OwnRow, toContact } from './contact-rows.ts';
import { contact, contactGroup, deletedEntry, membership, origin } from './schema.ts';

type ImportReads = Omit<ImportBatch, 'makeNumbers' | 'write'>;

/** The table of each kind of entry. */
export const ENTRY_TABLES = { contact, group: contactGroup } as const;

/** What an import asks of one account's book, within a transaction. */
export function createImportReads(tx: Transaction, { accountId, source }: ImportScope): ImportReads {
  const ownOf = (table: { readonly accountId: PgColumn }) => eq(table.accountId, accountId);
  return {
    listOrigins: (kind, keys) =>
      ask(keys, () =>
        tx
          .select(originColumns)
          .from(origin)
          .where(
            and(ownOf(origin), eq(origin.source, source), eq(origin.kind, kind), isText(origin.key, keys)),
          ),
      ),
    listPresent: (kind, ids) =>
      ask(ids, async () => {
        const table = ENTRY_TABLES[kind];
        const rows = await tx
          .select({ id: table.id })
          .from(table)
          .where(and(ownOf(table), isNumber(table.id, ids)));
        return rows.map(({ id }) => id);
      }),
    listContacts: (wanted) =>
      ask([...wanted.ids, ...wanted.textIds], () =>
        listContacts(tx, accountId, source, wantedIds('contact', accountId, wanted)),
      ),
    listAgreeing: (emails, msisdns) =>
      ask([...emails, ...msisdns], () =>
        listContacts(tx, accountId, source, agreeingIds(accountId, emails, msisdns)),
      ),
    listGroups: (wanted, names) =>
      ask([...wanted.ids, ...wanted.textIds, ...names], () =>
        tx
          .select({
            id: contactGroup.id,
            textId: contactGroup.textId,
            name: contactGroup.name,
            ...ties('group', source),
          })
          .from(contactGroup)
          .where(
            and(
              ownOf(contactGroup),
              sql`${contactGroup.id} = any(array(${wantedIds('group', accountId, wanted)}
              ${names.length === 0 ? sql`` : sql`union ${namedIds(accountId, names)}`}))`,
            ),
          )
          .orderBy(contactGroup.id),
      ),
    listDeleted: (kind, wanted) =>
      ask([...wanted.ids, ...wanted.textIds], () =>
        tx
          .select({ kind: deletedEntry.kind, id: deletedEntry.id, textId: deletedEntry.textId })
          .from(deletedEntry)
          .where(
            and(
              ownOf(deletedEntry),
              eq(deletedEntry.kind, kind),
              sql`${deletedEntry.id} = any(array(${deletedIds(kind, accountId, wanted)}))`,
            ),
          ),
      ),
    listMemberships: (contactIds) =>
      ask(contactIds, () =>
        tx
          .select({ contactId: membership.contactId, groupId: membership.groupId })
          .from(membership)
          .where(and(ownOf(membership), isNumber(membership.contactId, contactIds))),
      ),
  };
}

/** Nothing is asked of the store where there is nothing to ask for. */
async function ask<T>(
  wanted: readonly unknown[],
  query: () => PromiseLike<readonly T[]>,
): Promise<readonly T[]> {
  return wanted.length === 0 ? [] : await query();
}

const originColumns = {
  key: origin.key,
  targetId: origin.targetId,
  fingerprint: origin.fingerprint,
  groupIds: origin.groupIds,
  matched: origin.matched,
  broughtId: origin.broughtId,
  broughtTextId: origin.broughtTextId,
};

function isText(column: PgColumn, values: readonly string[]): SQL {
  return sql`${column} = any(${toArrayText(values)}::text[])`;
}

function isNumber(column: PgColumn, values: readonly number[]): SQL {
  return sql`${column} = any(${toArrayText(values)}::bigint[])`;
}

/** Numbers by way of one index for each half: by an `or` of both a whole account would be read. */
function wantedIds(kind: ImportKind, accountId: number, { ids, textIds }: Wanted): SQL {
  const table = ENTRY_TABLES[kind];
  return sql`select unnest(${toArrayText(ids)}::bigint[])
    union select ${table.id} from ${table} where ${table.accountId} = ${accountId} and ${isText(table.textId, textIds)}`;
}

function namedIds(accountId: number, names: readonly string[]): SQL {
  return sql`select ${contactGroup.id} from ${contactGroup}
    where ${contactGroup.accountId} = ${accountId} and ${isText(contactGroup.name, names)}`;
}

function deletedIds(kind: ImportKind, accountId: number, { ids, textIds }: Wanted): SQL {
  return sql`select unnest(${toArrayText(ids)}::bigint[])
    union select ${deletedEntry.id} from ${deletedEntry} where ${deletedEntry.accountId} = ${accountId}
      and ${deletedEntry.kind} = ${kind} and ${isText(deletedEntry.textId, textIds)}`;
}

/** Subqueries that are no join: the account is read once, whatever is asked for. */
function agreeingIds(accountId: number, emails: readonly string[], msisdns: readonly number[]): SQL {
  return sql`select ${contact.id} from ${contact} where ${contact.accountId} = ${accountId} and (
    lower(${contact.email}) in (select lower(email) from unnest(${toArrayText(emails)}::text[]) as wanted (email))
    or ${contact.msisdn} in (select unnest(${toArrayText(msisdns)}::bigint[])))`;
}

function listContacts(tx: Transaction, accountId: number, source: string, ids: SQL) {
  return tx
    .select({
      id: contact.id,
      textId: contact.textId,
      name: contact.name,
      email: contact.email,
      dialcode: contact.dialcode,
      msisdn: contact.msisdn,
      phoneText: contact.phoneText,
      street: contact.street,
      zipcode: contact.zipcode,
      birthdaySeconds: contact.birthdaySeconds,
      sex: contact.sex,
      ...ties('contact', source),
    })
    .from(contact)
    .where(and(eq(contact.accountId, accountId), sql`${contact.id} = any(array(${ids}))`))
    .orderBy(contact.id)
    .for('no key update')
    .then((rows) => rows.map(toKnownContact));
}

type TiedRow = OwnRow & {
  readonly [Key in keyof ReturnType<typeof ties>]: boolean;
};

function toKnownContact(row: TiedRow) {
  const { isTied, isMatched, broughtId, broughtTextId } = row;
  const { groups: _, ...known } = toContact(row, []);
  return { ...known, isTied, isMatched, broughtId, broughtTextId };
}

/** What the origins of an entry say of it, as columns of its row. */
function ties(kind: ImportKind, source: string) {
  const table = ENTRY_TABLES[kind];
  const some = (condition: SQL) => {
    const exists = sql`exists (select 1 from ${origin} where ${origin.accountId} = ${table.accountId}
      and ${origin.kind} = ${kind} and ${origin.targetId} = ${table.id} and ${condition})`;
    // Wrapped: in a select from one table Drizzle strips the table's name from the outermost columns.
    return sql<boolean>`${exists}`;
  };
  return {
    isTied: some(sql`${origin.source} = ${source}`),
    isMatched: some(sql`${origin.source} = ${source} and ${origin.matched}`),
    broughtId: some(sql`${origin.broughtId}`),
    broughtTextId: some(sql`${origin.broughtTextId}`),
  };
}
