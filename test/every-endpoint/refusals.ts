import { expect } from 'vitest';
import type { Dialect } from '../../dialects/kernel/dialect.ts';

/** How a dialect words what no endpoint sees. Held apart from the program's own tables. */
interface Refusals {
  /** No credential, where `sent` are the parameters that did come. */
  missingCredential(sent: Readonly<Record<string, string>>): unknown;
  /** A credential that is nobody's; a `null` is a text that could not be read. */
  wrongCredential(sent: Readonly<Record<string, string | null>>): unknown;
  /** A right credential, of an account for which this dialect is off. */
  readonly dialectOff: unknown;
  readonly wrongMethod: unknown;
  readonly unreadable: unknown;
  readonly tooManyParameters: unknown;
  readonly tooLarge: unknown;
}

const filemail = (responsestatus: string, errorcode: number, errormessage: string) => ({
  responsestatus,
  errorcode,
  errormessage,
});

const txtyLogin = (user: string | null | undefined) => ({
  status: 'error',
  error: 'USER_NOT_FOUND',
  login: { user: user ?? null, key: null },
});

const REFUSALS: Readonly<Record<string, Refusals>> = {
  filemail: {
    missingCredential: () =>
      filemail('InputParameterMissing', 1003, 'Required parameter missing: "logintoken"'),
    wrongCredential: () =>
      filemail('InvalidOrExpiredLoginToken', 2003, 'The login token is invalid or has expired'),
    dialectOff: filemail('AccessDenied', 2008, 'Access to this API is denied'),
    wrongMethod: filemail('NotFound', 1005, 'Only GET and POST are supported'),
    unreadable: filemail('InvalidParameter', 1002, 'The request could not be read'),
    tooManyParameters: filemail('InvalidParameter', 1002, 'The request has too many parameters'),
    tooLarge: filemail('InvalidParameter', 1002, 'The request is too large'),
  },
  txty: {
    missingCredential: ({ user }) => txtyLogin(user),
    wrongCredential: ({ user }) => txtyLogin(user),
    dialectOff: { status: 'error', error: 'ACCESS_DENIED' },
    wrongMethod: { status: 'error', error: 'METHOD_NOT_ALLOWED' },
    unreadable: { status: 'error', error: 'REQUEST_INVALID' },
    tooManyParameters: { status: 'error', error: 'REQUEST_INVALID' },
    tooLarge: { status: 'error', error: 'REQUEST_INVALID' },
  },
};

export function refusalsOf(dialect: Dialect): Refusals {
  const refusals = REFUSALS[dialect.name];
  if (refusals === undefined)
    expect.fail(`say in test/every-endpoint/refusals.ts how ${dialect.name} refuses`);
  return refusals;
}
