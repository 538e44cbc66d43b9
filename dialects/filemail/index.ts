import { isBlank } from '../../domain/text.ts';
import { type Dialect, type Failure, sentText } from '../kernel/dialect.ts';
import { anyText } from '../kernel/fields.ts';
import { type Format, isCallback, json, jsonp, xml } from '../kernel/formats.ts';
import type { ParameterValues } from '../kernel/parameters.ts';
import { authentication } from './authentication.ts';
import { contacts } from './contacts.ts';
import { type FilemailCode, presentFailure } from './errors.ts';
import { requiredText } from './fields.ts';
import { groups } from './groups.ts';
import { spelling } from './spelling.ts';
import { vendorLogin } from './vendor-login.ts';

/** The contact API of Filemail: `logintoken` and `responsestatus`. */
export const filemail: Dialect<FilemailCode> = {
  name: 'filemail',
  title: 'Filemail contact API',
  mounts: ['/api'],
  suffixes: [''],
  endpoints: [...authentication, ...contacts, ...groups],
  credential: {
    params: { logintoken: requiredText('Token that a login returned.') },
    errors: ['InvalidOrExpiredLoginToken', 'AccountExpired', 'AccessDenied'],
    read: (values) => ({ kind: 'token', secret: (sentText(values, 'logintoken') ?? '').trim() }),
  },
  common: {
    format: anyText('`xml` for XML; everything else is JSON.'),
    callback: anyText('Name of a function that is called with the answer (JSONP).'),
    apikey: anyText('Demanded by an older edition of the API. Not used.'),
  },
  means: { logintoken: 'credential', format: 'format', callback: 'callback', apikey: 'nothing' },
  spelling,
  // An apikey is an old credential, though nobody asks for it any more.
  secret: ['logintoken', 'apikey'],
  commonErrors: [
    'InputParameterMissing',
    'InvalidParameter',
    'InvalidOrExpiredLoginToken',
    'AccountExpired',
    'AccessDenied',
    'ServiceInterruption',
    'UnknownError',
  ],
  inHeaders: true,
  chooseFormat,
  judgeCommon,
  vendorLogin,
  presentFailure,
};

function chooseFormat(_path: string, values: ParameterValues): Format {
  if (wantsXml(values)) return xml;
  const callback = sentText(values, 'callback');
  return callback !== undefined && isCallback(callback) ? jsonp(callback) : json;
}

function judgeCommon(values: ParameterValues): Failure | undefined {
  const callback = sentText(values, 'callback') ?? '';
  if (isBlank(callback) || isCallback(callback) || wantsXml(values)) return undefined;
  return { kind: 'parameter', code: 'InvalidParameter', parameter: 'callback' };
}

function wantsXml(values: ParameterValues): boolean {
  return sentText(values, 'format')?.trim().toLowerCase() === 'xml';
}
