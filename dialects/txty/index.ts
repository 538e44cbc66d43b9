import type { Credential } from '../../domain/credential.ts';
import { isBlank } from '../../domain/text.ts';
import { type Dialect, sentText } from '../kernel/dialect.ts';
import { credentialText } from '../kernel/fields.ts';
import { json, xml } from '../kernel/formats.ts';
import type { ParameterValues } from '../kernel/parameters.ts';
import { authentication } from './authentication.ts';
import { contacts } from './contacts.ts';
import { dialcodes } from './dialcodes.ts';
import { presentFailure, type TxtyCode } from './errors.ts';
import { groups } from './groups.ts';
import { spelling } from './spelling.ts';
import { vendorLogin } from './vendor-login.ts';

/** The contact API of Txty: `…/api.json`, with `status`, `success` and `error`. */
export const txty: Dialect<TxtyCode> = {
  name: 'txty',
  title: 'Txty contact API',
  // Published clients have the second as their base address.
  mounts: ['', '/api/4'],
  suffixes: ['.json', '.xml'],
  endpoints: [...authentication, ...contacts, ...groups, ...dialcodes],
  credential: {
    params: {
      user: credentialText('User name or e-mail address, in any case.'),
      key: credentialText('An API key of the account.'),
    },
    errors: ['USER_NOT_FOUND', 'ACCESS_DENIED', 'TOO_MANY_REQUESTS'],
    read: readCredential,
  },
  common: {},
  means: { user: 'user name', key: 'credential' },
  spelling,
  secret: ['key'],
  commonErrors: [
    'USER_NOT_FOUND',
    'ACCESS_DENIED',
    'TOO_MANY_REQUESTS',
    'REQUEST_INVALID',
    'SERVICE_UNAVAILABLE',
    'UNKNOWN_ERROR',
  ],
  inHeaders: false,
  chooseFormat: (path) => (path.endsWith('.xml') ? xml : json),
  judgeCommon: () => undefined,
  vendorLogin,
  presentFailure,
};

function readCredential(values: ParameterValues): Credential | undefined {
  const user = sentText(values, 'user') ?? '';
  const secret = (sentText(values, 'key') ?? '').trim();
  return isBlank(user) || secret === '' ? undefined : { kind: 'key', user, secret };
}
