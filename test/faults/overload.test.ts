import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { killGateways, startGatewayProcess } from '../load/gateway-process.ts';
import { addLoadBooks, type LoadBooks } from '../load/load-books.ts';
import { PEAK_CLIENTS, runBurst } from '../load/overload-run.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const BURST_SECONDS = 4;
/** Far below what is to be had: the machine may do other work beside. test/load/overload.ts tells the figures. */
const LEAST_SHARE_OF_PEAK = 0.3;
const REFUSED_WITHIN_MS = 100;
/** Some times what a call may wait for the store, since it waits for the processor too. */
const ANSWERED_WITHIN_MS = 8_000;

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
    const { peak, during, after } = await burst({ DIGLOT_MAX_QUEUE: String(PEAK_CLIENTS) });
    expect(peak.tally.failures).toEqual([]);
    expect(during.tally.count('wrong', 'lost', 'unconnected')).toBe(0);
    expect(during.tally.count('busy')).toBeGreaterThan(0);
    expect(during.tally.durations('busy').quantile(0.5)).toBeLessThan(REFUSED_WITHIN_MS);
    expect(during.okPerSecond).toBeGreaterThan(LEAST_SHARE_OF_PEAK * peak.okPerSecond);
    expect(after.tally.failures).toEqual([]);
  }, 60_000);

  test('are served or refused whole, where many may wait', async () => {
    const { peak, during, after } = await burst({});
    expect(peak.tally.failures).toEqual([]);
    expect(during.tally.count('wrong', 'lost', 'unconnected')).toBe(0);
    expect(during.tally.durations('ok').quantile(0.99)).toBeLessThan(ANSWERED_WITHIN_MS);
    expect(after.tally.failures).toEqual([]);
  }, 60_000);
});
