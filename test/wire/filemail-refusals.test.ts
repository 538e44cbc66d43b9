import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { callUrl, type Reply, readReply } from '../support/client.ts';
import {
  ACCOUNT_EXPIRED,
  addContact,
  BAD_TOKEN,
  CONTACT_NOT_FOUND,
  errorText,
  invalidEmailText,
  invalidText,
  missingText,
} from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const NO_CONTACTS = '{"Contacts":[],"contacts":[],"responsestatus":"OK"}';
const UNKNOWN_PATH = errorText('NotFound', 'There is no such operation');
const WRONG_METHOD = errorText('NotFound', 'Only GET and POST are supported');
const UNREADABLE = errorText('InvalidParameter', 'The request could not be read');
const TOO_MANY = errorText('InvalidParameter', 'The request has too many parameters');
const TOO_LARGE = errorText('InvalidParameter', 'The request is too large');
const LIMITS = { maxBodyBytes: 1024, maxParameters: 16 };
const JSON_TYPE = { 'content-type': 'application/json' };

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway({ limits: LIMITS });
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

function send(path: string, query: Readonly<Record<string, string>>, init: RequestInit = {}): Promise<Reply> {
  const url = `${gateway.url}/api/${path}?${new URLSearchParams(query)}`;
  return fetch(url, { method: 'POST', ...init }).then(readReply);
}

describe('a request that can not be carried out', () => {
  const filler = (count: number) => Array.from({ length: count }, (_, index) => `p${index}=x`).join('&');
  // With the token of the query, 1024 bytes and 16 parameters are the most that is taken.
  const largest = `name=${'x'.repeat(LIMITS.maxBodyBytes - 5)}`;

  test.each([
    ['400 for broken JSON', 400, UNREADABLE, { headers: JSON_TYPE, body: '{"name":' }],
    ['400 for too many parameters', 400, TOO_MANY, { body: filler(16) }],
    ['413 for a body too large', 413, TOO_LARGE, { body: `${largest}x` }],
    ['405 for a wrong method', 405, WRONG_METHOD, { method: 'PUT' }],
  ])(
    'is refused with HTTP %s, in the envelope and in the format asked for',
    async (_, status, text, init) => {
      const query = { logintoken: account.token };
      const json = await send('contacts/add', query, init);
      const jsonp = await send('contacts/add', { ...query, callback: 'f' }, init);
      const xml = await send('contacts/add', { ...query, format: 'xml' }, init);
      expect([json.status, json.text]).toEqual([status, text]);
      expect([jsonp.status, jsonp.text]).toEqual([status, `/**/f(${text});`]);
      const { responsestatus, errorcode, errormessage } = JSON.parse(text);
      expect([xml.status, xml.text]).toEqual([
        status,
        `<?xml version="1.0" encoding="utf-8"?>\n<response><responsestatus>${responsestatus}</responsestatus>` +
          `<errorcode>${errorcode}</errorcode><errormessage>${errormessage}</errormessage></response>`,
      ]);
      expect((await account.filemail('contacts/get')).text).toBe(NO_CONTACTS);
    },
  );

  test('is one at the limits, not below them', async () => {
    const query = { logintoken: account.token };
    expect((await send('contacts/get', query, { body: largest })).text).toBe(NO_CONTACTS);
    expect((await send('contacts/get', query, { body: filler(15) })).text).toBe(NO_CONTACTS);
    const url = `${gateway.url}/api/contacts/get?logintoken=${account.token}&${filler(16)}`;
    const tooMany = await callUrl(url);
    expect([tooMany.status, tooMany.text]).toEqual([400, TOO_MANY]);
  });

  test('is too large even where it does not tell its length', async () => {
    const body = new Blob([`${largest}x`]).stream();
    const reply = await send('contacts/get', { logintoken: account.token }, { body, duplex: 'half' });
    expect([reply.status, reply.text]).toEqual([413, TOO_LARGE]);
  });
});

describe('of several faults, the one that is named', () => {
  const broken = { headers: JSON_TYPE, body: '{' };

  test('is the path before the method', async () => {
    const reply = await send('contacts/count', {}, { ...broken, method: 'PUT' });
    expect([reply.status, reply.text]).toEqual([404, UNKNOWN_PATH]);
  });

  test('is the method before the form of the request', async () => {
    const reply = await send('contacts/add', {}, { ...broken, method: 'PUT' });
    expect([reply.status, reply.text]).toEqual([405, WRONG_METHOD]);
  });

  test('is the form of the request before its parameters', async () => {
    const reply = await send('contacts/add', { email: 'jane', logintoken: 'x' }, broken);
    expect([reply.status, reply.text]).toEqual([400, UNREADABLE]);
  });

  test('is a missing token before what else is missing or wrong', async () => {
    for (const path of ['contacts/add', 'contacts/delete', 'contacts/group/update', 'contacts/addtogroup'])
      expect((await send(path, { email: 'jane' })).text).toBe(missingText('logintoken'));
  });

  test('is a missing parameter, the first that is documented, before the token', async () => {
    const logintoken = 'x';
    const missing = {
      'contacts/add': 'name',
      'contacts/update': 'contactid',
      'contacts/delete': 'contactid',
      'contacts/group/add': 'name',
      'contacts/group/update': 'contactgroupid',
      'contacts/group/delete': 'contactgroupid',
      'contacts/addtogroup': 'contactgroupid',
      'contacts/removefromgroup': 'contactgroupid',
    };
    for (const [path, name] of Object.entries(missing))
      expect((await send(path, { logintoken })).text).toBe(missingText(name));
    expect((await callUrl(`${gateway.url}/api/authentication/login`)).text).toBe(missingText('username'));
  });

  test('is a value that can not be taken before the token', async () => {
    const wrong = { logintoken: 'x', contactid: '0', name: 'Jane', email: 'jane' };
    expect((await send('contacts/add', wrong)).text).toBe(invalidEmailText('jane'));
    expect((await send('contacts/update', wrong)).text).toBe(invalidEmailText('jane'));
    expect((await send('contacts/update', { ...wrong, name: '' })).text).toBe(invalidText('name'));
    expect((await send('contacts/group/add', { logintoken: 'x', name: '\0' })).text).toBe(
      invalidText('name'),
    );
    expect((await send('contacts/get', { logintoken: 'x', callback: '1' })).text).toBe(
      invalidText('callback'),
    );
  });

  test('is the token, then the account, before a contact that is not there', async () => {
    const contactid = await addContact(await gateway.addAccount(), 'Somebody Else');
    const { id, token: logintoken } = account;
    for (const path of [
      'contacts/delete',
      'contacts/update',
      'contacts/addtogroup',
      'contacts/removefromgroup',
    ]) {
      const sent = { contactid, contactgroupid: '0', mobile: '12345678' };
      expect((await send(path, { ...sent, logintoken: 'x' })).text).toBe(BAD_TOKEN);
      expect((await send(path, { ...sent, logintoken })).text).toBe(CONTACT_NOT_FOUND);
      await gateway.open.directory.updateAccount(id, { disabled: true });
      expect((await send(path, { ...sent, logintoken })).text).toBe(ACCOUNT_EXPIRED);
      await gateway.open.directory.updateAccount(id, { disabled: false });
    }
  });
});
