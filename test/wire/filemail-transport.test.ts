import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { callUrl, type Reply, readReply } from '../support/client.ts';
import { addContact, at, errorText, OK, sendRaw } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const NO_CONTACTS = '{"Contacts":[],"contacts":[],"responsestatus":"OK"}';
const JSON_TYPE = 'application/json; charset=utf-8';
const UNKNOWN_PATH = errorText('NotFound', 'There is no such operation');
const WRONG_METHOD = errorText('NotFound', 'Only GET and POST are supported');

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

function call(path: string, init: RequestInit = {}): Promise<Reply> {
  return fetch(`${gateway.url}${path}?logintoken=${account.token}`, init).then(readReply);
}

describe('a path', () => {
  test.each([
    '/api/contacts/get',
    '/API/Contacts/GET',
    '/api/contacts/get/',
    '//api//contacts///get//',
    '/api/contacts/%67et',
  ])('is matched without regard to case and to slashes too many: %s', async (path) => {
    const replies = [await call(path), await call(path, { method: 'POST' })];
    expect(replies.map(({ status, text }) => [status, text])).toEqual([
      [200, NO_CONTACTS],
      [200, NO_CONTACTS],
    ]);
    expect(replies.map(({ headers }) => headers.get('content-type'))).toEqual([JSON_TYPE, JSON_TYPE]);
  });

  test.each([
    '/api',
    '/api/',
    '/api/contacts',
    '/api/contacts/',
    '/api/contacts/count',
    '/api/contacts/get/all',
    '/api/contacts/get.json',
    '/api/contacts/get/api.json',
    '/api/contacts/group',
    '/api/contacts/group/addtogroup',
    '/api/contacts%20/get',
    '/api/authentication',
    '/api/authentication/loginwithtoken',
    '/api/transfer/initialize',
    '/api/transfer/sent',
    '/api/user/get',
    '/api/%E0%A4%A',
  ])('that is no operation is refused with HTTP 404 in the envelope: %s', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const reply = await call(path, { method });
      expect([reply.status, reply.text]).toEqual([404, UNKNOWN_PATH]);
      expect([reply.headers.get('content-type'), reply.headers.getSetCookie()]).toEqual([JSON_TYPE, []]);
    }
  });

  test.each(['/', '/contacts/get', '/apis/contacts/get', '/api/4/contacts/get'])(
    'outside this dialect is refused in the words of the other: %s',
    async (path) => {
      const reply = await call(path);
      expect([reply.status, reply.json]).toMatchObject([404, { status: 'error', error: 'PAGE_NOT_FOUND' }]);
    },
  );

  test('that is no operation is answered in the format that was asked for', async () => {
    const reply = await callUrl(`${gateway.url}/api/transfer/sent`, { format: 'xml' });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([
      404,
      'application/xml; charset=utf-8',
    ]);
    expect(reply.text).toContain('<response><responsestatus>NotFound</responsestatus>');
  });
});

describe('a method other than GET and POST', () => {
  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])(
    'is refused with HTTP 405 in the envelope, and does nothing: %s',
    async (method) => {
      const contactid = await addContact(account, 'Jane');
      for (const path of ['contacts/delete', 'contacts/get', 'authentication/login']) {
        const url = `${gateway.url}/api/${path}?logintoken=${account.token}&contactid=${contactid}`;
        const reply = await readReply(await fetch(url, { method }));
        expect([reply.status, reply.text]).toEqual([405, WRONG_METHOD]);
        expect([reply.headers.get('content-type'), reply.headers.get('allow')]).toEqual([
          JSON_TYPE,
          'GET, POST',
        ]);
      }
      expect(at(await account.filemail('contacts/get'), 'contacts', 0, 'contactid')).toBe(contactid);
    },
  );

  test('is refused with HTTP 405 and no body where it is HEAD, and does nothing', async () => {
    const contactid = await addContact(account, 'Jane');
    const url = `${gateway.url}/api/contacts/delete?logintoken=${account.token}&contactid=${contactid}`;
    const reply = await readReply(await fetch(url, { method: 'HEAD' }));
    expect([reply.status, reply.text, reply.headers.get('allow')]).toEqual([405, '', 'GET, POST']);
    expect(at(await account.filemail('contacts/get'), 'contacts', 0, 'contactid')).toBe(contactid);
  });
});

describe('an apikey', () => {
  const KEYS = ['', 'ab12', 'ABCD 1234:EF, "x"; y=z', 'æ🙂', '\0', 'x'.repeat(4000)];

  test.each(KEYS)('is ignored as a parameter, whatever its text: %.20j', async (apikey) => {
    const query = await account.filemail('contacts/get', { apikey });
    const form = await account.filemail('contacts/get', { ApiKey: apikey }, { method: 'POST' });
    expect([query.text, form.text]).toEqual([NO_CONTACTS, NO_CONTACTS]);
    const { userName: username, password } = account;
    const login = await callUrl(`${gateway.url}/api/authentication/login`, { username, password, apikey });
    expect(login.json).toMatchObject({ responsestatus: 'ok' });
  });

  test.each([
    'apikey=12 AB:34 cd:ef',
    'apikey=12 AB:34; path=/; domain=.example.com',
    'apikey="never closed; =; ;;',
    'apikey=%FF%; logintoken=; a b',
    `apikey={"a": [1, 2]}; ${'x=y; '.repeat(200)}`,
  ])('is ignored as a header and as a cookie of odd form: %.50s', async (cookie) => {
    const headers = { cookie, apikey: 'a b: "c;' };
    const query = await account.filemail('contacts/get', {}, { headers });
    const form = await account.filemail('contacts/get', {}, { headers, method: 'POST' });
    expect([query.text, form.text]).toEqual([NO_CONTACTS, NO_CONTACTS]);
  });

  test('opens nothing by itself', async () => {
    const reply = await callUrl(`${gateway.url}/api/contacts/get`, { apikey: account.token });
    expect(reply.json).toMatchObject({ responsestatus: 'InputParameterMissing' });
  });
});

describe('a client', () => {
  function ask(...lines: readonly string[]) {
    const request = [
      `GET /api/contacts/get?logintoken=${account.token} ${lines[0]}`,
      ...lines.slice(1),
      '',
      '',
    ];
    return sendRaw(gateway.port, Buffer.from(request.join('\r\n')));
  }

  test('of HTTP/1.0 is served without a host, with the length told beforehand', async () => {
    const { status, head, text } = await ask('HTTP/1.0');
    expect([status, text]).toEqual([200, NO_CONTACTS]);
    expect(head).toMatch(new RegExp(`\\r\\ncontent-length: ${NO_CONTACTS.length}(\\r\\n|$)`, 'i'));
  });

  test('that closes after each call is served', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { status, text } = await ask('HTTP/1.1', 'Host: localhost', 'Connection: close');
      expect([status, text]).toEqual([200, NO_CONTACTS]);
    }
  });

  test('that sends an absolute address or an odd host is served', async () => {
    const target = `http://files.example.com/api/contacts/get?logintoken=${account.token}`;
    const lines = [`GET ${target} HTTP/1.1`, 'Host: a b:c', 'Connection: close', '', ''];
    const { status, text } = await sendRaw(gateway.port, Buffer.from(lines.join('\r\n')));
    expect([status, text]).toEqual([200, NO_CONTACTS]);
  });

  test('may send no User-Agent and no Accept, or ask for a type it will not get', async () => {
    const contactid = await addContact(account, 'Jane');
    const headers = { accept: 'text/html', 'accept-language': 'xx', 'accept-charset': 'utf-7' };
    const reply = await account.filemail('contacts/delete', { contactid }, { headers });
    expect([reply.headers.get('content-type'), reply.text]).toEqual([JSON_TYPE, OK]);
  });
});
