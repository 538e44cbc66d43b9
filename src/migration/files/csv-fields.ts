import type { Sex } from '../../../domain/contact.ts';
import { type Phone, type Region, readPhone } from '../../../domain/phone.ts';
import { isBlank } from '../../../domain/text.ts';
import { readDay, secondsOfDay } from './birthday.ts';
import { type GroupMention, readGroups } from './contact-columns.ts';
import type { OnFault } from './faults.ts';
import { readSex } from './sex.ts';

/*
 * What the texts of a row mean. An empty text is `null`; one that means nothing is a fault of its row.
 */

/** The cells that may tell of a phone. */
export interface PhoneCells {
  readonly msisdn: string;
  readonly dialcode: string;
  readonly phoneText: string;
  /** As people write numbers. */
  readonly phone: string;
}

const DIGITS = /^\d{1,15}$/;
// What a spreadsheet makes of a long number: 4.51235E+11.
const SHORTENED = /^\d[.,]\d+E\+?\d+$/i;
const SECONDS = /^-?\d{1,15}$/;
const EMPTY_DATE = /^0+([-/.])0+\1(?:0+)$/;

/** A number as such a file has it is taken; a text that is none is kept as text, as the Filemail API does. */
export function readPhoneCells(
  cells: PhoneCells,
  region: Region,
  onFault: OnFault,
): Phone | null | undefined {
  const { msisdn, dialcode, phoneText, phone } = cells;
  const damaged = [msisdn, phone].find((text) => SHORTENED.test(text));
  if (damaged !== undefined) {
    return onFault('phone', 'is a number that a spreadsheet has shortened', damaged);
  }
  if (msisdn !== '') {
    return readMsisdn(msisdn, dialcode, region) ?? onFault('phone', 'is no possible phone number', msisdn);
  }
  if (!isBlank(phoneText)) return { text: phoneText };
  return phone === '' ? null : (readPhone(phone, 'home', region) ?? { text: phone });
}

function readMsisdn(msisdn: string, dialcode: string, region: Region): Phone | undefined {
  if (dialcode === '') return readPhone(msisdn, 'international', region);
  const exact = DIGITS.test(msisdn) && DIGITS.test(dialcode) && msisdn.startsWith(String(Number(dialcode)));
  return exact && Number(dialcode) > 0 ? { dialcode: Number(dialcode), msisdn: Number(msisdn) } : undefined;
}

/** `own` is true in a column of our own, whose digits are Unix time; elsewhere eight digits may be a date. */
export function readBirthdayCell(text: string, own: boolean, onFault: OnFault): number | null | undefined {
  if (text === '' || EMPTY_DATE.test(text)) return null;
  if (own && SECONDS.test(text)) return Number(text) + 0;
  const day = readDay(text);
  if (day !== undefined) return secondsOfDay(day);
  if (SECONDS.test(text)) return Number(text) + 0;
  return onFault('birthdaySeconds', 'is no date such as 1980-05-17', text);
}

/** `onOther` is told where a sex is meant that the address book has no place for. */
export function readSexCell(text: string, onFault: OnFault, onOther: () => void): Sex | null | undefined {
  if (text === '') return null;
  const sex = readSex(text);
  if (sex === undefined) return onFault('sex', 'is neither male nor female', text);
  if (sex !== 'other') return sex;
  onOther();
  return null;
}

const ID = /^\d{1,16}$/;

/** A number as clients know it; undefined where there is none. */
export function readIdCell(text: string, onFault: OnFault): number | undefined {
  if (text === '') return undefined;
  const id = ID.test(text) ? Number(text) : 0;
  return id > 0 && Number.isSafeInteger(id) ? id : onFault('id', 'is no number of a contact', text);
}

/** The groups of a cell: of a column of our own as we write them, else names with `;`, `,` or ` ::: ` between. */
export function readGroupsCell(text: string, own: boolean): readonly GroupMention[] {
  const exact = own ? readGroups(text) : undefined;
  return exact?.map(trimmed) ?? splitNames(text).map((name) => ({ name }));
}

/** A name that a person wrote; one that stands beside an identity is kept to the letter. */
function trimmed(group: GroupMention): GroupMention {
  return group.id === undefined && group.textId === undefined ? { name: group.name.trim() } : group;
}

/** Google separates by ` ::: ` and marks the groups of its own by an asterisk. */
function splitNames(text: string): readonly string[] {
  const names = text.includes(':::') ? text.split(':::') : text.split(/[;,]/);
  return names.map((name) => name.trim().replace(/^\* /, '')).filter((name) => name !== '');
}
