import { readBirthday } from '../../domain/contact.ts';
import { NEEDS_REGION, type Phone, readPhoneAnywhere } from '../../domain/phone.ts';
import {
  type BookReader,
  createFieldReader,
  type FieldReader,
  type ReadContact,
  type ReadGroup,
  type ReadIdentity,
  readList,
  readText,
  readWholeText,
  showCode,
  type WireEntry,
} from '../kernel/read-back.ts';
import { sexNumber } from './fields.ts';

/** How Txty's answers tell of an address book. */
export const txtyReader: BookReader = {
  // Each group repeats all that is known of its members.
  groups: {
    endpoint: 'view.groups',
    list: 'groups',
    id: 'controlgroup',
    repeats: 'contacts',
    isWhole: (entry) => 'controlgroup' in entry && 'name' in entry,
  },
  contacts: {
    endpoint: 'view.contacts',
    list: 'contacts',
    id: 'controlcontact',
    isWhole: (entry) => 'controlcontact' in entry && 'fullname' in entry,
  },
  notShown: [],
  readVerdict: (envelope) => {
    if (envelope.get('status') === 'success') return 'ok';
    return envelope.get('status') === 'error' ? { refused: showCode(envelope.get('error')) } : undefined;
  },
  passing: ['UNKNOWN_ERROR', 'SERVICE_UNAVAILABLE', 'TOO_MANY_REQUESTS'],
  readGroup,
  readContact,
};

/** The parameters that stand for a user with a key. */
export function txtyKeyValues(user: string, key: string) {
  return { user, key };
}

const MAX_MSISDN_DIGITS = 15;
const MAX_DIALCODE_DIGITS = 3;

function readContact(entry: WireEntry): ReadContact {
  const reader = createFieldReader();
  const identity = readIdentity(reader, entry.controlcontact);
  const fields = {
    name: reader.take('name', entry.fullname, 'is no text', readWholeText),
    email: reader.take('email', entry.email, 'is no text', readText),
    phone: reader.take('phone', entry.msisdn, 'is no phone number', (value) =>
      readMsisdn(value, entry.dialcode),
    ),
    street: reader.take('street', entry.street, 'is no text', readText),
    zipcode: reader.take('zipcode', entry.zipcode, 'is no text', readText),
    birthdaySeconds: reader.take('birthdaySeconds', entry.birthday, 'is no number of seconds', (value) =>
      readOptional(value, readBirthday),
    ),
    sex: reader.take('sex', entry.sex, 'is neither 1 nor 2', (value) => readOptional(value, sexNumber.read)),
  };
  const groups = reader.take('groups', entry.groups, 'is no list of group ids', readGroupIds) ?? [];
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { identity, fields: Object.fromEntries(known), groups, faults: reader.faults };
}

function readGroup(entry: WireEntry): ReadGroup {
  const reader = createFieldReader();
  const identity = readIdentity(reader, entry.controlgroup);
  const name = reader.take('name', entry.name, 'is no text', readText) ?? undefined;
  return { identity, name, faults: reader.faults };
}

function readGroupIds(value: unknown): readonly ReadGroup[] | undefined {
  const ids = readList(value)?.map(readId);
  if (ids === undefined) return undefined;
  const known = ids.filter((id) => id !== undefined);
  if (known.length < ids.length) return undefined;
  return known.map((id) => ({ identity: { key: String(id), id }, name: undefined, faults: [] }));
}

function readIdentity(reader: FieldReader, value: unknown): ReadIdentity {
  const id = reader.take('id', value, 'is no id that can be kept', readId);
  return id === undefined ? { key: '' } : { key: String(id), id };
}

function readId(value: unknown): number | undefined {
  const text = readText(value);
  const id = typeof text === 'string' && /^\d+$/.test(text.trim()) ? Number(text) : 0;
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

function readOptional<T>(value: unknown, read: (text: string) => T | undefined): T | null | undefined {
  const text = readText(value);
  return typeof text === 'string' ? read(text) : text;
}

/** A number is taken as it stands where its dialling code is told: the vendor has judged it. */
function readMsisdn(value: unknown, dialcode: unknown): Phone | null | undefined {
  return readOptional(value, (text) => {
    const digits = text.trim();
    const code = readText(dialcode)?.trim() ?? '';
    if (
      isNumber(digits, MAX_MSISDN_DIGITS) &&
      isNumber(code, MAX_DIALCODE_DIGITS) &&
      digits.startsWith(code)
    ) {
      return { dialcode: Number(code), msisdn: Number(digits) };
    }
    const phone = readPhoneAnywhere(text, 'international');
    return phone === NEEDS_REGION ? undefined : phone;
  });
}

function isNumber(text: string, maxDigits: number): boolean {
  return /^[1-9]\d*$/.test(text) && text.length <= maxDigits;
}
