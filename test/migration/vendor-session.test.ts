import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openVendorSource, type VendorCredential } from '../../src/migration/vendor/source.ts';
import { type HostileVendor, startHostileVendor } from '../support/hostile-vendor.ts';
import { answer, filemail, KEY, PASSWORD, PATIENCE, readAll, refusalOf, say, txty } from './vendor-scene.ts';

let vendor: HostileVendor;
beforeAll(async () => {
  vendor = await startHostileVendor();
});

let notes: string[];
let first: number;
beforeEach(() => {
  notes = [];
  first = vendor.calls.length;
});

const calls = () =>
  vendor.calls.slice(first).map(({ url, form }) => [url, Object.fromEntries(form)] as const);

function open(credential: VendorCredential = KEY, path = '') {
  const dialect = credential.kind === 'key' ? 'txty' : 'filemail';
  const onNote = (message: string) => notes.push(message);
  return openVendorSource({ dialect, url: vendor.url + path, credential, onNote }, PATIENCE);
}

describe('secrets', () => {
  const key = { user: 'jane', key: 'a very secret key' };

  test('go by the form, where no log of the vendor shows them', async () => {
    vendor.behave = txty([], []);
    await readAll(await open());
    expect(calls()).toEqual([
      ['/view/groups/api.json', key],
      ['/view/contacts/api.json', key],
    ]);
  });

  test('go by the query only where the vendor takes no form, and once is enough to know', async () => {
    const well = txty([], []);
    vendor.behave = (response, call) => (call.url.includes('?') ? well : answer(405, ''))(response, call);
    await readAll(await open());
    expect(calls()).toEqual([
      ['/view/groups/api.json', key],
      ['/view/groups/api.json?user=jane&key=a+very+secret+key', {}],
      ['/view/contacts/api.json?user=jane&key=a+very+secret+key', {}],
    ]);
  });

  test('follow a redirect within the origin', async () => {
    const well = txty([], []);
    vendor.behave = (response, call) =>
      (call.url.startsWith('/new') ? well : answer(301, '', { location: `/new${call.url}` }))(response, call);
    await readAll(await open());
    expect(calls().map(([url, form]) => [url, form === undefined ? form : form.key])).toEqual([
      ['/view/groups/api.json', key.key],
      ['/new/view/groups/api.json', key.key],
      ['/view/contacts/api.json', key.key],
      ['/new/view/contacts/api.json', key.key],
    ]);
  });
});

test.each([
  [KEY, '/', '/view/contacts/api.json'],
  [KEY, '/api/4/', '/api/4/view/contacts/api.json'],
  [KEY, '/api', '/api/4/view/contacts/api.json'],
  [KEY, '/txty', '/txty/view/contacts/api.json'],
  [PASSWORD, '/', '/api/contacts/get'],
  [PASSWORD, '/api', '/api/contacts/get'],
  [PASSWORD, '/API/', '/api/contacts/get'],
  [PASSWORD, '/mail/api/4', '/mail/api/contacts/get'],
])('the calls of %o at %s are found at %s', async (credential, path, expected) => {
  vendor.behave = credential === KEY ? txty([], []) : filemail([], []);
  await readAll(await open(credential, path));
  expect(calls().map(([url]) => url)).toContain(expected);
});

describe('a login', () => {
  const pathsOf = () => calls().map(([url]) => url.replace('/api/', ''));

  test('lasts for the reading, and is ended behind it', async () => {
    vendor.behave = filemail([], []);
    await readAll(await open(PASSWORD));
    expect(calls()).toEqual([
      [
        '/api/authentication/login',
        { username: 'jane', password: 'a very secret password', source: 'diglot' },
      ],
      ['/api/contacts/group/get', { logintoken: 'secret' }],
      ['/api/contacts/get', { logintoken: 'secret' }],
      ['/api/authentication/logout', { logintoken: 'secret' }],
    ]);
  });

  test('is ended behind a failure as well', async () => {
    vendor.behave = filemail([], [], { '/api/contacts/get': say({ responsestatus: 'AccessDenied' }) });
    expect(await refusalOf(open(PASSWORD))).toBe('The vendor refuses /contacts/get: AccessDenied.');
    expect(pathsOf()).toEqual([
      'authentication/login',
      'contacts/group/get',
      'contacts/get',
      'authentication/logout',
    ]);
  });

  test('that has expired meanwhile is made once more', async () => {
    const expired = say({ responsestatus: 'InvalidOrExpiredLoginToken' });
    const well = filemail([], []);
    const onceExpired = () => calls().filter(([url]) => url === '/api/contacts/get').length === 1;
    vendor.behave = (response, call) =>
      (call.url === '/api/contacts/get' && onceExpired() ? expired : well)(response, call);
    await readAll(await open(PASSWORD));
    expect(pathsOf()).toEqual([
      ...['authentication/login', 'contacts/group/get', 'contacts/get'],
      ...['authentication/login', 'contacts/get', 'authentication/logout'],
    ]);
    expect(notes).toEqual(['The login token of the vendor has expired: logging in once more.']);
  });

  test('is no business of ours where a token was given', async () => {
    vendor.behave = filemail([], []);
    await readAll(await open({ kind: 'token', token: 'given' }));
    expect(calls()).toEqual([
      ['/api/contacts/group/get', { logintoken: 'given' }],
      ['/api/contacts/get', { logintoken: 'given' }],
    ]);
  });
});

test('a way that others can listen to is told of', async () => {
  const access = { dialect: 'txty', url: 'http://vendor.invalid', credential: KEY } as const;
  const onNote = (message: string) => notes.push(message);
  await refusalOf(openVendorSource({ ...access, onNote }, { ...PATIENCE, attempts: 1 }));
  expect(notes).toEqual([
    'The URL of the vendor is not https: on the way, others can see the secret and what is read by it.',
  ]);
});
