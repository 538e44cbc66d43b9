import { type SQL, sql } from 'drizzle-orm';
import type { ContactDraft, Group, Identity } from '../../domain/contact.ts';
import type { MembershipPair, Origin } from '../../domain/import.ts';
import { toArrayText } from '../array-text.ts';
import { phoneColumns } from '../contact-rows.ts';

/** Many rows by their columns, each of which travels as one array: a statement's text does not grow with them. */
export type Columns = Readonly<Record<string, SQL>>;

/** Numbers as an array. */
export function bigints(values: readonly (number | null)[]): SQL {
  return sql`${toArrayText(values)}::bigint[]`;
}

function texts(values: readonly (string | null)[]): SQL {
  return sql`${toArrayText(values)}::text[]`;
}

function flags(values: readonly boolean[]): SQL {
  return sql`${toArrayText(values)}::boolean[]`;
}

export function groupColumns(groups: readonly Group[]): Columns {
  return {
    id: bigints(groups.map(({ id }) => id)),
    text_id: texts(groups.map(({ textId }) => textId)),
    name: texts(groups.map(({ name }) => name)),
  };
}

export function contactColumns(contacts: readonly (Identity & ContactDraft)[]): Columns {
  const phones = contacts.map(({ phone }) => phoneColumns(phone));
  return {
    id: bigints(contacts.map(({ id }) => id)),
    text_id: texts(contacts.map(({ textId }) => textId)),
    name: texts(contacts.map(({ name }) => name)),
    email: texts(contacts.map(({ email }) => email)),
    dialcode: sql`${toArrayText(phones.map(({ dialcode }) => dialcode))}::smallint[]`,
    msisdn: bigints(phones.map(({ msisdn }) => msisdn)),
    phone_text: texts(phones.map(({ phoneText }) => phoneText)),
    street: texts(contacts.map(({ street }) => street)),
    zipcode: texts(contacts.map(({ zipcode }) => zipcode)),
    birthday_seconds: bigints(contacts.map(({ birthdaySeconds }) => birthdaySeconds)),
    sex: sql`${toArrayText(contacts.map(({ sex }) => sex))}::sex[]`,
  };
}

export function membershipColumns(memberships: readonly MembershipPair[]): Columns {
  return {
    contact_id: bigints(memberships.map(({ contactId }) => contactId)),
    group_id: bigints(memberships.map(({ groupId }) => groupId)),
  };
}

/** Lists of groups differ in length, which an array of arrays can't have: each is a text, to be cast. */
export function originColumns(origins: readonly Origin[]) {
  return {
    key: texts(origins.map(({ key }) => key)),
    target_id: bigints(origins.map(({ targetId }) => targetId)),
    fingerprint: sql`${toArrayText(origins.map(({ fingerprint }) => fingerprint))}::uuid[]`,
    group_ids: texts(origins.map(({ groupIds }) => toArrayText(groupIds))),
    matched: flags(origins.map(({ matched }) => matched)),
    brought_id: flags(origins.map(({ broughtId }) => broughtId)),
    brought_text_id: flags(origins.map(({ broughtTextId }) => broughtTextId)),
  } satisfies Columns;
}

/** The names of the columns, as a list of a statement. */
export function namesOf(columns: Columns): SQL {
  return sql.join(
    Object.keys(columns).map((name) => sql.identifier(name)),
    sql`, `,
  );
}

/** The rows, as `given` in the `from` of a statement. */
export function rowsOf(columns: Columns): SQL {
  return sql`unnest(${sql.join(Object.values(columns), sql`, `)}) as given (${namesOf(columns)})`;
}

/** Has each of the columns but its number take the value of the row's. */
export function assignmentsOf(columns: Columns): SQL {
  const names = Object.keys(columns).filter((name) => name !== 'id');
  return sql.join(
    names.map((name) => sql`${sql.identifier(name)} = given.${sql.identifier(name)}`),
    sql`, `,
  );
}
