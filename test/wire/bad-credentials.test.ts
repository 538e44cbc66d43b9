import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import type { CallOptions, Parameters, Reply } from '../support/client.ts';
import {
  ACCOUNT_EXPIRED,
  BAD_TOKEN,
  errorText as filemailError,
  missingText,
} from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  ACCESS_DENIED,
  NO_CONTACTS,
  errorText as txtyError,
  userNotFoundText,
} from '../support/txty-wire.ts';

const MAX_MISSES = 3;
const NO_FILEMAIL_CONTACTS = '{"Contacts":[],"contacts":[],"responsestatus":"OK"}';
const TOO_MANY_TOKENS = filemailError(
  'ServiceInterruption',
  'Too many invalid login tokens, try again later',
);

let gateway: TestGateway;
let account: TestAccount;
let addresses = 0;

beforeAll(async () => {
  gateway = await startTestGateway({ maxBadCredentials: MAX_MISSES, trustProxy: ['loopback'] });
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

const from = (address: string): CallOptions => ({ headers: { 'x-forwarded-for': address } });

/** An address from which nobody has called yet. */
function newAddress(): string {
  addresses += 1;
  return `203.0.113.${addresses}`;
}

const facts = ({ status, text }: Reply) => ({ status, text });

interface Way {
  readonly dialect: string;
  readonly call: (caller: TestAccount, address: string, parameters?: Parameters) => Promise<Reply>;
  readonly wrong: Parameters;
  readonly missing: Parameters;
  readonly good: string;
  readonly refused: (caller: TestAccount) => string;
  readonly withoutCredential: (caller: TestAccount) => string;
  readonly disabled: string;
  readonly throttled: string;
}

const filemail: Way = {
  dialect: 'Filemail',
  call: (caller, address, parameters) => caller.filemail('contacts/get', parameters, from(address)),
  wrong: { logintoken: 'wrong' },
  missing: { logintoken: undefined },
  good: NO_FILEMAIL_CONTACTS,
  refused: () => BAD_TOKEN,
  withoutCredential: () => missingText('logintoken'),
  disabled: ACCOUNT_EXPIRED,
  throttled: TOO_MANY_TOKENS,
};

const txty: Way = {
  dialect: 'Txty',
  call: (caller, address, parameters) => caller.txty('view/contacts', parameters, from(address)),
  wrong: { key: 'wrong' },
  missing: { key: undefined },
  good: NO_CONTACTS,
  refused: ({ userName }) => userNotFoundText(userName),
  withoutCredential: ({ userName }) => userNotFoundText(userName),
  disabled: ACCESS_DENIED,
  throttled: txtyError('TOO_MANY_REQUESTS'),
};

/** Calls wrongly as often as an address may. */
async function useUp(address: string): Promise<void> {
  for (let count = 0; count < MAX_MISSES; count += 1)
    expect(facts(await filemail.call(account, address, filemail.wrong))).toEqual({
      status: 200,
      text: BAD_TOKEN,
    });
}

function expectThrottled(reply: Reply, text: string): void {
  expect(facts(reply)).toEqual({ status: 429, text });
  const retryAfter = Number(reply.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThanOrEqual(1);
  expect(retryAfter).toBeLessThanOrEqual(60);
}

describe.each([filemail, txty])('a wrong credential of $dialect', (way) => {
  test('is refused as such until there are too many from its address, then by 429', async () => {
    const address = newAddress();
    for (let count = 0; count < MAX_MISSES; count += 1)
      expect(facts(await way.call(account, address, way.wrong))).toEqual({
        status: 200,
        text: way.refused(account),
      });
    expectThrottled(await way.call(account, address, way.wrong), way.throttled);
    expectThrottled(await way.call(account, address, way.wrong), way.throttled);
  });

  test('counts with those of the other dialect', async () => {
    const address = newAddress();
    await useUp(address);
    expectThrottled(await way.call(account, address, way.wrong), way.throttled);
  });

  test('never makes a good one fail: not before, not while, not after', async () => {
    const address = newAddress();
    const good = { status: 200, text: way.good };
    expect(facts(await way.call(account, address))).toEqual(good);
    for (let count = 0; count <= MAX_MISSES; count += 1) {
      const [, right] = await Promise.all([
        way.call(account, address, way.wrong),
        way.call(account, address),
      ]);
      expect(facts(right)).toEqual(good);
    }
    expectThrottled(await way.call(account, address, way.wrong), way.throttled);
    expect(facts(await way.call(account, address))).toEqual(good);
    const stranger = await gateway.addAccount();
    expect(facts(await way.call(stranger, address))).toEqual(good);
    expectThrottled(await way.call(account, address, way.wrong), way.throttled);
  });

  test('is not refused for the misses of another address', async () => {
    const address = newAddress();
    await useUp(address);
    expect(facts(await way.call(account, newAddress(), way.wrong))).toEqual({
      status: 200,
      text: way.refused(account),
    });
  });

  test('counts even where it was good and is revoked', async () => {
    const address = newAddress();
    await useUp(address);
    expect((await account.filemail('authentication/logout', {}, from(address))).status).toBe(200);
    const { key: apikey } = account;
    expect((await account.txty('user/deleteapikey', { apikey }, from(address))).status).toBe(200);
    expectThrottled(await way.call(account, address), way.throttled);
  });

  test('is what counts: a missing one does not, however often, and is no 429', async () => {
    const address = newAddress();
    const answer = { status: 200, text: way.withoutCredential(account) };
    for (let count = 0; count <= MAX_MISSES; count += 1) {
      for (const absent of [way.missing, mapValues(way.missing, ''), mapValues(way.missing, ' ')])
        expect(facts(await way.call(account, address, absent))).toEqual(answer);
    }
    await useUp(address);
    expect(facts(await way.call(account, address, way.missing))).toEqual(answer);
  });

  test('is not the good one of a disabled account', async () => {
    const address = newAddress();
    await gateway.open.directory.updateAccount(account.id, { disabled: true });
    for (let count = 0; count <= MAX_MISSES; count += 1)
      expect(facts(await way.call(account, address))).toEqual({ status: 200, text: way.disabled });
    await useUp(address);
    expect(facts(await way.call(account, address))).toEqual({ status: 200, text: way.disabled });
  });
});

function mapValues(parameters: Parameters, value: string): Parameters {
  return Object.fromEntries(Object.keys(parameters).map((name) => [name, value]));
}

describe('what is no credential of the caller is not counted', () => {
  test('such as a key to be deleted that nobody has', async () => {
    const address = newAddress();
    const answer = { status: 200, text: txtyError('APIKEY_NOT_FOUND', { apikey: { apikey: null } }) };
    for (let count = 0; count <= MAX_MISSES; count += 1)
      expect(facts(await account.txty('user/deleteapikey', { apikey: 'none' }, from(address)))).toEqual(
        answer,
      );
    await useUp(address);
  });

  test('such as a wrong password, which is counted as a login', async () => {
    const address = newAddress();
    const login = { username: account.userName, password: 'wrong', logintoken: undefined };
    const answer = filemailError('WrongUsernamePassword', 'Wrong username or password');
    for (let count = 0; count <= MAX_MISSES; count += 1)
      expect((await account.filemail('authentication/login', login, from(address))).text).toBe(answer);
    await useUp(address);
    const right = { ...login, password: account.password };
    expect(await account.filemail('authentication/login', right, from(address))).toMatchObject({
      status: 200,
      json: { responsestatus: 'ok' },
    });
  });
});
