import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authentication } from '../../dialects/txty/authentication.ts';
import { txty } from '../../dialects/txty/index.ts';
import { createPasswords } from '../../domain/password.ts';
import type { TestAccount } from '../support/account.ts';
import { type CallOptions, callUrl, type Parameters, type Reply } from '../support/client.ts';
import { expectDocumentedErrors } from '../support/documented-errors.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  ACCESS_DENIED,
  addContact,
  at,
  errorText,
  expectAnswer,
  listText,
  NO_CONTACTS,
  successText,
} from '../support/txty-wire.ts';

let gateway: TestGateway;
let strict: TestGateway;
let account: TestAccount;
let other: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
  strict = await startTestGateway({ loginMaxFailures: 2 });
  other = await gateway.addAccount();
  await addContact(other, { fullname: 'Somebody Else' });
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

function logIn(parameters: Parameters, options?: CallOptions, at = gateway): Promise<Reply> {
  return callUrl(`${at.url}/user/newapikey/login.json`, parameters, options);
}

/** The key of an answer, which is checked to be a login's, whole. */
function expectKey(reply: Reply): { readonly key: string; readonly id: unknown } {
  const key = String(at(reply, 'newapikey', 'key'));
  const id = at(reply, 'newapikey', 'controlapikey');
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  expect(id).toBeTypeOf('number');
  expectAnswer(reply, successText('ADDED_KEY', { newapikey: { controlapikey: id, key } }));
  return { key, id };
}

function expectRefusal(reply: Reply, user: string | null): void {
  expectAnswer(reply, errorText('USER_NOT_FOUND', { login: { user, pass: null } }));
}

describe('a login', () => {
  test('gives a key that opens the account', async () => {
    const { key } = expectKey(
      await logIn({ user: account.userName, pass: account.password, tfkey: '123456' }),
    );
    expectAnswer(await account.txty('view/contacts', { key }), NO_CONTACTS);
  });

  test.each([
    ['the user name', (name: string) => name],
    ['the user name in capitals', (name: string) => name.toUpperCase()],
    ['the e-mail address', (name: string) => `${name}@example.com`],
    ['the e-mail address in mixed case', (name: string) => `${name.toUpperCase()}@Example.Com`],
    ['a name with blanks around it', (name: string) => `  ${name}\t`],
  ])('takes %s', async (_, spell) => {
    const user = spell(account.userName);
    const { key } = expectKey(await logIn({ user, pass: account.password }, { method: 'POST' }));
    expectAnswer(await account.txty('view/contacts', { key }), NO_CONTACTS);
  });

  test('gives each client a key and an id of its own', async () => {
    const sent = { user: account.userName, pass: account.password };
    const [first, second] = [expectKey(await logIn(sent)), expectKey(await logIn(sent))];
    expect(second.key).not.toBe(first.key);
    expect(second.id).not.toBe(first.id);
    await account.txty('user/deleteapikey', { apikey: first.key });
    expectAnswer(await account.txty('view/contacts', { key: second.key }), NO_CONTACTS);
  });

  test('keeps the description of the key, of which an empty one is none', async () => {
    const sent = { user: account.userName, pass: account.password };
    const longest = '😀'.repeat(255);
    for (const description of [longest, '', ' \t ']) expectKey(await logIn({ ...sent, description }));
    const kept = await gateway.open.directory.listCredentials(account.id, 'key');
    expect(kept.map(({ description }) => description)).toEqual([null, longest, null, null]);
  });

  test.each([
    ['too long', 'x'.repeat(256)],
    ['not storable', 'a\0b'],
  ])('refuses a description that is %s, whatever the password, and makes no key', async (_, description) => {
    const refused = errorText('DESCRIPTION_INVALID', { newapikey: { description } });
    for (const pass of [account.password, 'wrong'])
      expectAnswer(await logIn({ user: account.userName, pass, description }), refused);
    expect(await gateway.open.directory.listCredentials(account.id, 'key')).toHaveLength(1);
  });

  test('never trims the password', async () => {
    const { id, userName: user } = account;
    await gateway.open.directory.setPassword(id, await createPasswords().hash(' open sesame '));
    expectRefusal(await logIn({ user, pass: 'open sesame' }), user);
    expectKey(await logIn({ user, pass: ' open sesame ' }));
  });

  test('is refused in the same words for a wrong password and an unknown user, without the password', async () => {
    const { userName: user, password, key } = account;
    for (const pass of [`${password}x`, password.toUpperCase(), other.password, key, ` ${password}`])
      expectRefusal(await logIn({ user, pass }), user);
    for (const nobody of ['nobody', ' Nobody@Example.com ', `${user}x`])
      expectRefusal(await logIn({ user: nobody, pass: password }), nobody);
  });

  test('is refused where user or password is missing, empty or blank', async () => {
    const { userName: user, password: pass } = account;
    expectRefusal(await logIn({}), null);
    expectRefusal(await logIn({ pass }), null);
    expectRefusal(await logIn({ user }), user);
    for (const value of ['', ' \t ']) {
      expectRefusal(await logIn({ user: value, pass }), value);
      expectRefusal(await logIn({ user, pass: value }), user);
    }
  });

  test('is refused where user or password is not UTF-8 or holds U+0000', async () => {
    const { userName: user, password: pass } = account;
    const sendEncoded = (query: string) => callUrl(`${gateway.url}/user/newapikey/login.json?${query}`);
    expectRefusal(await sendEncoded(`user=${user}%FF&pass=${pass}`), null);
    expectRefusal(await sendEncoded(`user=${user}&pass=${pass}%FF`), user);
    expectRefusal(await sendEncoded(`user=${user}%00&pass=${pass}`), `${user}\0`);
    expectRefusal(await sendEncoded(`user=${user}&pass=${pass}%00`), user);
  });

  test('tells only who knows the password that the account is disabled', async () => {
    const { id, userName: user, password: pass } = account;
    await gateway.open.directory.updateAccount(id, { disabled: true });
    expectAnswer(await logIn({ user, pass }), ACCESS_DENIED);
    expectRefusal(await logIn({ user, pass: 'wrong' }), user);
    await gateway.open.directory.updateAccount(id, { disabled: false });
    expectKey(await logIn({ user, pass }));
  });
});

describe('after repeated failures a login', () => {
  const THROTTLED = errorText('TOO_MANY_LOGINS');

  async function fail(user: string): Promise<void> {
    expectRefusal(await logIn({ user, pass: 'wrong' }, {}, strict), user);
  }

  test('is throttled with HTTP 200 and a Retry-After, the right password notwithstanding', async () => {
    const { userName, password } = await strict.addAccount();
    await fail(userName);
    await fail(userName.toUpperCase());
    const reply = await logIn({ user: userName, pass: password }, {}, strict);
    expectAnswer(reply, THROTTLED);
    expect(reply.headers.get('retry-after')).toMatch(/^[1-9]\d{0,2}$/);
  });

  test('of a user who does not exist is throttled alike', async () => {
    await fail('nobody');
    await fail('nobody');
    expectAnswer(await logIn({ user: 'nobody', pass: 'wrong' }, {}, strict), THROTTLED);
  });

  test('of another user goes on, and so do the calls with a key', async () => {
    const [throttled, free] = [await strict.addAccount(), await strict.addAccount()];
    await fail(throttled.userName);
    await fail(throttled.userName);
    expectKey(await logIn({ user: free.userName, pass: free.password }, {}, strict));
    expect(await listText(throttled)).toBe(NO_CONTACTS);
  });
});

test('a login answers every error that it documents, and no other', () => {
  const login = authentication.filter(({ id }) => id === 'user.newapikey');
  expectDocumentedErrors([...gateway.log, ...strict.log], login, txty.commonErrors);
});
