import type { ContactDraft, Sex } from '../../../domain/contact.ts';
import { type Phone, type Region, readPhone } from '../../../domain/phone.ts';
import { isBlank } from '../../../domain/text.ts';
import { dayOfSeconds, readDay, secondsOfDay } from './birthday.ts';
import type { OnFault } from './faults.ts';
import { readSex } from './sex.ts';
import { decodeExact, type ExactField, exactText } from './vcard-exact.ts';
import type { Property } from './vcard-properties.ts';

/** The properties of a card, by their names. */
export interface CardText {
  /** Those of a name, the most preferred in front. */
  list(name: string): readonly Property[];
  /** The first value that is not blank; empty where there is none. */
  first(name: string): string;
  exact(field: ExactField): string | undefined;
}

/** Sorts the properties of a card. */
export function sortProperties(properties: readonly Property[]): CardText {
  const list = (name: string) =>
    properties
      .filter((property) => property.name === name)
      .toSorted((one, other) => one.preference - other.preference);
  const exact = new Map(
    list('X-DIGLOT-EXACT').map((property) => [property.parameters.field, decodeExact(textOf(property))]),
  );
  return {
    list,
    first: (name) =>
      list(name)
        .map(textOf)
        .find((value) => !isBlank(value)) ?? '',
    exact: (field) => exact.get(field),
  };
}

/** The only value of a property. */
export function textOf({ parts }: Property): string {
  return parts[0]?.[0] ?? '';
}

type OnLoss = (what: string) => void;

/** What a card says of a person. A value that can't be taken is a fault, or, where it is of little weight, a loss. */
export function readContactFields(
  card: CardText,
  region: Region,
  onFault: OnFault,
  onLoss: OnLoss,
): { readonly [Key in keyof ContactDraft]?: ContactDraft[Key] | undefined } {
  const email = takeOne(card.list('EMAIL').map(textOf), 'e-mail addresses', onLoss)
    .trim()
    .replace(/^mailto:/i, '');
  const phone = readTelephone(card, region, onLoss);
  const [street, zipcode] = readAddress(card, onLoss);
  return {
    name: exactText(readName(card, email, phone), card.exact('name')) || onFault('name', 'is missing', ''),
    email: email || null,
    phone,
    street: orNull(exactText(street, card.exact('street'))),
    zipcode: orNull(exactText(zipcode, card.exact('zipcode'))),
    birthdaySeconds: readBirthday(card, onFault, onLoss),
    sex: readGender(card, onLoss),
  };
}

function orNull(text: string): string | null {
  return isBlank(text) ? null : text;
}

function takeOne(values: readonly string[], what: string, onLoss: OnLoss): string {
  const [first = '', ...others] = values.filter((value) => !isBlank(value));
  if (others.some((other) => other !== first)) onLoss(`Of several ${what} of a card the first is taken`);
  return first;
}

const NAME_ORDER = [3, 1, 2, 0, 4];

function readName(card: CardText, email: string, phone: Phone | null): string {
  const parts = card.list('N')[0]?.parts ?? [];
  const names = NAME_ORDER.map((index) => (parts[index] ?? []).join(' ').trim()).filter(
    (part) => part !== '',
  );
  const organization = (card.list('ORG')[0]?.parts ?? []).flat().find((part) => !isBlank(part));
  const number = phone === null ? '' : 'text' in phone ? phone.text : `+${phone.msisdn}`;
  return card.first('FN') || names.join(' ') || organization || card.first('NICKNAME') || email || number;
}

// Preferred, then what is carried along; a fax is the last that one would call.
const PHONE_TYPES: readonly (readonly [RegExp, number])[] = [
  [/^(?:fax|pager|modem|bbs|isdn)$/, 3],
  [/^pref$/, 0],
  [/^(?:cell|mobile|iphone|text)$/, 1],
];

function phoneRank({ types, preference }: Property): number {
  const rank = PHONE_TYPES.find(([type]) => types.some((own) => type.test(own)))?.[1];
  return preference <= 100 && rank !== 3 ? 0 : (rank ?? 2);
}

function readTelephone(card: CardText, region: Region, onLoss: OnLoss): Phone | null {
  const sorted = card.list('TEL').toSorted((one, other) => phoneRank(one) - phoneRank(other));
  const value = takeOne(sorted.map(textOf), 'phone numbers', onLoss);
  if (value === '') return null;
  const exact = card.exact('phone');
  if (exact !== undefined && exactText(value, exact) === exact) return { text: exact };
  const text = value.replace(/^tel:/i, '').trim();
  const dialcode = card.exact('dialcode');
  const digits = text.replace(/^\+/, '');
  if (dialcode && /^\d{1,15}$/.test(digits) && digits.startsWith(dialcode))
    return { dialcode: Number(dialcode), msisdn: Number(digits) };
  return readPhone(text, 'home', region) ?? { text };
}

const [POST_BOX, EXTENDED, STREET, ZIPCODE] = [0, 1, 2, 5];

function readAddress(card: CardText, onLoss: OnLoss): readonly [string, string] {
  const isHome = ({ types }: Property) => Number(!types.includes('home'));
  const addresses = card
    .list('ADR')
    .toSorted((one, other) => one.preference - other.preference || isHome(one) - isHome(other))
    .map(({ parts }) => parts.map((part) => part.join(', ')))
    .filter((parts) => parts.some((part) => !isBlank(part)));
  if (addresses.length > 1) onLoss('Of several addresses of a card the first is taken');
  const parts = addresses[0] ?? [];
  const street = [STREET, EXTENDED, POST_BOX]
    .map((index) => parts[index] ?? '')
    .find((part) => !isBlank(part));
  if ([3, 4, 6].some((index) => !isBlank(parts[index] ?? '')))
    onLoss('Of an address the town, region and country are left out');
  return [street ?? '', parts[ZIPCODE] ?? ''];
}

const WITHOUT_YEAR = /^-/;
const INCOMPLETE = /^\d{4}(?:-?\d\d)?$/;

function readBirthday(card: CardText, onFault: OnFault, onLoss: OnLoss): number | null | undefined {
  const [property] = card.list('BDAY');
  const text = property === undefined ? '' : textOf(property).trim();
  const exact = Number(card.exact('birthday') ?? Number.NaN);
  const day = readDay(text);
  if (Number.isSafeInteger(exact) && (text === '' || (day && isSameDay(exact, day)))) return exact;
  if (text === '') return null;
  const omitted = property?.parameters['x-apple-omit-year'];
  if (WITHOUT_YEAR.test(text) || INCOMPLETE.test(text) || (omitted && text.startsWith(String(omitted)))) {
    onLoss('A date of birth without its year, or without its day, is left out');
    return null;
  }
  return day === undefined
    ? onFault('birthdaySeconds', 'is no date such as 1980-05-17', text)
    : secondsOfDay(day);
}

function isSameDay(seconds: number, day: NonNullable<ReturnType<typeof readDay>>): boolean {
  const own = dayOfSeconds(seconds);
  return own !== undefined && own.year === day.year && own.month === day.month && own.day === day.day;
}

function readGender(card: CardText, onLoss: OnLoss): Sex | null {
  const text = card.first('GENDER') || card.first('X-GENDER');
  const sex = readSex(text);
  if (sex === 'male' || sex === 'female') return sex;
  if (text !== '') onLoss('A sex other than male and female has no place here and is left out');
  return null;
}
