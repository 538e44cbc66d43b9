import { readBirthday, type Sex } from '../../domain/contact.ts';
import { isEmail, isTextWithin, TEXT_LIMITS } from '../../domain/text.ts';
import { endpointsOf } from '../kernel/endpoint.ts';
import { type Reader, required, textReader } from '../kernel/fields.ts';
import type { TxtyCode } from './errors.ts';

export const { callerEndpoint, openEndpoint } = endpointsOf<TxtyCode>();

const within = (limit: number, invalid: TxtyCode) =>
  textReader<TxtyCode>((text) => isTextWithin(text, limit), invalid);

export const fullnameText = within(TEXT_LIMITS.name, 'FULLNAME_INVALID');
export const streetText = within(TEXT_LIMITS.street, 'STREET_INVALID');
export const zipcodeText = within(TEXT_LIMITS.zipcode, 'ZIPCODE_INVALID');
export const groupNameText = within(TEXT_LIMITS.groupName, 'NAME_INVALID');
export const descriptionText = within(TEXT_LIMITS.description, 'DESCRIPTION_INVALID');

/** Whether it is a possible number is judged later, since that may depend on the account's home region. */
export const msisdnText = textReader<TxtyCode>(() => true, 'MSISDN_INVALID');

export const emailText: Reader<string, TxtyCode> = {
  read: (text) => (isEmail(text.trim()) ? text.trim() : undefined),
  invalid: 'EMAIL_INVALID',
};

export const birthdaySeconds: Reader<number, TxtyCode> = { read: readBirthday, invalid: 'BIRTHDAY_INVALID' };

const SEXES: ReadonlyMap<string, Sex> = new Map([
  ['1', 'male'],
  ['2', 'female'],
]);

/** 1 is male and 2 is female (Txty contacts page). */
export const sexNumber: Reader<Sex, TxtyCode> = {
  read: (text) => SEXES.get(text.trim()),
  invalid: 'SEX_INVALID',
};

export function presentSex(sex: Sex | null): number | null {
  for (const [digit, meaning] of SEXES) if (meaning === sex) return Number(digit);
  return null;
}

/** A parameter that must be there, of whatever text: what it means is judged later. */
export function requiredText(missing: TxtyCode, description: string) {
  return required(
    missing,
    textReader<TxtyCode>(() => true, missing),
    description,
  );
}

export const contact = requiredText('EMPTY_CONTACT', 'The contact ID.');
export const group = requiredText('EMPTY_GROUP', 'The group ID.');
