import type { DomainErrorCode } from '../../domain/errors.ts';
import { type Failure, type FailureAnswer, sentText } from '../kernel/dialect.ts';
import { splitList } from '../kernel/fields.ts';
import type { ParameterValues } from '../kernel/parameters.ts';
import type { RefusalKind } from '../kernel/refusal.ts';
import type { WireObject } from '../kernel/wire.ts';

/** What an error shows of the request: an object with a parameter as it was sent, or null in its place. */
interface Echo {
  readonly object: string;
  /** Parameters that are shown as they were sent. */
  readonly shown?: readonly string[];
  /** Parameters that are shown as null: they are missing, or secret. */
  readonly hidden?: readonly string[];
}

const NOTHING = undefined;

/** Every error of this dialect and what it echoes (Txty contacts page and the vendor's other pages). */
const ERRORS = {
  FULLNAME_EMPTY: { object: 'contact', hidden: ['fullname'] },
  FULLNAME_INVALID: { object: 'contact', shown: ['fullname'] },
  EMPTY_CONTACT: { object: 'contact', hidden: ['contact'] },
  CONTACT_NOT_FOUND: { object: 'contact', shown: ['contact'] },
  STREET_INVALID: { object: 'contact', shown: ['street'] },
  ZIPCODE_INVALID: { object: 'contact', shown: ['zipcode'] },
  MSISDN_INVALID: { object: 'contact', shown: ['msisdn'] },
  EMAIL_INVALID: { object: 'contact', shown: ['email'] },
  BIRTHDAY_INVALID: { object: 'contact', shown: ['birthday'] },
  SEX_INVALID: { object: 'contact', shown: ['sex'] },
  NAME_EMPTY: { object: 'group', hidden: ['name'] },
  NAME_INVALID: { object: 'group', shown: ['name'] },
  EMPTY_GROUP: { object: 'group', hidden: ['group'] },
  GROUP_NOT_FOUND: { object: 'group', shown: ['group'] },
  // Secrets are never echoed, although the vendor's example shows the password.
  USER_NOT_FOUND: { object: 'login', shown: ['user'], hidden: ['key'] },
  LOGIN_USER_NOT_FOUND: { object: 'login', shown: ['user'], hidden: ['pass'] },
  EMPTY_APIKEY: { object: 'apikey', hidden: ['apikey'] },
  APIKEY_NOT_FOUND: { object: 'apikey', hidden: ['apikey'] },
  DESCRIPTION_INVALID: { object: 'newapikey', shown: ['description'] },
  ACCESS_DENIED: NOTHING,
  TOO_MANY_CONTACTS: NOTHING,
  TOO_MANY_LOGINS: NOTHING,
  TOO_MANY_REQUESTS: NOTHING,
  PAGE_NOT_FOUND: NOTHING,
  METHOD_NOT_ALLOWED: NOTHING,
  REQUEST_INVALID: NOTHING,
  SERVICE_UNAVAILABLE: NOTHING,
  UNKNOWN_ERROR: NOTHING,
} satisfies Record<string, Echo | undefined>;

export type TxtyCode = keyof typeof ERRORS;

const DOMAIN_CODES = {
  'credential-invalid': 'USER_NOT_FOUND',
  'credentials-throttled': 'TOO_MANY_REQUESTS',
  'login-refused': 'LOGIN_USER_NOT_FOUND',
  'login-throttled': 'TOO_MANY_LOGINS',
  'account-disabled': 'ACCESS_DENIED',
  'dialect-off': 'ACCESS_DENIED',
  'contact-not-found': 'CONTACT_NOT_FOUND',
  'group-not-found': 'GROUP_NOT_FOUND',
  'key-not-found': 'APIKEY_NOT_FOUND',
  'phone-invalid': 'MSISDN_INVALID',
  'contacts-full': 'TOO_MANY_CONTACTS',
  'store-unavailable': 'SERVICE_UNAVAILABLE',
  overloaded: 'SERVICE_UNAVAILABLE',
} satisfies Record<DomainErrorCode, TxtyCode>;

const REFUSAL_CODES = {
  'not-found': 'PAGE_NOT_FOUND',
  'method-not-allowed': 'METHOD_NOT_ALLOWED',
  unreadable: 'REQUEST_INVALID',
  'too-many-parameters': 'REQUEST_INVALID',
  'too-large': 'REQUEST_INVALID',
  'too-slow': 'REQUEST_INVALID',
} satisfies Record<RefusalKind, TxtyCode>;

/** A failure as this dialect's error body. */
export function presentFailure(failure: Failure, values: ParameterValues): FailureAnswer {
  const internal = codeOf(failure);
  const position = failure.kind === 'domain' ? (failure.error.position ?? 0) : 0;
  // The login and every other operation share a code, and differ in which secret they hide.
  const code = internal === 'LOGIN_USER_NOT_FOUND' ? 'USER_NOT_FOUND' : internal;
  return { code, body: { status: 'error', error: code, ...echo(ERRORS[internal], values, position) } };
}

function codeOf(failure: Failure): TxtyCode {
  switch (failure.kind) {
    case 'refusal':
      return REFUSAL_CODES[failure.refusal];
    case 'domain':
      return DOMAIN_CODES[failure.error.code];
    case 'parameter':
      return isTxtyCode(failure.code) ? failure.code : 'REQUEST_INVALID';
    case 'fault':
      return 'UNKNOWN_ERROR';
  }
}

function isTxtyCode(code: string): code is TxtyCode {
  return Object.hasOwn(ERRORS, code);
}

function echo(spec: Echo | undefined, values: ParameterValues, position: number): WireObject {
  if (spec === undefined) return {};
  const shown = (spec.shown ?? []).map((name) => [name, asSent(values, name, position)]);
  const hidden = (spec.hidden ?? []).map((name) => [name, null]);
  return { [spec.object]: Object.fromEntries([...shown, ...hidden]) };
}

/** A value as it was sent, of a list the item at fault; null where it was not sent or is no text. */
function asSent(values: ParameterValues, name: string, position: number): string | null {
  const value = values[name];
  const text = Array.isArray(value) ? splitList(value)[position] : sentText(values, name);
  return text?.isWellFormed() === true ? text : null;
}
