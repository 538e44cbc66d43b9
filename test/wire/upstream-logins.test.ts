import { randomBytes } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addWaiting, filemailLogin, type LoginWire, passwordOf, txtyLogin } from '../support/login-wire.ts';
import { createQuickRunner } from '../support/run-program.ts';

const MAX_FAILURES = 2;

let vendor: TestGateway;
let gateway: TestGateway;
let alone: TestGateway;
let over: TestGateway;
/** An account at the vendor. */
let there: TestAccount;

beforeAll(async () => {
  vendor = await startTestGateway({ loginMaxFailures: 1000 });
  const upstream = {
    ...{ upstreamFilemail: vendor.url, upstreamTxty: `${vendor.url}/api/4` },
    // However slow the machine is, none is to be told that we are busy.
    upstreamTimeoutMs: 60_000,
  };
  gateway = await startTestGateway({ upstream, loginMaxFailures: MAX_FAILURES });
  over = await startTestGateway({ upstream: { ...upstream, upstreamUntil: Date.now() } });
  alone = await startTestGateway();
});

beforeEach(async () => {
  there = await vendor.addAccount();
});

/** What the vendor was asked in the dialect: operation and outcome of each call since `from`. */
function askedSince(from: number): readonly string[] {
  return vendor.log.slice(from).map(({ operation, outcome }) => `${operation} ${outcome}`);
}

describe.each([filemailLogin, txtyLogin])('a login by $dialect', (wire: LoginWire) => {
  const { logIn, operation, refusedText } = wire;

  test('of an account that waits for its password is asked of the vendor, and opens the account here', async () => {
    const id = await addWaiting(gateway, there.userName);
    await gateway.open.store.addCredential(id, 'token', `token-${there.key}`, null);
    const from = vendor.log.length;
    const secret = wire.secretOf(await logIn(gateway.url, ` ${there.userName} `, there.password));
    expect((await wire.open(gateway.url, there.userName, secret)).text).toBe(wire.emptyText);
    expect((await wire.open(vendor.url, there.userName, secret)).text).not.toBe(wire.emptyText);
    expect(await passwordOf(gateway, there.userName)).toMatch(/^\$argon2id\$/);
    // What lived before lives on.
    const tokens = await gateway.open.directory.listCredentials(id, 'token');
    expect(tokens).toHaveLength(wire.kind === 'token' ? 2 : 1);
    await vi.waitFor(() =>
      expect(askedSince(from).filter((call) => call.endsWith(' ok'))).toEqual([
        `${operation} ok`,
        `${wire.giveBack} ok`,
      ]),
    );
    // The vendor's credential was given back.
    expect(await vendor.open.directory.listCredentials(there.id, wire.kind)).toHaveLength(1);
  });

  test('is asked of the vendor once, whatever is sent afterwards', async () => {
    await addWaiting(gateway, there.userName);
    wire.secretOf(await logIn(gateway.url, there.userName, there.password));
    const from = vendor.log.filter((line) => line.operation === operation).length;
    wire.secretOf(await logIn(gateway.url, there.userName, there.password));
    expect((await logIn(gateway.url, there.userName, 'wrong')).text).toBe(refusedText(there.userName));
    wire.secretOf(await logIn(gateway.url, `${there.userName}@here.example.com`, there.password));
    expect(vendor.log.filter((line) => line.operation === operation)).toHaveLength(from);
  });

  test('that the vendor refuses is refused like an unknown name, and counted', async () => {
    const id = await addWaiting(gateway, there.userName);
    const from = vendor.log.length;
    for (let failure = 0; failure < MAX_FAILURES; failure += 1)
      expect((await logIn(gateway.url, there.userName, 'wrong')).text).toBe(refusedText(there.userName));
    const refusal = vendor.log.at(-1)?.outcome;
    expect(askedSince(from)).toEqual(Array(MAX_FAILURES).fill(`${operation} ${refusal}`));
    // The vendor is not asked about what is throttled here, not even with the right password.
    expect((await logIn(gateway.url, there.userName, there.password)).text).toBe(wire.captchaText);
    expect(askedSince(from)).toHaveLength(MAX_FAILURES);
    expect(await passwordOf(gateway, there.userName)).toBeNull();
    expect(await gateway.open.directory.listCredentials(id, wire.kind)).toEqual([]);
  });

  test('of an account with a password is never asked of the vendor', async () => {
    const here = await gateway.addAccount();
    const from = vendor.log.length;
    expect((await logIn(gateway.url, here.userName, there.password)).text).toBe(refusedText(here.userName));
    wire.secretOf(await logIn(gateway.url, here.userName, here.password));
    expect(askedSince(from)).toEqual([]);
  });

  test('of a name that nobody has here is never asked of the vendor', async () => {
    const from = vendor.log.length;
    const reply = await logIn(gateway.url, there.userName, there.password);
    expect(reply.text).toBe(refusedText(there.userName));
    expect(askedSince(from)).toEqual([]);
    expect(await gateway.open.directory.findAccount(there.userName)).toBeUndefined();
  });

  test('of a disabled account, or by a dialect that is off, is never asked of the vendor', async () => {
    const id = await addWaiting(gateway, there.userName);
    const from = vendor.log.length;
    await gateway.open.directory.updateAccount(id, { disabled: true });
    expect((await logIn(gateway.url, there.userName, there.password)).text).toBe(refusedText(there.userName));
    await gateway.open.directory.updateAccount(id, { disabled: false });
    await gateway.open.directory.setDialectAccess(id, wire.dialect, { state: 'off' });
    expect((await logIn(gateway.url, there.userName, there.password)).text).toBe(refusedText(there.userName));
    expect(askedSince(from)).toEqual([]);
  });

  test('is asked of nobody where no vendor is set, or the last day is over', async () => {
    const from = vendor.log.length;
    for (const one of [alone, over]) {
      await addWaiting(one, there.userName);
      expect((await logIn(one.url, there.userName, there.password)).text).toBe(refusedText(there.userName));
    }
    expect(askedSince(from)).toEqual([]);
  });

  test('that comes several times at once is asked of the vendor once, and each has a credential', async () => {
    const id = await addWaiting(gateway, there.userName);
    const from = vendor.log.length;
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => logIn(gateway.url, there.userName, there.password)),
    );
    expect(new Set(replies.map(wire.secretOf)).size).toBe(6);
    expect(askedSince(from).filter((call) => call.startsWith(operation))).toHaveLength(1);
    expect(await gateway.open.directory.listCredentials(id, wire.kind)).toHaveLength(6);
  });
});

test('the vendor of one dialect is not asked about logins by the other', async () => {
  const onlyTxty = await startTestGateway({ upstream: { upstreamTxty: `${vendor.url}/api` } });
  await addWaiting(onlyTxty, there.userName);
  const from = vendor.log.length;
  const reply = await filemailLogin.logIn(onlyTxty.url, there.userName, there.password);
  expect(reply.text).toBe(filemailLogin.refusedText(there.userName));
  expect(askedSince(from)).toEqual([]);
  txtyLogin.secretOf(await txtyLogin.logIn(onlyTxty.url, there.userName, there.password));
});

test('a password that the vendor knows serves both dialects from then on', async () => {
  await addWaiting(gateway, there.userName);
  txtyLogin.secretOf(await txtyLogin.logIn(gateway.url, there.userName, there.password));
  filemailLogin.secretOf(await filemailLogin.logIn(gateway.url, there.userName, there.password));
});

test('an existing Txty key of any printable characters is taken over and goes on working', async () => {
  const { userName } = await gateway.addAccount();
  const run = createQuickRunner({ DATABASE_URL: gateway.databaseUrl });
  const printable = Array.from({ length: 94 }, (_, place) => String.fromCharCode(33 + place)).join('');
  for (const key of [
    printable,
    `+%20&=#${randomBytes(2).toString('hex')}`,
    printable.repeat(3).slice(0, 255),
  ]) {
    expect(await run(['key', 'add', userName, '--key-stdin'], key)).toMatchObject({
      exitCode: 0,
      stdout: '',
    });
    expect((await txtyLogin.open(gateway.url, userName, key)).text).toBe(txtyLogin.emptyText);
  }
});
