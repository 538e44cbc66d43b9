import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Client } from '../../db/client.ts';
import type { TestAccount } from '../support/account.ts';
import type { Reply } from '../support/client.ts';
import { atEndOfFile } from '../support/end-of-file.ts';
import { errorText as filemailError } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { lockContacts } from '../support/lock-contacts.ts';
import { errorText as txtyError } from '../support/txty-wire.ts';
import { connect } from './test-store.ts';

const STORE_TIMEOUT_MS = 500;
const MAX_QUEUE = 4;
const PATIENTLY = { timeout: 10_000 };
const INTERRUPTED = filemailError('ServiceInterruption', 'The service is interrupted, try again later');
const BUSY = filemailError('ServiceInterruption', 'The service is busy, try again later');
const UNAVAILABLE = txtyError('SERVICE_UNAVAILABLE');

let gateway: TestGateway;
let sql: Client;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway({ store: { storeTimeoutMs: STORE_TIMEOUT_MS, maxQueue: MAX_QUEUE } });
  sql = connect(gateway.databaseUrl);
  atEndOfFile(() => sql.end());
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

async function timed(work: Promise<Reply>): Promise<{ readonly reply: Reply; readonly ms: number }> {
  const begun = performance.now();
  const reply = await work;
  return { reply, ms: performance.now() - begun };
}

function expectRefused({ status, text, headers }: Reply, expected: string): void {
  expect({ status, text }).toEqual({ status: 503, text: expected });
  expect(headers.get('retry-after')).toBe('2');
}

/** As many calls as may wait, of both dialects, each with the answer that tells that it took too long. */
const callsThatWait = () =>
  [
    [account.filemail('contacts/get'), INTERRUPTED],
    [account.filemail('contacts/add', { name: 'Ann', email: 'ann@example.com' }), INTERRUPTED],
    [account.txty('view/contacts'), UNAVAILABLE],
    [account.txty('contact/create', { fullname: 'Bo' }), UNAVAILABLE],
  ] as const;

describe('calls whose statements are stuck behind a lock', () => {
  test('are told so in time, those that come on top of them at once, and all is well when it goes', async () => {
    const unlock = await lockContacts(sql);
    try {
      const waiting = callsThatWait().map(async ([call, expected]) => ({ ...(await timed(call)), expected }));
      await expect.poll(() => gateway.open.waiting().calls, PATIENTLY).toBe(MAX_QUEUE);
      const onTop = [account.filemail('contacts/group/get'), account.txty('view/groups')] as const;
      const [filemail, txty] = await Promise.all([timed(onTop[0]), timed(onTop[1])]);
      expectRefused(filemail.reply, BUSY);
      expectRefused(txty.reply, UNAVAILABLE);
      expect(Math.max(filemail.ms, txty.ms)).toBeLessThan(STORE_TIMEOUT_MS);
      for (const { reply, ms, expected } of await Promise.all(waiting)) {
        expectRefused(reply, expected);
        expect(ms).toBeGreaterThanOrEqual(STORE_TIMEOUT_MS - 1);
        expect(ms).toBeLessThan(3 * STORE_TIMEOUT_MS);
      }
      // The store still has their statements: no more of them may pile up there.
      expect(gateway.open.waiting().calls).toBe(MAX_QUEUE);
      expectRefused(await account.filemail('contacts/get'), BUSY);
    } finally {
      await unlock();
    }
    await expect.poll(() => gateway.open.waiting().calls, PATIENTLY).toBe(0);
    const { json, status } = await account.txty('view/contacts');
    expect(status).toBe(200);
    // Whether they were carried out was unknown; here they were, and once.
    expect(
      Object(json)
        .contacts.map((contact: unknown) => Object(contact).fullname)
        .toSorted(),
    ).toEqual(['Ann', 'Bo']);
    expect((await account.filemail('contacts/get')).status).toBe(200);
    expect(await gateway.open.isReady()).toBe(true);
    const reasons = gateway.log.filter((line) => line.status === 503).map(({ reason }) => reason);
    expect(new Set(reasons)).toEqual(new Set(['store-unavailable: the store took too long', 'overloaded']));
  });

  test('that end in time are answered as ever', async () => {
    const unlock = await lockContacts(sql);
    const waiting = account.txty('contact/create', { fullname: 'Bo' });
    await expect.poll(() => gateway.open.waiting().calls, PATIENTLY).toBe(1);
    await unlock();
    expect((await waiting).json).toMatchObject({ status: 'success', contact: { fullname: 'Bo' } });
  });

  test('leave the gateway alive and not ready meanwhile', async () => {
    const unlock = await lockContacts(sql);
    try {
      await Promise.all(callsThatWait().map(([call]) => call));
      expect((await fetch(`${gateway.url}/livez`)).status).toBe(200);
      const ready = await fetch(`${gateway.url}/readyz`);
      expect([ready.status, await ready.text()]).toEqual([503, 'not ready\n']);
    } finally {
      await unlock();
    }
    await expect.poll(async () => (await fetch(`${gateway.url}/readyz`)).status, PATIENTLY).toBe(200);
  });
});
