import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openVendorSource, type VendorCredential } from '../../src/migration/vendor/source.ts';
import { findFreePort } from '../support/free-port.ts';
import { type HostileVendor, startHostileVendor } from '../support/hostile-vendor.ts';
import { answer, KEY, PASSWORD, PATIENCE, refusalOf } from './vendor-scene.ts';

let vendor: HostileVendor;
beforeAll(async () => {
  vendor = await startHostileVendor();
});

let first: number;
beforeEach(() => {
  first = vendor.calls.length;
});
const calls = () => vendor.calls.slice(first);

function open(credential: VendorCredential = KEY, url = vendor.url) {
  const dialect = credential.kind === 'key' ? 'txty' : 'filemail';
  return openVendorSource({ dialect, url, credential, onNote: () => {} }, PATIENCE);
}

describe('what cannot get better is not tried again', () => {
  test.each(['USER_NOT_FOUND', 'ACCESS_DENIED', 'TOO_MANY_LOGINS', 'PAGE_NOT_FOUND'])('%s', async (code) => {
    vendor.behave = answer(200, JSON.stringify({ status: 'error', error: code }));
    expect(await refusalOf(open())).toBe(`The vendor refuses /view/groups/api.json: ${code}.`);
    expect(calls()).toHaveLength(1);
  });

  test.each(['WrongUsernamePassword', 'CaptchaRequiredForNextLogin', 'AccessDenied'])('%s', async (code) => {
    vendor.behave = answer(
      200,
      JSON.stringify({ responsestatus: code, errorcode: 1, errormessage: 'a secret' }),
    );
    expect(await refusalOf(open(PASSWORD))).toBe(`The vendor refuses /authentication/login: ${code}.`);
    expect(calls()).toHaveLength(1);
  });

  test('a code that is none is not repeated', async () => {
    vendor.behave = answer(200, '{"status":"error","error":"\\u001b[2J a secret"}');
    expect(await refusalOf(open())).toBe('The vendor refuses /view/groups/api.json: an unknown error.');
  });

  test('a path that the vendor does not know, by form nor by query', async () => {
    vendor.behave = answer(404, '', { 'content-type': 'text/html' });
    expect(await refusalOf(open())).toBe(
      `The call to ${vendor.url}/view/groups/api.json was answered with HTTP 404 (text/html).`,
    );
    expect(calls().map(({ url }) => url.includes('?'))).toEqual([false, true]);
  });

  test.each([
    ['no URL', 'api.example.com'],
    ['another protocol', 'ftp://api.example.com'],
    ['a URL with a password', 'https://jane:secret@api.example.com'],
    ['a URL with parameters', 'https://api.example.com?key=secret'],
  ])('%s', async (_, url) => {
    expect(await refusalOf(open(KEY, url))).toMatch(
      /^The URL of the vendor (is none|may hold no)(?!.*secret)/,
    );
  });

  test('a credential of the other dialect', async () => {
    const opening = openVendorSource(
      { dialect: 'filemail', url: vendor.url, credential: KEY, onNote: () => {} },
      PATIENCE,
    );
    expect(await refusalOf(opening)).toBe(
      'The Filemail contact API is read with a password or a login token.',
    );
    expect(calls()).toEqual([]);
  });
});

test('nobody who listens is told of by the code of the platform', async () => {
  const url = `http://127.0.0.1:${await findFreePort()}`;
  expect(await refusalOf(open(KEY, url))).toBe(
    `The call to ${url}/view/groups/api.json found no answer, or one that was cut off (ECONNREFUSED). It was tried 3 times.`,
  );
});

test('a redirect that leads in circles is given up', async () => {
  vendor.behave = (response, { url }) => {
    response.writeHead(302, { location: url }).end();
  };
  expect(await refusalOf(open())).toBe(
    `The call to ${vendor.url}/view/groups/api.json is redirected without end. It was tried 3 times.`,
  );
});
