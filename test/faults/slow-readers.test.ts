import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient, parseDatabaseUrl } from '../../db/client.ts';
import { runClosedLoopFor } from '../load/closed-loop.ts';
import { type GatewayProcess, killGateways, startGatewayProcess } from '../load/gateway-process.ts';
import type { Histogram } from '../load/histogram.ts';
import { addLoadBooks, type LoadBooks } from '../load/load-books.ts';
import { addLongList, type LongList } from '../load/long-list.ts';
import { readMetric } from '../load/ops-metrics.ts';
import { readFigures } from '../load/process-figures.ts';
import { openSlowReader, type SlowReader } from '../load/slow-reader.ts';
import { createTally } from '../load/tally.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { waitUntil } from '../support/embedded-site.ts';

const CONTACTS = 100_000;
const FEWER_CONTACTS = 20_000;
const READERS = 200;
const SLOW_BYTES_PER_SECOND = 1_000;
/** Well above the least that a client must read. */
const STEADY_BYTES_PER_SECOND = 50_000;
/** A page each, and what the engine has not tidied up; a list held whole would be 60 MB for each of them. */
const MOST_GROWTH_BYTES = 500_000_000;
const MEASURED_SECONDS = 4;
/** A client that takes less than its share for a minute is cut soon after. */
const CUT_AFTER_MS = 62_000;

let database: TestDatabase;
let sql: Client;
let gateway: GatewayProcess;
let books: LoadBooks;
let list: LongList;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = createClient(parseDatabaseUrl(database.url), { connections: 1, statementTimeoutSeconds: 30 });
  gateway = await startGatewayProcess({ DATABASE_URL: database.url, OPS_PORT: '0' });
  books = await addLoadBooks({ DATABASE_URL: database.url }, gateway.port);
  list = await addLongList(database.url, gateway.port, CONTACTS);
}, 120_000);

afterAll(async () => {
  await killGateways();
  await sql.end();
  await database.drop();
});

function openReader(bytesPerSecond = SLOW_BYTES_PER_SECOND, { request } = list): SlowReader {
  return openSlowReader({ port: gateway.port, request, bytesPerSecond });
}

/** How long other calls take just now. */
async function measureOthers(): Promise<Histogram> {
  const tally = createTally();
  const load = { port: gateway.port, clients: 4, next: books.mix.next, note: tally.note };
  await runClosedLoopFor(MEASURED_SECONDS, load);
  expect(tally.failures).toEqual([]);
  return tally.durations('ok');
}

/** Waits until each reader has begun, and the gateway has sent as much as it can. */
async function waitForStandstill(readers: readonly SlowReader[]): Promise<void> {
  for (let still = 0, turns = 0; still < 20; turns += 1) {
    if (turns > 2_000) throw new Error('the gateway does not come to rest');
    const waiting = await readMetric(gateway.opsPort, 'diglot_store_waiting{queue="pages"}');
    still = waiting === 0 && readers.every((reader) => reader.received() > 0) ? still + 1 : 0;
    await sleep(20);
  }
}

/** The gateway's connections that have held a transaction or a snapshot for longer than a moment. */
async function listHolders(): Promise<readonly unknown[]> {
  return sql.unsafe(
    `select state, query, now() - coalesce(xact_start, query_start) as age from pg_stat_activity
     where application_name = 'diglot' and datname = current_database() and pid <> pg_backend_pid()
     and (state like 'idle in transaction%' or ((backend_xmin is not null or state = 'active')
       and now() - coalesce(xact_start, query_start) > interval '300 ms'))`,
  );
}

describe('clients that read a list of 100,000 contacts at 1 kB/s', () => {
  test('do not slow others down, hold nothing in the store, and cost little memory', async () => {
    await measureOthers();
    const before = await measureOthers();
    const { rssBytes } = await readFigures(gateway.pid, undefined);
    const readers = Array.from({ length: READERS }, () => openReader());
    await waitForStandstill(readers);
    const during = await measureOthers();
    for (let look = 0; look < 20; look += 1) {
      expect(await listHolders()).toEqual([]);
      await sleep(50);
    }
    const grownBytes = (await readFigures(gateway.pid, undefined)).rssBytes - rssBytes;
    const cuts = gateway.cuts();
    for (const reader of readers) reader.leave();

    expect(during.quantile(0.5)).toBeLessThan(2 * before.quantile(0.5) + 5);
    expect(during.quantile(0.99)).toBeLessThan(3 * before.quantile(0.99) + 50);
    expect(grownBytes).toBeLessThan(MOST_GROWTH_BYTES);
    // They were all still there.
    await waitUntil(() => gateway.cuts() - cuts === READERS);
  }, 90_000);

  test('may go away in the middle', async () => {
    const cuts = gateway.cuts();
    const reader = openReader();
    await waitForStandstill([reader]);
    reader.leave();
    await waitUntil(() => gateway.cuts() > cuts);
    expect(await listHolders()).toEqual([]);
  });

  test('get the whole of it once they hurry', async () => {
    const reader = openReader();
    await waitForStandstill([reader]);
    reader.hurry();
    const { reply } = await reader.ended;
    expect(reply?.status).toBe(200);
    expect(list.isWhole(reply?.body ?? Buffer.alloc(0))).toBe(true);
  });

  test('all get the whole of it when they read at once', async () => {
    const other = await addLongList(database.url, gateway.port, FEWER_CONTACTS);
    const readers = Array.from({ length: 20 }, () => openReader(Number.MAX_SAFE_INTEGER, other));
    for (const reader of readers) {
      const { reply, tail } = await reader.ended;
      expect(reply === undefined ? `cut behind ${tail}` : other.isWhole(reply.body)).toBe(true);
    }
  }, 60_000);
});

test('a client that does not read for a minute is cut, and one that reads slowly but steadily is not', async () => {
  const cuts = gateway.cuts();
  const stalled = openReader(1);
  const steady = openReader(STEADY_BYTES_PER_SECOND);
  await sleep(CUT_AFTER_MS);
  await waitUntil(() => gateway.cuts() > cuts);
  expect(gateway.cuts()).toBe(cuts + 1);
  stalled.hurry();
  steady.hurry();
  const { reply, tail } = await stalled.ended;
  expect(reply).toBeUndefined();
  expect(tail.endsWith('0\r\n\r\n')).toBe(false);
  expect(list.isWhole((await steady.ended).reply?.body ?? Buffer.alloc(0))).toBe(true);
}, 120_000);

describe('a list that fails half-way', () => {
  test('is never ended as if it were whole when its caller’s key is revoked', async () => {
    const other = await addLongList(database.url, gateway.port, FEWER_CONTACTS);
    const reader = openReader(SLOW_BYTES_PER_SECOND, other);
    await waitForStandstill([reader]);
    await sql.unsafe(
      'delete from credential using account where account_id = account.id and user_name = $1',
      [other.userName],
    );
    reader.hurry();
    const { reply, tail } = await reader.ended;
    expect(reply).toBeUndefined();
    expect(tail.endsWith('0\r\n\r\n')).toBe(false);
  }, 60_000);

  test('is whole or cut, and nothing between, when its connections to Postgres are terminated', async () => {
    const readers = [openReader(), openReader()];
    await waitForStandstill(readers);
    for (const reader of readers) reader.hurry();
    for (let round = 0; round < 10; round += 1) {
      await sql.unsafe(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'diglot' and datname = current_database() and pid <> pg_backend_pid()`,
      );
      await sleep(20);
    }
    for (const reader of readers) {
      const { reply, tail } = await reader.ended;
      if (reply === undefined) expect(tail.endsWith('0\r\n\r\n')).toBe(false);
      else expect(list.isWhole(reply.body)).toBe(true);
    }
  }, 60_000);

  test('is told in the log as a line of JSON, like everything else', () => {
    for (const complaint of gateway.complaints()) expect(() => JSON.parse(complaint)).not.toThrow();
  });
});
