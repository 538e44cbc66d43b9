import { beforeAll, describe, expect, test } from 'vitest';
import type { UsageCount } from '../../domain/usage.ts';
import { openTestStore, type TestStore } from './test-store.ts';

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

const DAY = '2026-07-01';
const NOON = new Date('2026-07-01T12:00:00.500Z');

function count(accountId: number, changes: Partial<UsageCount> = {}): UsageCount {
  const what = { dialect: 'txty', operation: 'view.user', client: 'shop/1' };
  return { accountId, day: DAY, ...what, calls: 1, refusals: 0, undeclared: 0, lastUsedAt: NOON, ...changes };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const named = (number: number) => `client ${String(number).padStart(2, '0')}`;

async function list(accountId: number) {
  const sums = await store.open.usage.listUsage({ accountId });
  return sums.map(({ userName: _, ...sum }) => sum);
}

const clientsOf = async (accountId: number) =>
  (await list(accountId)).map(({ client, calls }) => [client, calls]);

describe('counts of calls', () => {
  test('are added to those that are there, and summed over days, for each account by itself', async () => {
    const { usage } = store.open;
    const [{ accountId }, other] = [await store.addCaller(), await store.addCaller()];
    const later = new Date('2026-07-02T00:00:00.000Z');
    await usage.addUsage([count(accountId, { refusals: 1 }), count(other.accountId)]);
    await usage.addUsage([
      count(accountId, { calls: 3, undeclared: 2, lastUsedAt: new Date('2026-07-01T00:00:00.000Z') }),
      count(accountId, { day: '2026-07-02', lastUsedAt: later }),
      count(accountId, { dialect: 'filemail', operation: 'contacts.get' }),
    ]);
    const { day: _, ...sum } = count(accountId);
    expect(await list(accountId)).toEqual([
      { ...sum, dialect: 'filemail', operation: 'contacts.get' },
      { ...sum, calls: 5, refusals: 1, undeclared: 2, lastUsedAt: later },
    ]);
    expect(await list(other.accountId)).toEqual([{ ...sum, accountId: other.accountId }]);
  });

  test('are listed as far as they are asked for', async () => {
    const { usage } = store.open;
    const { accountId } = await store.addCaller();
    await usage.addUsage([
      count(accountId),
      count(accountId, { day: '2026-07-02', client: 'later' }),
      count(accountId, { dialect: 'filemail', client: 'filemail' }),
    ]);
    const clients = async (filter: Parameters<typeof usage.listUsage>[0]) =>
      (await usage.listUsage({ accountId, ...filter })).map(({ client }) => client);
    expect(await clients({ dialect: 'txty' })).toEqual(['later', 'shop/1']);
    expect(await clients({ sinceDay: '2026-07-02' })).toEqual(['later']);
    expect(await clients({ dialect: 'filemail', sinceDay: '2026-07-02' })).toEqual([]);
    expect((await usage.listUsage({})).map((sum) => sum.accountId)).toContain(accountId);
  });

  test('of an account that is gone are left out, and go with it', async () => {
    const { usage, directory } = store.open;
    const [gone, stays] = [await store.addCaller(), await store.addCaller()];
    await usage.addUsage([count(gone.accountId)]);
    await directory.removeAccount(gone.accountId);
    await usage.addUsage([count(gone.accountId), count(stays.accountId), count(999_999_999)]);
    expect(await list(gone.accountId)).toEqual([]);
    expect(await clientsOf(stays.accountId)).toEqual([['shop/1', 1]]);
  });

  test('keep whatever a client may call itself', async () => {
    const { accountId } = await store.addCaller();
    const client = `Jørgens "klient" \\ {1,2} ' ${'💚'.repeat(200)}`;
    await store.open.usage.addUsage([count(accountId, { client })]);
    expect(await clientsOf(accountId)).toEqual([[client, 1]]);
  });
});

describe('the clients of an account and day', () => {
  test('are told apart up to twenty; calls of the others are counted all the same', async () => {
    const { usage } = store.open;
    const [{ accountId }, other] = [await store.addCaller(), await store.addCaller()];
    const counts = range(0, 25).map((number) => count(accountId, { client: named(number) }));
    await usage.addUsage([...counts, count(other.accountId, { client: 'theirs' })]);
    const twenty = range(0, 20).map((number) => [named(number), 1]);
    expect(await clientsOf(accountId)).toEqual([['(other)', 5], ...twenty]);
    await usage.addUsage(counts);
    expect(await clientsOf(accountId)).toEqual([['(other)', 10], ...twenty.map(([name]) => [name, 2])]);
    expect(await clientsOf(other.accountId)).toEqual([['theirs', 1]]);
  });

  test('are told apart by all operations together, and anew on the next day', async () => {
    const { usage } = store.open;
    const { accountId } = await store.addCaller();
    await usage.addUsage(range(0, 18).map((number) => count(accountId, { client: named(number) })));
    await usage.addUsage([
      count(accountId, { client: '(none)' }),
      ...range(18, 25).map((number) =>
        count(accountId, { operation: 'view.contact', client: named(number) }),
      ),
      ...range(30, 50).map((number) => count(accountId, { day: '2026-07-02', client: named(number) })),
    ]);
    expect(await clientsOf(accountId)).toEqual([
      ['(other)', 5],
      [named(18), 1],
      [named(19), 1],
      ['(none)', 1],
      ...[...range(0, 18), ...range(30, 50)].map((number) => [named(number), 1]),
    ]);
  });
});

test('processes that count the same calls at once neither lose one nor wait for each other', async () => {
  const [second, third] = [await store.openAgain(), await store.openAgain()];
  const callers = await Promise.all(range(0, 10).map(() => store.addCaller()));
  const counts = callers.flatMap(({ accountId }) =>
    range(0, 10).map((number) => count(accountId, { client: named(number) })),
  );
  const all = [store.open, second, third];
  const rounds = range(0, 30).map((round) => {
    const open = all[round % all.length] ?? store.open;
    return open.usage.addUsage(round % 2 === 0 ? counts : [...counts].reverse());
  });
  await Promise.all(rounds);
  for (const { accountId } of callers)
    expect(await clientsOf(accountId)).toEqual(range(0, 10).map((number) => [named(number), 30]));
  await Promise.all([second.close(), third.close()]);
});
