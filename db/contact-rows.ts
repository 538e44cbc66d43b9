import { sql } from 'drizzle-orm';
import type { Contact, ContactChanges, Group, Sex } from '../domain/contact.ts';
import type { Phone } from '../domain/phone.ts';
import { contact, contactGroup, membership } from './schema.ts';

/** A group in a JSON array of groups. */
export type GroupTuple = readonly [id: number, textId: string, name: string];

/** The columns of a contact but its key, in the shape that both its row and its edits have. */
export interface ContactFields {
  readonly name: string;
  readonly email: string | null;
  readonly dialcode: number | null;
  readonly msisdn: number | null;
  readonly phoneText: string | null;
  readonly street: string | null;
  readonly zipcode: string | null;
  readonly birthdaySeconds: number | null;
  readonly sex: Sex | null;
}

export interface OwnRow extends ContactFields {
  readonly id: number;
  readonly textId: string;
}

interface ContactRow extends OwnRow {
  readonly groups: readonly GroupTuple[] | null;
}

/** A row where an outer join may have found nothing. */
export type Maybe<Row> = { readonly [Key in keyof Row]: Row[Key] | null };

export type MaybeContactRow = Maybe<ContactRow>;
/** The groups of a contact, as a JSON array in ascending order of their number; null where there are none. */
function groupsOfContact() {
  const groups = sql`(
    select json_agg(json_build_array(${contactGroup.id}, ${contactGroup.textId}, ${contactGroup.name}) order by ${contactGroup.id})
    from ${membership}
    join ${contactGroup} on ${contactGroup.accountId} = ${membership.accountId} and ${contactGroup.id} = ${membership.groupId}
    where ${membership.accountId} = ${contact.accountId} and ${membership.contactId} = ${contact.id}
  )`;
  // Wrapped: in a select from one table Drizzle strips the table's name from the outermost columns.
  return sql<readonly GroupTuple[] | null>`${groups}`.as('groups');
}

/** The columns of a contact alone. */
export const ownColumns = {
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
};

/** The columns of a contact with its groups, for a select or a returning clause. */
export const contactColumns = { ...ownColumns, groups: groupsOfContact() };

/** The columns of a subquery under the names that a contact's row has. */
export function columnsOf<T extends Record<keyof typeof contactColumns, unknown>>(
  source: T,
): Pick<T, keyof typeof contactColumns> {
  const { groups } = source;
  return { ...ownColumnsOf(source), groups };
}

/** The same columns of a subquery. */
export function ownColumnsOf<T extends Record<keyof typeof ownColumns, unknown>>(
  source: T,
): Pick<T, keyof typeof ownColumns> {
  const { id, textId, name, email, dialcode, msisdn, phoneText, street, zipcode, birthdaySeconds, sex } =
    source;
  return { id, textId, name, email, dialcode, msisdn, phoneText, street, zipcode, birthdaySeconds, sex };
}

/** The contact of a row, undefined where the outer join found none. */
export function findContactIn(row: MaybeContactRow): Contact | undefined {
  return hasContact(row) ? toContact(row, row.groups?.map(toGroup) ?? []) : undefined;
}

/** Where there is a contact, every column that can't be null has a value. */
export function hasContact<Row extends OwnRow>(
  row: { readonly [Key in keyof Row]: Row[Key] | null },
): row is Row {
  return row.id !== null;
}

/** A contact of its row and its groups. */
export function toContact(row: OwnRow, groups: readonly Group[]): Contact {
  return {
    id: row.id,
    textId: row.textId,
    name: row.name,
    email: row.email,
    phone: toPhone(row),
    street: row.street,
    zipcode: row.zipcode,
    birthdaySeconds: row.birthdaySeconds,
    sex: row.sex,
    groups,
  };
}

/** The group of a tuple. */
export function toGroup([id, textId, name]: GroupTuple): Group {
  return { id, textId, name };
}

function toPhone(row: ContactFields): Phone | null {
  if (row.msisdn !== null && row.dialcode !== null) return { dialcode: row.dialcode, msisdn: row.msisdn };
  return row.phoneText === null ? null : { text: row.phoneText };
}

/** The three columns of a phone. */
export function phoneColumns(phone: Phone | null) {
  const empty = { dialcode: null, msisdn: null, phoneText: null };
  if (phone === null) return empty;
  return 'text' in phone ? { ...empty, phoneText: phone.text } : { ...empty, ...phone };
}

/** A value and a flag for each field, so that one prepared statement serves every combination of edits. */
export function editValues(changes: ContactChanges): Record<string, unknown> {
  const { phone, ...fields } = changes;
  const { dialcode, msisdn, phoneText } = phoneColumns(phone ?? null);
  const values: Record<string, unknown> = { dialcode, msisdn, phoneText, setPhone: phone !== undefined };
  for (const key of EDITABLE) {
    values[key] = fields[key] ?? null;
    values[`set_${key}`] = fields[key] !== undefined;
  }
  return values;
}

export const EDITABLE = ['name', 'email', 'street', 'zipcode', 'birthdaySeconds', 'sex'] as const;
