import { type Book, type BookGroup, groupId, txtyContact } from './book.ts';
import type { Expected } from './expected.ts';
import type { Account, Outcome } from './oracle.ts';

/** An error of this dialect. */
export function txtyError(code: string, echo: Readonly<Record<string, Expected>> = {}): Outcome {
  return { status: 200, body: { status: 'error', error: code, ...echo } };
}

/** A success of this dialect. */
export const success = (code: string, members: Readonly<Record<string, Expected>> = {}): Outcome => ({
  status: 200,
  body: { status: 'success', success: code, ...members },
});

/** The list of contacts. */
export function txtyContacts({ book }: Account): Outcome {
  return success('VIEW_CONTACTS', { contacts: book.contacts.map(txtyContact) });
}

/** The list of groups with their members. */
export function txtyGroups({ book }: Account): Outcome {
  return success('VIEW_GROUPS', {
    groups: book.groups.map((group, place) => groupWithMembers(book, group, place)),
  });
}

/** A group with its members. */
export function groupWithMembers(book: Book, group: BookGroup, place: number | string): Expected {
  const members = book.contacts.filter(({ groups }) => groups.has(group));
  const contacts = members.map((member, index) => txtyContact(member, `${place}.${index}`));
  return { controlgroup: groupId(group, place), name: group.name, contacts };
}
