import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSecret } from '../../domain/credential.ts';
import type { TestAccount } from '../support/account.ts';
import { type Reply, readReply } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addContact, addGroup, at, errorText } from '../support/txty-wire.ts';

const MAX_BODY_BYTES = 2000;
const MAX_PARAMETERS = 20;

const UNKNOWN_PATH = errorText('PAGE_NOT_FOUND');
const WRONG_METHOD = errorText('METHOD_NOT_ALLOWED');
const INVALID = errorText('REQUEST_INVALID');

const JSON_TYPE = 'application/json; charset=utf-8';
const XML_TYPE = 'application/xml; charset=utf-8';

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  const limits = { maxBodyBytes: MAX_BODY_BYTES, maxParameters: MAX_PARAMETERS };
  gateway = await startTestGateway({ limits });
  await addContact(await gateway.addAccount(), { fullname: 'Somebody Else' });
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

async function send(target: string, init: RequestInit = {}): Promise<Reply> {
  return readReply(await fetch(`${gateway.url}${target}`, init));
}

/** The target of an operation with the account's credential. */
function targetOf(path: string, parameters: Readonly<Record<string, string>> = {}, suffix = 'json'): string {
  const { userName: user, key } = account;
  return `/${path}/api.${suffix}?${new URLSearchParams({ user, key, ...parameters })}`;
}

function xmlText(code: string): string {
  const declaration = '<?xml version="1.0" encoding="utf-8"?>\n';
  return `${declaration}<response><status>error</status><error>${code}</error></response>`;
}

function facts({ status, headers, text }: Reply) {
  return { status, type: headers.get('content-type'), text };
}

describe('an unknown path', () => {
  test.each([
    '/',
    '/nothing',
    '/view/contacts',
    '/view/contacts/api',
    '/view/contacts/api.txt',
    '/view/contacts/login.json',
    '/user/newapikey/api.json',
    '/view/nothing/api.json',
    '/api.json',
    '/api/4/nothing',
    '/api/4/contacts/get',
    '/api/4/api/4/view/contacts/api.json',
    '/4/view/contacts/api.json',
  ])('is 404 in the words of this dialect: %s', async (path) => {
    for (const method of ['GET', 'POST', 'PUT'])
      expect(facts(await send(path, { method }))).toEqual({
        status: 404,
        type: JSON_TYPE,
        text: UNKNOWN_PATH,
      });
  });

  test.each(['/nothing/api.xml', '/api/4/view/nothing/api.xml', '/user/newapikey/api.xml'])(
    'is answered in the format that it ends in: %s',
    async (path) => {
      const text = xmlText('PAGE_NOT_FOUND');
      expect(facts(await send(path))).toEqual({ status: 404, type: XML_TYPE, text });
    },
  );

  test.each(['/api/nothing', '/api/5/view/contacts/api.json', '/api/40/view/contacts/api.json'])(
    'below the other dialect is that one’s: %s',
    async (path) => {
      const reply = await send(path);
      expect([reply.status, at(reply, 'responsestatus')]).toEqual([404, 'NotFound']);
    },
  );
});

describe('another method than GET and POST', () => {
  test('is 405 in the format of the path, and names the two', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const inJson = await send(targetOf('view/contacts'), { method });
      expect(facts(inJson)).toEqual({ status: 405, type: JSON_TYPE, text: WRONG_METHOD });
      expect(inJson.headers.get('allow')).toBe('GET, POST');
      const inXml = await send(targetOf('view/contacts', {}, 'xml'), { method });
      expect(facts(inXml)).toEqual({ status: 405, type: XML_TYPE, text: xmlText('METHOD_NOT_ALLOWED') });
    }
    const head = await send(targetOf('view/contacts'), { method: 'HEAD' });
    expect(facts(head)).toEqual({ status: 405, type: JSON_TYPE, text: '' });
  });

  test('never writes, whatever the operation', async () => {
    const [contact, group] = [`${await addContact(account)}`, `${await addGroup(account)}`];
    const [joined, apikey] = [`${await addGroup(account)}`, createSecret()];
    await account.txty('contact/addgroup', { contact, group: joined });
    await gateway.open.store.addCredential(account.id, 'key', apikey, null);
    const book = async () => [
      (await account.txty('view/contacts')).text,
      (await account.txty('view/groups', { key: apikey })).text,
      (await gateway.open.directory.listCredentials(account.id, 'key')).length,
    ];
    const before = await book();
    const writes = [
      targetOf('contact/create', { fullname: 'Another' }),
      targetOf('contact/edit', { contact, fullname: 'Another' }),
      targetOf('contact/delete', { contact }),
      targetOf('contact/addgroup', { contact, group }),
      targetOf('contact/removegroup', { contact, group: joined }),
      targetOf('group/create', { name: 'Another' }),
      targetOf('group/edit', { group, name: 'Another' }),
      targetOf('group/delete', { group }),
      targetOf('user/deleteapikey', { apikey }),
      `/user/newapikey/login.json?user=${account.userName}&pass=${account.password}`,
    ];
    for (const target of writes)
      for (const method of ['HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
        for (const base of ['', '/api/4'])
          expect((await send(`${base}${target}`, { method })).status).toBe(405);
    expect(await book()).toEqual(before);
  });
});

describe('a request that can not be read', () => {
  const unreadable: readonly (readonly [string, number, RequestInit])[] = [
    ['broken JSON', 400, { headers: { 'content-type': 'application/json' }, body: '{"fullname":' }],
    ['JSON that is no object', 400, { headers: { 'content-type': 'application/json' }, body: '[1]' }],
    [
      'multipart without its end',
      400,
      { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x' },
    ],
    ['too many parameters', 400, { body: 'x=1&'.repeat(MAX_PARAMETERS) }],
    ['a body that is too large', 413, { body: `x=${'y'.repeat(MAX_BODY_BYTES)}` }],
  ];

  test.each(unreadable)(
    'is refused in the format of the path, and nothing is written: %s',
    async (_, status, init) => {
      const before = (await account.txty('view/contacts')).text;
      const parameters = { fullname: 'Another' };
      const inJson = await send(targetOf('contact/create', parameters), { method: 'POST', ...init });
      expect(facts(inJson)).toEqual({ status, type: JSON_TYPE, text: INVALID });
      const inXml = await send(targetOf('contact/create', parameters, 'xml'), { method: 'POST', ...init });
      expect(facts(inXml)).toEqual({ status, type: XML_TYPE, text: xmlText('REQUEST_INVALID') });
      expect((await account.txty('view/contacts')).text).toBe(before);
    },
  );

  test('is one with too many parameters in the query, too', async () => {
    const many = targetOf(
      'view/contacts',
      Object.fromEntries(Array.from({ length: MAX_PARAMETERS }, (_, n) => [`x${n}`, ''])),
    );
    expect(facts(await send(many))).toEqual({ status: 400, type: JSON_TYPE, text: INVALID });
  });

  test('is refused after the path and the method, and before its parameters and credential', async () => {
    const body = `x=${'y'.repeat(MAX_BODY_BYTES)}`;
    const statuses = async (target: string) => [
      (await send(target, { method: 'POST', body })).status,
      (await send(target, { method: 'PUT', body })).status,
    ];
    expect(await statuses('/view/nothing/api.json')).toEqual([404, 404]);
    expect(await statuses('/view/contact/api.json')).toEqual([413, 405]);
  });
});
