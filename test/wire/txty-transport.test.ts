import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { callUrl, type Parameters, type Reply, readReply } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { openRaw } from '../support/raw-socket.ts';
import {
  addContact,
  at,
  contactsText,
  expectAnswer,
  listText,
  NO_CONTACTS,
  shownContact,
  successText,
} from '../support/txty-wire.ts';

// In an order in which each still finds what it is about.
const OTHER_PATHS = [
  'view/user',
  'view/contacts',
  'contact/edit',
  'contact/addgroup',
  'view/groups',
  'view/group',
  'group/edit',
  'contact/removegroup',
  'group/delete',
  'contact/delete',
  'user/deleteapikey',
];

let gateway: TestGateway;
let account: TestAccount;
let credential: { readonly user: string; readonly key: string };

beforeAll(async () => {
  gateway = await startTestGateway();
  await addContact(await gateway.addAccount(), { fullname: 'Somebody Else' });
});

beforeEach(async () => {
  account = await gateway.addAccount();
  credential = { user: account.userName, key: account.key };
});

function query(parameters: Readonly<Record<string, string>>): string {
  return new URLSearchParams(parameters).toString();
}

function post(target: string, init: RequestInit): Promise<Reply> {
  return fetch(`${gateway.url}${target}`, { method: 'POST', ...init }).then(readReply);
}

function viewText(id: number): string {
  return successText('VIEW_CONTACT', { contact: shownContact({ controlcontact: id }) });
}

describe.each(['', '/api/4'])('below the base "%s"', (base) => {
  test('every operation stands, and works on the same address book', async () => {
    const call = (path: string, parameters: Parameters = {}) =>
      callUrl(`${gateway.url}${base}/${path}/api.json`, { ...credential, ...parameters });
    const create = await call('contact/create', { fullname: 'Fullname' });
    const id = Number(at(create, 'contact', 'controlcontact'));
    expect(await listText(account)).toBe(contactsText(shownContact({ controlcontact: id })));
    expectAnswer(await call('view/contact', { contact: `${id}` }), viewText(id));
    const group = String(at(await call('group/create', { name: 'Name' }), 'group', 'controlgroup'));
    const pair = { contact: `${id}`, group };
    for (const path of OTHER_PATHS) {
      const reply = await call(path, { ...pair, name: 'Name', apikey: account.key });
      expect([path, reply.status, at(reply, 'status')]).toEqual([path, 200, 'success']);
    }
  });

  test('a login stands in both formats', async () => {
    const { userName: user, password: pass } = account;
    for (const format of ['json', 'xml']) {
      const reply = await callUrl(`${gateway.url}${base}/user/newapikey/login.${format}`, { user, pass });
      expect(reply.headers.get('content-type')).toBe(`application/${format}; charset=utf-8`);
      const key = /[0-9a-f]{32}/.exec(reply.text)?.[0];
      expectAnswer(await account.txty('view/contacts', { key }), NO_CONTACTS);
    }
  });

  test('the suffix chooses the format, whatever else asks for one', async () => {
    const asked = { ...credential, format: 'xml', callback: 'f' };
    const reply = await callUrl(`${gateway.url}${base}/view/contacts/api.json`, asked, {
      headers: { accept: 'application/xml' },
    });
    expectAnswer(reply, NO_CONTACTS);
    expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });
});

describe('parameters', () => {
  test('may come by query or by form, and views by POST', async () => {
    const id = await addContact(account);
    const sent = { contact: `${id}` };
    expectAnswer(await account.txty('view/contact', sent, { method: 'GET' }), viewText(id));
    expectAnswer(await account.txty('view/contact', sent, { method: 'POST' }), viewText(id));
    expectAnswer(await account.txty('view/contacts', {}, { method: 'POST' }), await listText(account));
  });

  test('may be parted between query and form in any way', async () => {
    const id = await addContact(account);
    const all = Object.entries({ ...credential, contact: `${id}` });
    for (let split = 0; split <= all.length; split += 1) {
      const first = query(Object.fromEntries(all.slice(0, split)));
      const body = new URLSearchParams(Object.fromEntries(all.slice(split)));
      expectAnswer(await post(`/view/contact/api.json?${first}`, { body }), viewText(id));
      const second = body.toString();
      const other = await post(`/view/contact/api.json?${second}`, { body: new URLSearchParams(first) });
      expectAnswer(other, viewText(id));
    }
  });

  test('may come by POST in the query alone, with an empty body and no content type', async () => {
    const id = await addContact(account);
    const target = `/view/contact/api.json?${query({ ...credential, contact: `${id}` })}`;
    expectAnswer(await post(target, {}), viewText(id));
  });

  test('may come as a multipart form', async () => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...credential, fullname: 'Åse & <Søn>' }))
      body.set(name, value);
    const reply = await post('/contact/create/api.json', { body });
    const id = Number(at(reply, 'contact', 'controlcontact'));
    expect(await listText(account)).toBe(
      contactsText(shownContact({ controlcontact: id, fullname: 'Åse & <Søn>' })),
    );
  });

  test('count as they were sent last', async () => {
    const id = await addContact(account);
    const contact = ['abc', '', `${id}`];
    for (const method of ['GET', 'POST'] as const)
      expectAnswer(await account.txty('view/contact', { contact }, { method }), viewText(id));
  });

  test('that no operation knows are of no account', async () => {
    const id = await addContact(account);
    const unknown = { contactid: '1', logintoken: 'x', 'contact[0]': '1', '': 'x', callback: 'f()' };
    expectAnswer(await account.txty('view/contact', { ...unknown, contact: `${id}` }), viewText(id));
  });

  test('are never read from headers or cookies', async () => {
    const id = await addContact(account);
    const headers = { ...credential, cookie: `user=${account.userName}; key=${account.key}` };
    const reply = await callUrl(`${gateway.url}/view/contact/api.json`, { contact: `${id}` }, { headers });
    expect(reply.json).toMatchObject({ error: 'USER_NOT_FOUND', login: { user: null, key: null } });
  });
});

describe('a client', () => {
  test('needs to send no header at all but a host, no User-Agent even', async () => {
    const id = await addContact(account);
    const connection = await openRaw(gateway.port);
    const target = `/api/4/view/contact/api.json?${query({ ...credential, contact: `${id}` })}`;
    connection.write(`GET ${target} HTTP/1.1\r\nHost: example.com\r\n\r\n`);
    const { status, text } = await connection.readReply();
    expect([status, text]).toEqual([200, viewText(id)]);
    connection.destroy();
  });

  test('that expects to be told to go on with its form is told so, then answered', async () => {
    const form = query({ ...credential, fullname: 'Fullname' });
    const connection = await openRaw(gateway.port);
    const head = ['POST /api/4/contact/create/api.json HTTP/1.1', 'Host: example.com'];
    const type = 'Content-Type: application/x-www-form-urlencoded';
    const headers = [type, `Content-Length: ${form.length}`, 'Expect: 100-continue'];
    connection.write([...head, ...headers, '', ''].join('\r\n'));
    expect((await connection.readReply()).statusLine).toBe('HTTP/1.1 100 Continue');
    expect(await listText(account)).toBe(NO_CONTACTS);
    connection.write(form);
    const { status, text } = await connection.readReply();
    const id = Number(/"controlcontact":(\d+)/.exec(text)?.[1]);
    const created = { fullname: 'Fullname', msisdn: null, dialcode: null, number: null };
    const contact = { ...created, controluser: account.id, controlcontact: id };
    expect([status, text]).toEqual([200, successText('CREATE_CONTACT', { contact })]);
    connection.destroy();
    expect(await listText(account)).toBe(contactsText(shownContact({ controlcontact: id })));
  });
});
