import { createHash } from 'node:crypto';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { LoginGuard } from '../domain/store.ts';
import type { Client } from './client.ts';
import { renewStale, withoutGaps } from './driver-faults.ts';
import type { Queue } from './queue.ts';

const WINDOW_SECONDS = 15 * 60;
// Behind one address there may be many users, each with a typing error of their own.
const FAILURES_PER_ADDRESS = 10;

/**
 * Counts failed logins in the store, so that all processes share them: `maxFailures` for a user from one
 * address and ten times as many for an address, in a quarter of an hour.
 */
export function createLoginGuard(client: Client, queue: Queue, maxFailures: number): LoginGuard {
  const byUser = createLimiter(client, 'user', maxFailures);
  const byAddress = createLimiter(client, 'address', maxFailures * FAILURES_PER_ADDRESS);
  return {
    findDelaySeconds: (user, address) =>
      queue.run(async () => {
        const delays = await Promise.all([
          findDelay(byUser, userKey(user, address), maxFailures),
          findDelay(byAddress, addressKey(address), maxFailures * FAILURES_PER_ADDRESS),
        ]);
        const longest = Math.max(...delays);
        return longest > 0 ? Math.ceil(longest / 1000) : undefined;
      }),
    noteFailure: (user, address) =>
      queue.run(async () => {
        await Promise.all([byUser.penalty(userKey(user, address)), byAddress.penalty(addressKey(address))]);
      }),
    noteSuccess: (user, address) =>
      queue.run(async () => {
        await byUser.delete(userKey(user, address));
      }),
  };
}

function createLimiter(client: Client, keyPrefix: string, points: number): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: asPool(client),
    storeType: 'pool',
    tableName: 'login_failure',
    tableCreated: true,
    keyPrefix,
    points,
    duration: WINDOW_SECONDS,
  });
}

/** What the limiter wants of a pool, on our driver. */
function asPool(client: Client) {
  const send = renewStale((text: string, values: unknown[]) =>
    client.unsafe(text, values as never[], { prepare: true }),
  );
  return {
    query: async ({ text, values }: { text: string; values: unknown[] }) => {
      const rows = await send(text, values);
      return { rows: withoutGaps(rows), rowCount: rows.count };
    },
  };
}

async function findDelay(limiter: RateLimiterPostgres, key: string, points: number): Promise<number> {
  const state = await limiter.get(key);
  return state !== null && state.consumedPoints >= points ? state.msBeforeNext : 0;
}

/** Hashed, so that a name of any length fits and none can be read from the table. */
function userKey(user: string, address: string): string {
  return createHash('sha256')
    .update(JSON.stringify([user, address]))
    .digest('base64url');
}

function addressKey(address: string): string {
  return createHash('sha256').update(address).digest('base64url');
}
