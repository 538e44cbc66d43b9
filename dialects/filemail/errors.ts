import type { DomainErrorCode } from '../../domain/errors.ts';
import type { Failure, FailureAnswer } from '../kernel/dialect.ts';
import { sentText } from '../kernel/dialect.ts';
import type { ParameterValues } from '../kernel/parameters.ts';
import type { RefusalKind } from '../kernel/refusal.ts';

/** Names and numbers of this dialect's errors (Filemail API error page). */
const ERROR_NUMBERS = {
  UnknownError: 1001,
  InvalidParameter: 1002,
  InputParameterMissing: 1003,
  InvalidEmail: 1004,
  NotFound: 1005,
  ServiceInterruption: 1009,
  WrongUsernamePassword: 2001,
  InvalidOrExpiredLoginToken: 2003,
  AccountExpired: 2004,
  CaptchaRequiredForNextLogin: 2005,
  AccessDenied: 2008,
} as const;

export type FilemailCode = keyof typeof ERROR_NUMBERS;

interface Verdict {
  readonly code: FilemailCode;
  readonly message: string;
}

// 'Contact not found' is the page's own wording.
const DOMAIN_VERDICTS = {
  'credential-invalid': {
    code: 'InvalidOrExpiredLoginToken',
    message: 'The login token is invalid or has expired',
  },
  'credentials-throttled': {
    code: 'ServiceInterruption',
    message: 'Too many invalid login tokens, try again later',
  },
  'login-refused': { code: 'WrongUsernamePassword', message: 'Wrong username or password' },
  'login-throttled': {
    code: 'CaptchaRequiredForNextLogin',
    message: 'Too many failed logins, try again later',
  },
  'account-disabled': { code: 'AccountExpired', message: 'The account has expired' },
  'dialect-off': { code: 'AccessDenied', message: 'Access to this API is denied' },
  'contact-not-found': { code: 'InvalidParameter', message: 'Contact not found' },
  'group-not-found': { code: 'InvalidParameter', message: 'Contact group not found' },
  'key-not-found': { code: 'InvalidParameter', message: 'Key not found' },
  'phone-invalid': { code: 'InvalidParameter', message: "Parameter 'mobile' is not a valid phone number" },
  'contacts-full': { code: 'InvalidParameter', message: 'The address book is full' },
  'store-unavailable': {
    code: 'ServiceInterruption',
    message: 'The service is interrupted, try again later',
  },
  overloaded: { code: 'ServiceInterruption', message: 'The service is busy, try again later' },
} satisfies Record<DomainErrorCode, Verdict>;

const REFUSAL_VERDICTS = {
  'not-found': { code: 'NotFound', message: 'There is no such operation' },
  'method-not-allowed': { code: 'NotFound', message: 'Only GET and POST are supported' },
  unreadable: { code: 'InvalidParameter', message: 'The request could not be read' },
  'too-many-parameters': { code: 'InvalidParameter', message: 'The request has too many parameters' },
  'too-large': { code: 'InvalidParameter', message: 'The request is too large' },
  'too-slow': { code: 'InvalidParameter', message: 'The request did not arrive in time' },
} satisfies Record<RefusalKind, Verdict>;

/** A failure as this dialect's error body. */
export function presentFailure(failure: Failure, values: ParameterValues): FailureAnswer {
  const { code, message } = judge(failure, values);
  return { code, body: { responsestatus: code, errorcode: ERROR_NUMBERS[code], errormessage: message } };
}

function judge(failure: Failure, values: ParameterValues): Verdict {
  switch (failure.kind) {
    case 'refusal':
      return REFUSAL_VERDICTS[failure.refusal];
    case 'domain':
      return DOMAIN_VERDICTS[failure.error.code];
    case 'parameter':
      return judgeParameter(failure.code, failure.parameter, sentText(values, failure.parameter));
    case 'fault':
      return { code: 'UnknownError', message: 'An unknown error occurred' };
  }
}

function judgeParameter(code: string, parameter: string, sent = ''): Verdict {
  switch (code) {
    case 'InputParameterMissing':
      return { code, message: `Required parameter missing: "${parameter}"` };
    case 'InvalidEmail': {
      const value = sent.isWellFormed() ? sent.trim() : '';
      return { code, message: `Parameter '${parameter}' is not a valid e-mail address: ${value}`.trimEnd() };
    }
    default:
      return { code: 'InvalidParameter', message: `Parameter '${parameter}' is not valid` };
  }
}
