import type { BothIds } from './both-dialects.ts';

/*
 * An address book in plain memory, and how each dialect must show it: what the store and both dialects are
 * held against. It shares nothing with the program.
 */

export interface ModelPhone {
  readonly dialcode: number;
  readonly number: number;
}

/** What may be known of a contact, apart from its ids and groups. */
export interface ModelFields {
  readonly name: string;
  readonly email: string | null;
  readonly phone: ModelPhone | null;
  readonly street: string | null;
  readonly zipcode: string | null;
  readonly birthday: number | null;
  readonly sex: number | null;
}

export interface ModelContact {
  readonly ids: BothIds;
  readonly fields: ModelFields;
}

export interface ModelGroup {
  readonly ids: BothIds;
  readonly name: string;
}

/** The book of one account; what is gone stays known, so that it can be asked for again. */
export interface ModelBook {
  contacts: readonly ModelContact[];
  groups: readonly ModelGroup[];
  /** Pairs of a contact's and a group's number. */
  memberships: readonly (readonly [contact: number, group: number])[];
  goneContacts: readonly BothIds[];
  goneGroups: readonly BothIds[];
}

export function emptyBook(): ModelBook {
  return { contacts: [], groups: [], memberships: [], goneContacts: [], goneGroups: [] };
}

export const NO_FIELDS = { email: null, phone: null, street: null, zipcode: null, birthday: null, sex: null };

export function editContact(book: ModelBook, { number }: BothIds, changes: Partial<ModelFields>): void {
  book.contacts = book.contacts.map((contact) =>
    contact.ids.number === number ? { ...contact, fields: { ...contact.fields, ...changes } } : contact,
  );
}

export function removeContact(book: ModelBook, ids: BothIds): void {
  book.contacts = book.contacts.filter((contact) => contact.ids.number !== ids.number);
  book.memberships = book.memberships.filter(([contact]) => contact !== ids.number);
  book.goneContacts = [...book.goneContacts, ids];
}

export function renameGroup(book: ModelBook, { number }: BothIds, name: string): void {
  book.groups = book.groups.map((group) => (group.ids.number === number ? { ...group, name } : group));
}

export function removeGroup(book: ModelBook, ids: BothIds): void {
  book.groups = book.groups.filter((group) => group.ids.number !== ids.number);
  book.memberships = book.memberships.filter(([, group]) => group !== ids.number);
  book.goneGroups = [...book.goneGroups, ids];
}

export function join(book: ModelBook, contact: BothIds, groups: readonly BothIds[]): void {
  leave(book, contact, groups);
  const joined = new Set(groups.map(({ number }) => number));
  book.memberships = [...book.memberships, ...[...joined].map((group) => [contact.number, group] as const)];
}

export function leave(book: ModelBook, contact: BothIds, groups: readonly BothIds[]): void {
  const left = new Set(groups.map(({ number }) => number));
  book.memberships = book.memberships.filter(
    ([member, group]) => member !== contact.number || !left.has(group),
  );
}

function groupsOf(book: ModelBook, contact: ModelContact): readonly ModelGroup[] {
  const isIn = (group: ModelGroup) =>
    book.memberships.some(([member, of]) => member === contact.ids.number && of === group.ids.number);
  return book.groups.filter(isIn);
}

/** A contact as Txty must show it. */
export function asTxty(book: ModelBook, contact: ModelContact): Readonly<Record<string, unknown>> {
  const { name, email, phone, street, zipcode, birthday, sex } = contact.fields;
  const groups = groupsOf(book, contact).map(({ ids }) => ids.number);
  return {
    birthday,
    controlcontact: contact.ids.number,
    dialcode: phone?.dialcode ?? null,
    email,
    fullname: name,
    groups: groups.length === 0 ? null : groups,
    msisdn: phone === null ? null : Number(`${phone.dialcode}${phone.number}`),
    number: phone?.number ?? null,
    sex,
    street,
    zipcode: zipcode !== null && /^[1-9]\d*$/.test(zipcode) ? Number(zipcode) : zipcode,
  };
}

/** A contact as Filemail must show it. */
export function asFilemail(book: ModelBook, contact: ModelContact): Readonly<Record<string, unknown>> {
  return {
    contactid: contact.ids.text,
    name: contact.fields.name,
    email: contact.fields.email ?? '',
    groups: groupsOf(book, contact).map(({ ids, name }) => ({ contactgroupid: ids.text, name })),
  };
}

/** A group with its contacts as Txty must show it. */
export function asTxtyGroup(book: ModelBook, group: ModelGroup): Readonly<Record<string, unknown>> {
  const members = book.contacts.filter((contact) => groupsOf(book, contact).includes(group));
  return {
    controlgroup: group.ids.number,
    name: group.name,
    contacts: members.map((contact) => asTxty(book, contact)),
  };
}
