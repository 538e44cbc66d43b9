import { type SQL, sql } from 'drizzle-orm';
import type { ImportKind, Wanted } from '../../domain/import.ts';
import { toArrayText } from '../array-text.ts';
import { contact, contactGroup, deletedEntry } from '../schema.ts';

/*
 * What an import asks for by keys is looked up key by key, as rows of `asked`: Postgres thinks little of an array,
 * and would rather read a whole account for it while it does not know how much that account has come to hold.
 */

/** The table of each kind of entry. */
export const ENTRY_TABLES = { contact, group: contactGroup } as const;

/** Numbers as rows of `asked`, in ascending order. */
export function askedNumbers(ids: readonly number[]): SQL {
  return sql`unnest(${toArrayText(ids.toSorted((one, other) => one - other))}::bigint[]) as asked (id)`;
}

/** Texts as rows of `asked`. */
export function askedTexts(texts: readonly string[]): SQL {
  return sql`unnest(${toArrayText(texts)}::text[]) as asked (text)`;
}

/** The result of a query of numbers, as rows of `asked`, in ascending order. */
export function askedBy(query: SQL): SQL {
  return sql`(select id from (${query}) as ids (id) order by id) as asked`;
}

/** Numbers of entries, where one is known by its text. */
export function wantedIds(kind: ImportKind, accountId: number, { ids, textIds }: Wanted): SQL {
  const table = ENTRY_TABLES[kind];
  const byText = sql`select ${table.id} from ${table}
    where ${table.accountId} = ${accountId} and ${table.textId} = asked.text limit 1`;
  return eitherOf(ids, textIds, byText);
}

/** The same of what was deleted. */
export function deletedIds(kind: ImportKind, accountId: number, { ids, textIds }: Wanted): SQL {
  const byText = sql`select ${deletedEntry.id} from ${deletedEntry} where ${deletedEntry.accountId} = ${accountId}
    and ${deletedEntry.kind} = ${kind} and ${deletedEntry.textId} = asked.text limit 1`;
  return eitherOf(ids, textIds, byText);
}

function eitherOf(ids: readonly number[], textIds: readonly string[], byText: SQL): SQL {
  return sql`select unnest(${toArrayText(ids)}::bigint[])
    union select found.id from ${askedTexts(textIds)} cross join lateral (${byText}) as found (id)`;
}

/** Numbers of contacts that agree. Of subqueries, not joins: the account is read once, whatever is asked for. */
export function agreeingIds(accountId: number, emails: readonly string[], msisdns: readonly number[]): SQL {
  return sql`select ${contact.id} from ${contact} where ${contact.accountId} = ${accountId} and (
    lower(${contact.email}) in (select lower(text) from ${askedTexts(emails)})
    or ${contact.msisdn} in (select id from ${askedNumbers(msisdns)}))`;
}

/** Numbers of groups of these names. */
export function namedIds(accountId: number, names: readonly string[]): SQL {
  return sql`select ${contactGroup.id} from ${contactGroup}
    where ${contactGroup.accountId} = ${accountId} and ${contactGroup.name} in (select text from ${askedTexts(names)})`;
}
