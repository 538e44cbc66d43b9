import { eq, type SQL, sql } from 'drizzle-orm';
import type { Ref } from '../domain/contact.ts';
import type { contact, contactGroup } from './schema.ts';

/** A pair of statements that differ in which half of an identity they look for, and the choice between them. */
export function forEachRef<T>(prepare: (is: IsRef) => T): (ref: Ref) => T {
  const byNumber = prepare((table) => eq(table.id, sql.placeholder('ref')));
  const byText = prepare((table) => eq(table.textId, sql.placeholder('ref')));
  return (ref) => ('id' in ref ? byNumber : byText);
}

/** A table whose rows have both halves of an identity. */
type RefTable = Pick<typeof contact | typeof contactGroup, 'id' | 'textId'>;

/** The value that such a statement looks for. */
export function refValue(ref: Ref): { readonly ref: number | string } {
  return { ref: 'id' in ref ? ref.id : ref.textId };
}

/** The condition that a row is the one that a statement is asked for. */
export type IsRef = (table: RefTable) => SQL;

/** The next number of a sequence, as the one row of `new`. */
export function nextId(sequence: string | undefined): SQL {
  return sql`(select next_id(${sql.raw(`'${sequence}'`)}) as id) as new`;
}
