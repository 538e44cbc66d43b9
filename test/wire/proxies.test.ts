import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { callUrl, type Reply } from '../support/client.ts';
import { errorText as filemailError } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { errorText as txtyError } from '../support/txty-wire.ts';

const MAX_FAILURES = 2;
const FIRST_PROXY = '198.51.100.10';

let trusting: TestGateway;
let direct: TestGateway;
let account: TestAccount;
let addresses = 0;

beforeAll(async () => {
  const loginMaxFailures = MAX_FAILURES;
  trusting = await startTestGateway({ loginMaxFailures, trustProxy: ['loopback', FIRST_PROXY] });
  direct = await startTestGateway({ loginMaxFailures });
});

beforeEach(async () => {
  account = await trusting.addAccount();
});

type Headers = Readonly<Record<string, string>>;

/** An address from which nobody has called yet. */
function newAddress(): string {
  addresses += 1;
  return `203.0.113.${addresses}`;
}

const forwarded = (addresses: string): Headers => ({ 'x-forwarded-for': addresses });

function logInToFilemail({ url }: TestGateway, user: TestAccount, password: string, headers: Headers) {
  const parameters = { username: user.userName, password };
  return callUrl(`${url}/api/authentication/login`, parameters, { headers });
}

function logInToTxty({ url }: TestGateway, user: TestAccount, pass: string, headers: Headers) {
  const parameters = { user: user.userName, pass };
  return callUrl(`${url}/user/newapikey/login.json`, parameters, { headers });
}

const ways = [
  {
    dialect: 'Filemail',
    logIn: logInToFilemail,
    wrong: () => filemailError('WrongUsernamePassword', 'Wrong username or password'),
    throttled: filemailError('CaptchaRequiredForNextLogin', 'Too many failed logins, try again later'),
    success: { responsestatus: 'ok' },
  },
  {
    dialect: 'Txty',
    logIn: logInToTxty,
    wrong: ({ userName }: TestAccount) =>
      txtyError('USER_NOT_FOUND', { login: { user: userName, pass: null } }),
    throttled: txtyError('TOO_MANY_LOGINS'),
    success: { status: 'success', success: 'ADDED_KEY' },
  },
] as const;

const facts = ({ status, text }: Reply) => ({ status, text });

describe.each(ways)('failed logins of $dialect', ({ logIn, wrong, throttled, success }) => {
  const failFrom = async (gateway: TestGateway, user: TestAccount, headers: Headers) => {
    for (let count = 0; count < MAX_FAILURES; count += 1)
      expect(facts(await logIn(gateway, user, 'wrong', headers))).toEqual({ status: 200, text: wrong(user) });
  };
  const expectThrottled = (reply: Reply) => {
    expect(facts(reply)).toEqual({ status: 200, text: throttled });
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  };

  test('are counted by the client’s address behind a trusted proxy, not by the proxy’s', async () => {
    const address = newAddress();
    await failFrom(trusting, account, forwarded(address));
    expectThrottled(await logIn(trusting, account, account.password, forwarded(address)));
    const elsewhere = await logIn(trusting, account, account.password, forwarded(newAddress()));
    expect(elsewhere).toMatchObject({ status: 200, json: success });
    expectThrottled(await logIn(trusting, account, account.password, forwarded(address)));
  });

  test('are counted by that address whatever a client claims before it, and over how many proxies', async () => {
    const address = newAddress();
    await failFrom(trusting, account, forwarded(`${newAddress()}, ${address}`));
    for (const addresses of [
      address,
      `${newAddress()}, ${address}`,
      `127.0.0.1, ${address}`,
      `${address}, ${FIRST_PROXY}`,
      `${newAddress()}, ${address}, ${FIRST_PROXY}`,
      `${address}:50000`,
      `::ffff:${address}`,
    ])
      expectThrottled(await logIn(trusting, account, account.password, forwarded(addresses)));
  });

  test('are counted by the peer where no proxy is trusted, whatever is forwarded', async () => {
    const user = await direct.addAccount();
    for (let count = 0; count < MAX_FAILURES; count += 1)
      await logIn(direct, user, 'wrong', forwarded(newAddress()));
    expectThrottled(await logIn(direct, user, user.password, forwarded(newAddress())));
    expectThrottled(await logIn(direct, user, user.password, {}));
  });
});

describe('the cookie of a login', () => {
  const attributesOf = (reply: Reply) =>
    reply.headers.getSetCookie().map((cookie) => cookie.split('; ').slice(1));
  const PLAIN = ['Path=/', 'HttpOnly', 'SameSite=Strict'];

  test.each([
    ['https', [...PLAIN, 'Secure']],
    ['HTTPS', [...PLAIN, 'Secure']],
    ['https, http', [...PLAIN, 'Secure']],
    ['http', PLAIN],
    ['http, https', PLAIN],
    ['', PLAIN],
  ])('says how the client came to the first proxy: %j', async (proto, attributes) => {
    const headers = { 'x-forwarded-proto': proto };
    const reply = await logInToFilemail(trusting, account, account.password, headers);
    expect(attributesOf(reply)).toEqual([attributes]);
  });

  test('is not Secure where nobody is trusted who says so, or nobody says so', async () => {
    const user = await direct.addAccount();
    const headers = { 'x-forwarded-proto': 'https' };
    expect(attributesOf(await logInToFilemail(direct, user, user.password, headers))).toEqual([PLAIN]);
    expect(attributesOf(await logInToFilemail(trusting, account, account.password, {}))).toEqual([PLAIN]);
  });
});
