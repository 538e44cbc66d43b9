import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authentication } from '../../dialects/filemail/authentication.ts';
import { filemail } from '../../dialects/filemail/index.ts';
import { createPasswords } from '../../domain/password.ts';
import type { TestAccount } from '../support/account.ts';
import { type CallOptions, callUrl, type Parameters, type Reply } from '../support/client.ts';
import { expectDocumentedErrors } from '../support/documented-errors.ts';
import {
  ACCESS_DENIED,
  ACCOUNT_EXPIRED,
  addContact,
  at,
  BAD_TOKEN,
  errorText,
  missingText,
} from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const REFUSED = errorText('WrongUsernamePassword', 'Wrong username or password');
const NO_CONTACTS = '{"Contacts":[],"contacts":[],"responsestatus":"OK"}';

let gateway: TestGateway;
let strict: TestGateway;
let account: TestAccount;
let other: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
  strict = await startTestGateway({ loginMaxFailures: 2 });
  other = await gateway.addAccount();
  await addContact(other, 'Somebody Else');
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

function logIn(parameters: Parameters, options?: CallOptions, at = gateway): Promise<Reply> {
  return callUrl(`${at.url}/api/authentication/login`, parameters, options);
}

/** The token of an answer, which is checked to be a login's, whole and with its one cookie. */
function expectToken(reply: Reply): string {
  const token = String(at(reply, 'logintoken'));
  expect(token).toMatch(/^[0-9a-f]{32}$/);
  expect({ status: reply.status, text: reply.text, cookies: reply.headers.getSetCookie() }).toEqual({
    status: 200,
    text: `{"responsestatus":"ok","logintoken":"${token}"}`,
    cookies: [`logintoken=${token}; Path=/; HttpOnly; SameSite=Strict`],
  });
  return token;
}

function expectRefusal(reply: Reply, text: string): void {
  expect({ status: reply.status, text: reply.text, cookies: reply.headers.getSetCookie() }).toEqual({
    status: 200,
    text,
    cookies: [],
  });
}

describe('a login', () => {
  test('gives a token that opens the account, in the body and in one cookie', async () => {
    const { userName: username, password } = account;
    const token = expectToken(await logIn({ username, password, source: 'Web shop' }));
    expect((await account.filemail('contacts/get', { logintoken: token })).text).toBe(NO_CONTACTS);
  });

  test('takes a form as well as a query', async () => {
    const { userName: username, password } = account;
    expectToken(await logIn({ username, password }, { method: 'POST' }));
  });

  test.each([
    ['the user name', (name: string) => name],
    ['the user name in capitals', (name: string) => name.toUpperCase()],
    ['the e-mail address', (name: string) => `${name}@example.com`],
    ['the e-mail address in mixed case', (name: string) => `${name.toUpperCase()}@Example.Com`],
    ['a name with blanks around it', (name: string) => `  ${name}\t`],
  ])('takes %s', async (_, spell) => {
    expectToken(await logIn({ username: spell(account.userName), password: account.password }));
  });

  test('gives each client a token of its own', async () => {
    const { userName: username, password } = account;
    const first = expectToken(await logIn({ username, password }));
    const second = expectToken(await logIn({ username, password }));
    expect(second).not.toBe(first);
    await account.filemail('authentication/logout', { logintoken: first });
    expect((await account.filemail('contacts/get', { logintoken: second })).text).toBe(NO_CONTACTS);
  });

  test.each([
    ['a live', () => account.token],
    ["another account's", () => other.token],
    ['an unknown', () => '2ac1241817fb4285aa0a1dbd00a21dad'],
    ['an empty', () => ''],
  ])('pays no heed to %s login token sent along', async (_, old) => {
    const { userName: username, password } = account;
    const sent = { username, password, logintoken: old() };
    const token = expectToken(await logIn(sent, { headers: { cookie: `logintoken=${old()}` } }));
    expect(token).not.toBe(old());
    expect((await account.filemail('contacts/get', { logintoken: token })).text).toBe(NO_CONTACTS);
    expect((await account.filemail('contacts/get')).text).toBe(NO_CONTACTS);
  });

  test('never trims the password', async () => {
    const { id, userName: username } = account;
    await gateway.open.directory.setPassword(id, await createPasswords().hash(' open sesame '));
    expectRefusal(await logIn({ username, password: 'open sesame' }), REFUSED);
    expectToken(await logIn({ username, password: ' open sesame ' }));
  });

  test('is refused in the same words for a wrong password, a foreign one and an unknown user', async () => {
    const { userName: username, password } = account;
    expectRefusal(await logIn({ username, password: `${password}x` }), REFUSED);
    expectRefusal(await logIn({ username, password: password.toUpperCase() }), REFUSED);
    expectRefusal(await logIn({ username, password: other.password }), REFUSED);
    expectRefusal(await logIn({ username: 'nobody', password }), REFUSED);
    expectRefusal(await logIn({ username, password: account.key }), REFUSED);
  });

  test('is refused while the account has no password', async () => {
    const draft = { userName: 'fresh', email: 'fresh@example.com', passwordHash: null, answers: null };
    await gateway.open.directory.addAccount({ ...draft, region: 'DK' });
    expectRefusal(await logIn({ username: 'fresh', password: 'anything' }), REFUSED);
  });

  test.each(['username', 'password'])('is refused where the %s is missing, empty or blank', async (name) => {
    const sent = { username: account.userName, password: account.password };
    for (const value of [undefined, '', ' \t '])
      expectRefusal(await logIn({ ...sent, [name]: value }), missingText(name));
  });

  test('tells only who knows the password that the account is disabled', async () => {
    const { id, userName: username, password } = account;
    await gateway.open.directory.updateAccount(id, { disabled: true });
    expectRefusal(await logIn({ username, password }), ACCOUNT_EXPIRED);
    expectRefusal(await logIn({ username, password: 'wrong' }), REFUSED);
    await gateway.open.directory.updateAccount(id, { disabled: false });
    expectToken(await logIn({ username, password }));
  });

  test('tells only who knows the password that this API is switched off for the account', async () => {
    const { id, userName: username, password } = account;
    await gateway.open.directory.setDialectAccess(id, 'filemail', { state: 'off' });
    expectRefusal(await logIn({ username, password }), ACCESS_DENIED);
    expectRefusal(await logIn({ username, password: 'wrong' }), REFUSED);
    await gateway.open.directory.setDialectAccess(id, 'filemail', { state: 'on' });
    expectToken(await logIn({ username, password }));
  });
});

describe('after repeated failures a login', () => {
  const THROTTLED = errorText('CaptchaRequiredForNextLogin', 'Too many failed logins, try again later');

  async function fail(username: string): Promise<void> {
    expectRefusal(await logIn({ username, password: 'wrong' }, {}, strict), REFUSED);
  }

  test('is throttled with HTTP 200 and a Retry-After, the right password notwithstanding', async () => {
    const { userName: username, password } = await strict.addAccount();
    await fail(username);
    await fail(username.toUpperCase());
    const reply = await logIn({ username, password }, {}, strict);
    expectRefusal(reply, THROTTLED);
    expect(reply.headers.get('retry-after')).toMatch(/^[1-9]\d{0,2}$/);
  });

  test('of a user who does not exist is throttled alike', async () => {
    await fail('nobody');
    await fail('nobody');
    expectRefusal(await logIn({ username: 'nobody', password: 'wrong' }, {}, strict), THROTTLED);
  });

  test('of another user from the same address goes on', async () => {
    const [throttled, free] = [await strict.addAccount(), await strict.addAccount()];
    await fail(throttled.userName);
    await fail(throttled.userName);
    expectToken(await logIn({ username: free.userName, password: free.password }, {}, strict));
  });

  test('counts anew once one has succeeded', async () => {
    const { userName: username, password } = await strict.addAccount();
    for (let round = 0; round < 3; round += 1) {
      await fail(username);
      expectToken(await logIn({ username, password }, {}, strict));
    }
  });
});

describe('a logout', () => {
  test('names the token that is dead from then on, and sets no cookie', async () => {
    const reply = await account.filemail('authentication/logout');
    expectRefusal(reply, `{"responsestatus":"ok","logintoken":"${account.token}"}`);
    expect((await account.filemail('contacts/get')).text).toBe(BAD_TOKEN);
    expect((await account.filemail('authentication/logout')).text).toBe(BAD_TOKEN);
    expect((await other.filemail('contacts/get')).json).toMatchObject({
      contacts: [{ name: 'Somebody Else' }],
    });
  });
});

afterAll(() => {
  expectDocumentedErrors([...gateway.log, ...strict.log], authentication, filemail.commonErrors);
});
