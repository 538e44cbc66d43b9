import type { Contact, ContactDraft, Group } from '../../../domain/contact.ts';

/*
 * Contacts as rows of a table, losslessly: what the export writes, what a file of rejected rows holds, and what an
 * import reads back.
 */

/** The columns of a contact. A row of nothing but `groups` tells of groups alone. */
export const CONTACT_COLUMNS = [
  'id',
  'text_id',
  'name',
  'email',
  'msisdn',
  'dialcode',
  'phone_text',
  'street',
  'zipcode',
  'birthday',
  'sex',
  'groups',
] as const;

export type ContactColumn = (typeof CONTACT_COLUMNS)[number];

/** Columns that a file of rejected rows has besides; an import takes no notice of them. */
export const REJECT_COLUMNS = ['rejected_place', 'rejected_field', 'rejected_reason'] as const;

/** A group as a cell names it; a source may know it by its name alone. */
export type GroupMention = Pick<Group, 'name'> & {
  readonly [Key in 'id' | 'textId']?: Group[Key] | undefined;
};

/** As much of a contact as is known; what is absent or `null` becomes an empty cell. */
export type KnownContact = Partial<ContactDraft> & {
  readonly [Key in 'id' | 'textId']?: Contact[Key] | undefined;
} & { readonly groups?: readonly GroupMention[] | undefined };

/** The column in which a refused value of a field belongs: a field of `ContactDraft`, or `id`, `textId` or `groups`. */
export const COLUMN_OF_FIELD: Readonly<Record<keyof Contact, ContactColumn>> = {
  id: 'id',
  textId: 'text_id',
  name: 'name',
  email: 'email',
  phone: 'msisdn',
  street: 'street',
  zipcode: 'zipcode',
  birthdaySeconds: 'birthday',
  sex: 'sex',
  groups: 'groups',
};

/** The cells of a contact by their columns; `writeCsvLine` makes them fit for a file. */
export function contactCells(contact: KnownContact): Record<ContactColumn, string> {
  const { phone } = contact;
  const number = phone && 'msisdn' in phone ? phone : undefined;
  return {
    id: write(contact.id),
    text_id: write(contact.textId),
    name: write(contact.name),
    email: write(contact.email),
    msisdn: write(number?.msisdn),
    dialcode: write(number?.dialcode),
    phone_text: phone && 'text' in phone ? phone.text : '',
    street: write(contact.street),
    zipcode: write(contact.zipcode),
    birthday: write(contact.birthdaySeconds),
    sex: write(contact.sex),
    groups: writeGroups(contact.groups ?? []),
  };
}

function write(value: string | number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

const SPECIAL_IN_GROUP = /[\\;,[\]]/g;

/** `Coworkers [100 1c12]; Friends`: names with what identifies them, `\` before what would be taken for more. */
function writeGroups(groups: readonly GroupMention[]): string {
  return groups.map(writeGroup).join('; ');
}

function writeGroup({ name, id, textId }: GroupMention): string {
  const identity =
    id === undefined && textId === undefined ? '' : ` [${write(id)} ${escapeName(write(textId))}]`;
  return `${escapeName(name)}${identity}`;
}

function escapeName(text: string): string {
  return text.replace(SPECIAL_IN_GROUP, '\\$&');
}

const SEPARATOR = /; ?/y;
const GROUP = /((?:[^\\;,[\]]|\\.)+?)(?: \[(\d*) ((?:[^\\;,[\]]|\\.)*)\])?(?=;|$)/sy;
const ESCAPED = /\\(.)/gs;

/** Reads what `writeGroups` wrote; undefined where a text is not of that form. */
export function readGroups(text: string): readonly GroupMention[] | undefined {
  const groups: GroupMention[] = [];
  for (let at = 0; at < text.length; ) {
    GROUP.lastIndex = at;
    const match = GROUP.exec(text);
    if (match === null) return undefined;
    const [, name = '', id, textId] = match;
    groups.push({
      name: name.replace(ESCAPED, '$1'),
      ...(id ? { id: Number(id) } : {}),
      ...(textId ? { textId: textId.replace(ESCAPED, '$1') } : {}),
    });
    SEPARATOR.lastIndex = GROUP.lastIndex;
    SEPARATOR.exec(text);
    at = SEPARATOR.lastIndex === 0 ? text.length : SEPARATOR.lastIndex;
  }
  return groups;
}

// A spreadsheet takes what begins so for a formula (OWASP, "CSV Injection"), an apostrophe for "this is text".
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
const GUARDED = /^'+[=+\-@\t\r\n＝＋－＠]/;
const NEEDS_QUOTES = /[",;|\t\r\n\u0085\u2028\u2029]|^\s|\s$/;

/** One line of a CSV file, its end included, in which no spreadsheet finds a formula. */
export function writeCsvLine(cells: readonly string[]): string {
  return `${cells.map(writeCell).join(',')}\r\n`;
}

function writeCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The text of a cell that may have been written by `writeCsvLine`: the one apostrophe is gone. */
export function readCell(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}
