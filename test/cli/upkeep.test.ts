import { type Logger, pino } from 'pino';
import { expect, test } from 'vitest';
import { openStore } from '../../db/connect.ts';
import { startUpkeep } from '../../src/upkeep.ts';
import { createTestDatabase } from '../support/database.ts';
import { testStoreOptions } from '../support/store-options.ts';

function createListeningLogger(): { log: Logger; readLines(): unknown[] } {
  const lines: string[] = [];
  const log = pino({}, { write: (line) => void lines.push(line) });
  return { log, readLines: () => lines.map((line) => JSON.parse(line)) };
}

test('the purge removes expired tokens at the start and leaves the living and the keys', async () => {
  const database = await createTestDatabase();
  const options = { ...testStoreOptions, databaseUrl: database.url };
  // A token that lives for less than no time has expired when it is made.
  const stale = await openStore({ ...options, tokenTtlSeconds: -1 });
  const open = await openStore(options);
  try {
    const draft = { userName: 'jane', email: 'jane@example.com', passwordHash: null, answers: null };
    const { id } = await open.directory.addAccount({ ...draft, region: 'DK' });
    await stale.store.addCredential(id, 'token', 'expired-token', null);
    await open.store.addCredential(id, 'token', 'living-token', null);
    await open.store.addCredential(id, 'key', 'key-of-jane', null);
    const { log, readLines } = createListeningLogger();
    await startUpkeep(open, log).stop();
    expect(readLines()).toMatchObject([{ purged: 1, msg: 'removed expired tokens' }]);
    expect(await open.directory.purgeExpired()).toBe(0);
    expect(await open.directory.listCredentials(id, 'token')).toHaveLength(1);
    expect(await open.directory.listCredentials(id, 'key')).toHaveLength(1);
  } finally {
    await Promise.all([stale.close(), open.close()]);
    await database.drop();
  }
});

test('counts of calls are kept for 400 days', async () => {
  const database = await createTestDatabase();
  const open = await openStore({ ...testStoreOptions, databaseUrl: database.url });
  try {
    const draft = { userName: 'jane', email: 'jane@example.com', passwordHash: null, answers: null };
    const { id: accountId } = await open.directory.addAccount({ ...draft, region: 'DK' });
    const counts = [399, 401].map((days) => {
      const lastUsedAt = new Date(Date.now() - days * 24 * 3_600_000);
      const day = lastUsedAt.toISOString().slice(0, 10);
      const what = { dialect: 'txty', operation: 'view.user', client: `of ${days} days ago` };
      return { accountId, day, ...what, calls: 1, refusals: 0, undeclared: 0, lastUsedAt };
    });
    await open.usage.addUsage(counts);
    await startUpkeep(open, createListeningLogger().log).stop();
    expect((await open.usage.listUsage({})).map(({ client }) => client)).toEqual(['of 399 days ago']);
  } finally {
    await open.close();
    await database.drop();
  }
});

test('the purge logs a failure of the store and goes on', async () => {
  const { log, readLines } = createListeningLogger();
  const fail = () => Promise.reject(new Error('no store'));
  const directory = { purgeExpired: fail, reopenFull: () => Promise.resolve() };
  const work = { directory, usage: { removeUsageBefore: fail }, refreshStatistics: () => Promise.resolve() };
  await startUpkeep(work, log).stop();
  const line = { level: 40, err: { message: 'no store' } };
  expect(readLines()).toMatchObject([
    { ...line, msg: 'expired tokens could not be removed' },
    { ...line, msg: 'old counts of calls could not be removed' },
  ]);
});
