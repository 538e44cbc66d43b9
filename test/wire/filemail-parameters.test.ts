import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { callUrl, type Parameters, type Reply, readReply } from '../support/client.ts';
import { addContact, at, invalidText, missingText, OK, sendRaw } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const FORM = 'application/x-www-form-urlencoded';
const EMAIL = 'jane@example.com';

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

interface Request {
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | FormData | Uint8Array;
}

async function post(path: string, { query = {}, headers = {}, body }: Request): Promise<Reply> {
  const url = `${gateway.url}/api/${path}?${new URLSearchParams(query)}`;
  const sent = body === undefined ? {} : { body };
  return readReply(await fetch(url, { method: 'POST', headers, ...sent }));
}

function formData(parameters: Parameters): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(parameters)) data.append(name, String(value));
  return data;
}

/** The name of the contact that a call has added. */
function addedName(reply: Reply): unknown {
  return at(reply, 'contact', 'name');
}

const jsonRequest = (parameters: object): Request => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(parameters),
});

const SOURCES: readonly (readonly [string, (parameters: Readonly<Record<string, string>>) => Request])[] = [
  ['the query, with an empty body of no content type', (query) => ({ query })],
  ['the query, beside an empty form', (query) => ({ query, headers: { 'content-type': FORM } })],
  [
    'the query, beside an empty JSON body',
    (query) => ({ query, headers: { 'content-type': 'application/json' } }),
  ],
  ['a form', (all) => ({ headers: { 'content-type': FORM }, body: `${new URLSearchParams(all)}` })],
  [
    'a form whose type names a charset',
    (all) => ({ headers: { 'content-type': `${FORM}; charset=UTF-8` }, body: `${new URLSearchParams(all)}` }),
  ],
  ['a body of no content type', (all) => ({ body: Buffer.from(`${new URLSearchParams(all)}`) })],
  ['a form that calls itself plain text', (all) => ({ body: `${new URLSearchParams(all)}\r\n` })],
  ['a multipart body', (all) => ({ body: formData(all) })],
  ['a JSON body', jsonRequest],
  [
    'a JSON body of another type',
    (all) => ({ ...jsonRequest(all), headers: { 'content-type': 'application/vnd.x+json; charset=utf-8' } }),
  ],
  ['headers', (headers) => ({ headers })],
];

describe.each(SOURCES)('parameters are read from %s', (_, send) => {
  test('whatever the case of their names', async () => {
    const sent = { LoginToken: account.token, NAME: 'Jane Doe', email: EMAIL };
    const reply = await post('contacts/add', send(sent));
    expect([reply.status, addedName(reply)]).toEqual([200, 'Jane Doe']);
  });
});

describe('a parameter that is sent more than once', () => {
  test('counts from the query before the body, and from the body before the headers', async () => {
    const headers = { logintoken: account.token, name: 'header', email: EMAIL };
    const form = { ...headers, 'content-type': FORM };
    const one = await post('contacts/add', { query: { name: 'query' }, headers: form, body: 'NAME=body' });
    const two = await post('contacts/add', { headers: form, body: 'NAME=body' });
    const three = await post('contacts/add', { headers: form });
    expect([one, two, three].map(addedName)).toEqual(['query', 'body', 'header']);
  });

  test('counts by its last value within a source', async () => {
    const token = { logintoken: account.token, email: EMAIL };
    const query = await account.filemail('contacts/add', { name: ['a', 'b', 'last'], email: EMAIL });
    const form = await account.filemail(
      'contacts/add',
      { name: ['a', 'last'], email: EMAIL },
      { method: 'POST' },
    );
    const data = formData({ ...token, name: 'a' });
    data.append('Name', 'last');
    const multipart = await post('contacts/add', { body: data });
    const json = await post('contacts/add', {
      query: token,
      headers: { 'content-type': 'application/json' },
      body: '{"name":"a","name":"b","NAME":"last"}',
    });
    expect([query, form, multipart, json].map(addedName)).toEqual(['last', 'last', 'last', 'last']);
  });

  test('counts by its last header', async () => {
    const head = `POST /api/contacts/add?logintoken=${account.token}&email=${EMAIL} HTTP/1.1`;
    const lines = [
      head,
      'Host: x',
      'Connection: close',
      'Content-Length: 0',
      'name: a',
      'NAME: last',
      '',
      '',
    ];
    const { text } = await sendRaw(gateway.port, Buffer.from(lines.join('\r\n')));
    expect(JSON.parse(text).contact.name).toBe('last');
  });

  test('may come from a different source than the others', async () => {
    const reply = await post('contacts/add', {
      query: { email: EMAIL },
      headers: { 'content-type': FORM, logintoken: account.token },
      body: 'name=Jane',
    });
    expect(addedName(reply)).toBe('Jane');
  });
});

describe('a header', () => {
  test('is a parameter of a GET as well', async () => {
    const headers = { logintoken: account.token, name: 'Jane', email: EMAIL };
    expect(addedName(await callUrl(`${gateway.url}/api/contacts/add`, {}, { headers }))).toBe('Jane');
  });

  test('is one only where the operation declares it', async () => {
    const contactid = await addContact(account, 'Jane');
    const headers = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`x-${index}`, 'value']));
    const strange = { ...headers, contactgroupid: 'ff', username: 'x', password: 'x' };
    const reply = await account.filemail('contacts/delete', {}, { headers: { ...strange, contactid } });
    expect(reply.text).toBe(OK);
    expect(gateway.log.at(-1)).toMatchObject({ operation: 'contacts.delete', outcome: 'ok', undeclared: 0 });
  });

  test('holds UTF-8, and bytes of another charset are refused', async () => {
    const request = (encoding: 'utf8' | 'latin1') => {
      const head = `GET /api/contacts/add?logintoken=${account.token}&email=${EMAIL} HTTP/1.1`;
      const lines = [head, 'Host: x', 'Connection: close', 'name: Jørgen', '', ''];
      return sendRaw(gateway.port, Buffer.from(lines.join('\r\n'), encoding));
    };
    expect(JSON.parse((await request('utf8')).text).contact.name).toBe('Jørgen');
    expect((await request('latin1')).text).toBe(invalidText('name'));
  });
});

test('what nobody declared is ignored, whatever it holds', async () => {
  const reply = await post('contacts/add', {
    query: { logintoken: account.token, street: 'x', 'name[]': 'x', name2: '' },
    ...jsonRequest({ name: 'Jane', email: EMAIL, deep: { name: 'x' }, list: [1, [2]], none: null }),
  });
  expect(addedName(reply)).toBe('Jane');
});

test('the body of a GET is not read', async () => {
  const head = `GET /api/contacts/add?logintoken=${account.token}&email=${EMAIL} HTTP/1.1`;
  const lines = [
    head,
    'Host: x',
    'Connection: close',
    `Content-Type: ${FORM}`,
    'Content-Length: 9',
    '',
    'name=Jane',
  ];
  expect((await sendRaw(gateway.port, Buffer.from(lines.join('\r\n')))).text).toBe(missingText('name'));
});
