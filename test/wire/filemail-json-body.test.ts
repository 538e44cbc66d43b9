import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { type Reply, readReply } from '../support/client.ts';
import { addContact, at, errorText, invalidText } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const EMAIL = 'jane@example.com';

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

async function post(path: string, body: string): Promise<Reply> {
  const headers = { 'content-type': 'application/json' };
  const url = `${gateway.url}/api/${path}?logintoken=${account.token}`;
  return readReply(await fetch(url, { method: 'POST', headers, body }));
}

function add(name: unknown): Promise<Reply> {
  return post('contacts/add', JSON.stringify({ email: EMAIL, name }));
}

test.each([
  [42, '42'],
  [-7, '-7'],
  [true, 'true'],
  [false, 'false'],
  [9007199254740991, '9007199254740991'],
])('a JSON body may hold %j, which is the text "%s"', async (value, text) => {
  expect(at(await add(value), 'contact', 'name')).toBe(text);
});

test.each([[null], [{ first: 'Jane' }], [['Jane']]])(
  'a JSON body may not hold %j as a value',
  async (value) => {
    const reply = await add(value);
    expect([reply.status, reply.text]).toEqual([200, invalidText('name')]);
  },
);

test.each([[null], [{ number: '12345678' }], [['12345678']]])(
  'a JSON body may not hold %j even as an optional value, which is not passed over',
  async (mobile) => {
    const contactid = await addContact(account, 'Jane', '4587654321');
    const before = (await account.txty('view/contact', { contact: contactid })).text;
    const reply = await post('contacts/update', JSON.stringify({ contactid, name: 'Joan', mobile }));
    expect([reply.status, reply.text]).toEqual([200, invalidText('mobile')]);
    expect((await account.txty('view/contact', { contact: contactid })).text).toBe(before);
  },
);

test('a JSON body may begin with a byte order mark and hold any white space', async () => {
  const reply = await post('contacts/add', `\uFEFF\r\n{ "name" : "Jørgen",\n\t"email": "${EMAIL}" } `);
  expect(at(reply, 'contact', 'name')).toBe('Jørgen');
});

test.each(['{', '{"name":"Jane",}', "{'name':'Jane'}", '[]', '"Jane"', '42', 'null', 'name=Jane', '\0'])(
  'a JSON body that is no object is unreadable: %j',
  async (body) => {
    const reply = await post('contacts/add', body);
    const text = errorText('InvalidParameter', 'The request could not be read');
    expect([reply.status, reply.text]).toEqual([400, text]);
  },
);
