import { type Captures, type Expected, hole } from './expected.ts';
import { isNumberOf, shownZipcode } from './rules.ts';

/** A phone as Txty shows it. */
export interface ShownPhone {
  readonly msisdn: number;
  readonly dialcode: number;
  readonly number: number;
}

/**
 * What is known of a phone: nothing but what was sent, until an answer has shown what became of it. A text
 * that is no number is kept by the one dialect and refused by the other.
 */
export type PhoneState = ShownPhone | 'none' | { readonly sent: string; readonly isText: boolean };

/** A contact as it must be. What nobody has told yet is undefined. */
export interface BookContact {
  id: number | undefined;
  textId: string | undefined;
  name: string;
  email: string | null;
  phone: PhoneState;
  street: string | null;
  zipcode: string | null;
  birthday: number | null;
  sex: 1 | 2 | null;
  groups: Set<BookGroup>;
}

export interface BookGroup {
  id: number | undefined;
  textId: string | undefined;
  name: string;
}

/** What an account's address book must hold, in the order of its ids. */
export interface Book {
  readonly contacts: BookContact[];
  readonly groups: BookGroup[];
}

const isId = (text: string) => /^[1-9]\d*$/.test(text);
const isTextId = (text: string) => /^[1-9]\d*$/.test(text);
const isGroupTextId = (text: string) => /^[0-9a-f]{32}$/.test(text);

/** A contact as Txty shows it; its holes are named after its place in the book. */
export function txtyContact(contact: BookContact, place: number | string): Expected {
  const groups = [...contact.groups].map(({ id }) => id ?? 0).sort((a, b) => a - b);
  const phone = txtyPhone(contact.phone, place);
  return {
    birthday: contact.birthday,
    controlcontact: contact.id ?? hole(`id ${place}`, 'number', isId),
    dialcode: phone.dialcode,
    email: contact.email,
    fullname: contact.name,
    groups: groups.length === 0 ? null : groups,
    msisdn: phone.msisdn,
    number: phone.number,
    sex: contact.sex,
    street: contact.street,
    zipcode: shownZipcode(contact.zipcode),
  };
}

/** The three numbers of a phone. */
export function txtyPhone(phone: PhoneState, place: number | string) {
  if (phone === 'none') return { msisdn: null, dialcode: null, number: null };
  if ('msisdn' in phone) return phone;
  const { sent, isText } = phone;
  const type = isText ? 'number or null' : 'number';
  return {
    msisdn: hole(`msisdn ${place}`, type, (text) => /^\d{1,15}$/.test(text) && isNumberOf(sent, text)),
    dialcode: hole(`dialcode ${place}`, type, (text) => /^[1-9]\d{0,2}$/.test(text)),
    number: hole(`number ${place}`, type, (text) => /^\d{1,15}$/.test(text)),
  };
}

/** A contact as Filemail shows it. */
export function filemailContact(contact: BookContact, place: number | string): Expected {
  const groups = [...contact.groups].sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
  return {
    contactid: contact.textId ?? hole(`textId ${place}`, 'string', isTextId),
    name: contact.name,
    email: contact.email ?? '',
    groups: groups.map(({ textId = '', name }) => ({ contactgroupid: textId, name })),
  };
}

/** A group's id as Filemail shows it. */
export const groupTextId = ({ textId }: BookGroup, place: number | string): Expected =>
  textId ?? hole(`groupTextId ${place}`, 'string', isGroupTextId);

/** A group's id as Txty shows it. */
export const groupId = ({ id }: BookGroup, place: number | string): Expected =>
  id ?? hole(`groupId ${place}`, 'number', isId);

/** Notes what an answer has told of a contact. Throws where its parts don't belong together. */
export function learnContact(contact: BookContact, place: number | string, captures: Captures): void {
  const id = captures.get(`id ${place}`);
  if (typeof id === 'string') contact.id = Number(id);
  contact.textId ??= captures.get(`textId ${place}`) ?? undefined;
  const phone = capturedPhone(place, captures);
  if (phone !== undefined) contact.phone = phone;
}

/** Notes what an answer has told of a group. */
export function learnGroup(group: BookGroup, place: number | string, captures: Captures): void {
  const id = captures.get(`groupId ${place}`);
  if (typeof id === 'string') group.id = Number(id);
  group.textId ??= captures.get(`groupTextId ${place}`) ?? undefined;
}

function capturedPhone(place: number | string, captures: Captures): PhoneState | undefined {
  const texts = ['msisdn', 'dialcode', 'number'].map((name) => captures.get(`${name} ${place}`));
  const [msisdn, dialcode, number] = texts;
  if (msisdn === undefined || dialcode === undefined || number === undefined) return undefined;
  if (msisdn === null && dialcode === null && number === null) return 'none';
  // A leading nought of the national number is lost in `number`, and kept in `msisdn`.
  const rest = msisdn?.startsWith(dialcode ?? '-')
    ? msisdn.slice(dialcode?.length).replace(/^0+(?=\d)/, '')
    : undefined;
  if (number === null || rest !== number) throw new Error(`${texts.join(', ')} are no phone together`);
  return { msisdn: Number(msisdn), dialcode: Number(dialcode), number: Number(number) };
}
