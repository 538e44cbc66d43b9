import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { killGateways, startGatewayProcess } from '../load/gateway-process.ts';
import { addLoadBooks, type LoadBooks } from '../load/load-books.ts';
import { runBurst } from '../load/overload-run.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const BURST_SECONDS = 4;
/** A queue that two calls for each connection fill. */
const SMALL_QUEUE = 8;
const LEAST_SHARE_OF_PEAK = 0.5;
const REFUSED_WITHIN_MS = 100;
/** A queue that is never full refuses nobody, but those who waited too long. */
const STORE_TIMEOUT_MS = 1_800;

let database: TestDatabase;
let books: LoadBooks;

beforeAll(async () => {
  database = await createTestDatabase();
  const gateway = await startGatewayProcess({ DATABASE_URL: database.url });
  books = await addLoadBooks({ DATABASE_URL: database.url }, gateway.port);
  gateway.kill('SIGINT');
  await gateway.exited;
});

afterEach(killGateways);

afterAll(() => database.drop());

async function burst(settings: Readonly<Record<string, string>>) {
  const gateway = await startGatewayProcess({ DATABASE_URL: database.url, ...settings });
  try {
    return await runBurst({ port: gateway.port, next: books.mix.next, seconds: BURST_SECONDS });
  } finally {
    gateway.kill('SIGINT');
    expect(await gateway.exited).toBe(0);
  }
}

describe('twice as many calls as it can serve', () => {
  test('are served or refused whole and at once, where few may wait', async () => {
    const { peak, during, after } = await burst({ DIGLOT_MAX_QUEUE: String(SMALL_QUEUE) });
    expect(peak.tally.failures).toEqual([]);
    expect(during.tally.count('wrong', 'lost', 'unconnected')).toBe(0);
    expect(during.tally.count('busy')).toBeGreaterThan(0);
    expect(during.tally.durations('busy').quantile(0.5)).toBeLessThan(REFUSED_WITHIN_MS);
    expect(during.okPerSecond).toBeGreaterThan(LEAST_SHARE_OF_PEAK * peak.okPerSecond);
    expect(after.tally.failures).toEqual([]);
  }, 60_000);

  test('are served or refused whole within the time that a call may wait, where many may wait', async () => {
    const { peak, during, after } = await burst({});
    expect(peak.tally.failures).toEqual([]);
    expect(during.tally.count('wrong', 'lost', 'unconnected')).toBe(0);
    expect(during.tally.durations('ok').quantile(0.99)).toBeLessThan(2 * STORE_TIMEOUT_MS);
    expect(during.okPerSecond).toBeGreaterThan(LEAST_SHARE_OF_PEAK * peak.okPerSecond);
    expect(after.tally.failures).toEqual([]);
  }, 60_000);
});
