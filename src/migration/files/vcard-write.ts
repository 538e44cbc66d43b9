import type { Contact, Group } from '../../../domain/contact.ts';
import { type PhoneNumber, readPhoneAnywhere } from '../../../domain/phone.ts';
import { dayOfSeconds, secondsOfDay } from './birthday.ts';
import { type ExactField, isWritable, toWritable } from './vcard-exact.ts';

/*
 * vCard 4.0 (RFC 6350). What has no place there stands in properties of our own, which other programs skip.
 */

const SPECIAL = /[\\,;\n]/g;
const MAX_LINE_BYTES = 75;

/** The card of a group. Whoever is in it says so on a card of their own. */
export function writeGroupCard({ id, textId, name }: Group): string {
  return writeCard([
    'KIND:group',
    `FN:${escapeText(name)}`,
    ...ownLines(id, textId),
    ...exactLine('name', name),
  ]);
}

/** The card of a contact. */
export function writeContactCard(contact: Contact): string {
  const { id, textId, name, email, street, zipcode, sex, groups } = contact;
  const hasAddress = street !== null || zipcode !== null;
  return writeCard([
    `FN:${escapeText(name)}`,
    // Which part of a name is which is not known; some programs show no contact without these.
    `N:;${escapeText(name)};;;`,
    ...(email === null ? [] : [`EMAIL:${escapeText(email)}`]),
    ...phoneLines(contact),
    ...(hasAddress ? [`ADR:;;${escapeText(street ?? '')};;;${escapeText(zipcode ?? '')};`] : []),
    ...birthdayLines(contact),
    ...(sex === null ? [] : [`GENDER:${sex === 'male' ? 'M' : 'F'}`]),
    ...(groups.length === 0 ? [] : [`CATEGORIES:${groups.map((group) => escapeText(group.name)).join(',')}`]),
    ...ownLines(id, textId),
    ...(groups.length === 0 ? [] : [`X-DIGLOT-GROUPS:${groups.map((group) => group.id).join(',')}`]),
    ...exactLine('name', name),
    ...exactLine('street', street),
    ...exactLine('zipcode', zipcode),
  ]);
}

function ownLines(id: number, textId: string): readonly string[] {
  return [`X-DIGLOT-ID:${id}`, `X-DIGLOT-TEXT-ID:${escapeText(textId)}`, ...exactLine('text-id', textId)];
}

function phoneLines({ phone }: Contact): readonly string[] {
  if (phone === null) return [];
  if ('text' in phone) return [`TEL:${escapeText(phone.text)}`, exact('phone', phone.text)];
  const line = `TEL;TYPE=cell:+${phone.msisdn}`;
  return isReadAs(phone) ? [line] : [line, exact('dialcode', String(phone.dialcode))];
}

function isReadAs({ dialcode, msisdn }: PhoneNumber): boolean {
  const read = readPhoneAnywhere(`+${msisdn}`, 'home');
  return typeof read === 'object' && read.dialcode === dialcode && read.msisdn === msisdn;
}

function birthdayLines({ birthdaySeconds }: Contact): readonly string[] {
  if (birthdaySeconds === null) return [];
  const day = dayOfSeconds(birthdaySeconds);
  if (day === undefined) return [exact('birthday', String(birthdaySeconds))];
  const pad = (number: number, digits: number) => String(number).padStart(digits, '0');
  const line = `BDAY:${pad(day.year, 4)}${pad(day.month, 2)}${pad(day.day, 2)}`;
  return secondsOfDay(day) === birthdaySeconds ? [line] : [line, exact('birthday', String(birthdaySeconds))];
}

function exactLine(field: ExactField, text: string | null): readonly string[] {
  return text === null || isWritable(text) ? [] : [exact(field, text)];
}

function exact(field: ExactField, text: string): string {
  return `X-DIGLOT-EXACT;FIELD=${field}:${encodeURIComponent(text)}`;
}

function escapeText(text: string): string {
  return toWritable(text).replace(SPECIAL, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}

function writeCard(lines: readonly string[]): string {
  return ['BEGIN:VCARD', 'VERSION:4.0', ...lines, 'END:VCARD'].map(fold).join('');
}

/** A line with its end, folded so that no part is longer than 75 bytes, and none ends within a character. */
function fold(line: string): string {
  const bytes = Buffer.from(line);
  if (bytes.length <= MAX_LINE_BYTES) return `${line}\r\n`;
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    // The blank of a folded line counts.
    let end = Math.min(start + MAX_LINE_BYTES - (start === 0 ? 0 : 1), bytes.length);
    while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
    parts.push(bytes.toString('utf8', start, end));
    start = end;
  }
  return `${parts.join('\r\n ')}\r\n`;
}
