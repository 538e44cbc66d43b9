import type { ContactDraft } from '../../../domain/contact.ts';
import type { Phone } from '../../../domain/phone.ts';
import { isBlank, isEmail, isStorable, isTextWithin, TEXT_LIMITS } from '../../../domain/text.ts';
import type { RecordFault, SourceIdentity, SourceRecord } from '../records.ts';

const MAX_DIGITS_15 = 999_999_999_999_999;
const MAX_TEXT_ID = 255;

/** What keeps a record out of the address book: faults that its source found, and values that the book can't take. */
export function findFaults(record: SourceRecord): readonly RecordFault[] {
  const { faults, identity } = record;
  const found = [
    ...checkIdentity(identity),
    ...(record.kind === 'group'
      ? checkText('name', record.name, TEXT_LIMITS.groupName)
      : checkFields(record.fields)),
  ];
  if (faults.length === 0) return found;
  // Of a field that could not be read all is said by that.
  const known = new Set(faults.map(({ field }) => field));
  return [...faults, ...found.filter(({ field }) => !known.has(field))];
}

type Faults = readonly RecordFault[];

const NONE: Faults = [];

function checkIdentity({ id, textId }: SourceIdentity): Faults {
  if (id !== undefined && !(Number.isSafeInteger(id) && id > 0))
    return refuse('id', id, 'is no whole number from 1 to 2^53 - 1');
  if (textId === undefined) return NONE;
  // A client's blanks around an id are ignored, so nobody could ask for such a one.
  if (textId === '' || textId.trim() !== textId)
    return refuse('textId', textId, 'begins or ends with blanks');
  return checkLength('textId', textId, MAX_TEXT_ID);
}

function checkFields(fields: Partial<ContactDraft>): Faults {
  const { name, email, phone, street, zipcode, birthdaySeconds, sex } = fields;
  return [
    ...(name === undefined ? NONE : checkText('name', name, TEXT_LIMITS.name)),
    ...(typeof email !== 'string' || isEmail(email) ? NONE : refuse('email', email, 'is no e-mail address')),
    ...(phone ? checkPhone(phone) : NONE),
    ...(typeof street === 'string' ? checkText('street', street, TEXT_LIMITS.street) : NONE),
    ...(typeof zipcode === 'string' ? checkText('zipcode', zipcode, TEXT_LIMITS.zipcode) : NONE),
    ...(birthdaySeconds ? checkBirthday(birthdaySeconds) : NONE),
    ...(!sex || sex === 'male' || sex === 'female' ? NONE : refuse('sex', sex, 'is neither male nor female')),
  ];
}

function checkText(field: string, text: string, limit: number): Faults {
  return isBlank(text) ? refuse(field, text, 'is empty') : checkLength(field, text, limit);
}

function checkLength(field: string, text: string, limit: number): Faults {
  if (isTextWithin(text, limit)) return NONE;
  return refuse(
    field,
    text,
    isStorable(text)
      ? `is longer than ${limit} characters`
      : 'holds a character that no text can hold (U+0000, or half of a pair)',
  );
}

function checkPhone(phone: Phone): Faults {
  if ('text' in phone) return checkText('phone', phone.text, Number.POSITIVE_INFINITY);
  const { msisdn, dialcode } = phone;
  const fits = [msisdn, dialcode].every(Number.isSafeInteger) && dialcode > 0 && msisdn <= MAX_DIGITS_15;
  return fits && String(msisdn).startsWith(String(dialcode))
    ? NONE
    : refuse('phone', `+${msisdn}`, 'is no phone number');
}

function checkBirthday(seconds: number): Faults {
  return Number.isInteger(seconds) && Math.abs(seconds) <= MAX_DIGITS_15
    ? NONE
    : refuse('birthdaySeconds', seconds, 'is no whole number of at most 15 digits');
}

function refuse(field: string, value: string | number, reason: string): Faults {
  return [{ field, reason, value: String(value) }];
}
