import { RateLimiterCluster, RateLimiterClusterMaster, RateLimiterMemory } from 'rate-limiter-flexible';
import type { MissGuard } from '../dialects/kernel/kernel-options.ts';

const WINDOW_SECONDS = 60;
const PATIENCE_MS = 1000;

/**
 * Counts wrong tokens and keys of each address, in this process: a random secret can't be guessed, so this
 * keeps a client that has gone astray off the store's back, and needs no count that all processes share.
 */
export function createMissGuard(maxMisses: number): MissGuard {
  return guardBy(new RateLimiterMemory({ points: maxMisses, duration: WINDOW_SECONDS }), maxMisses);
}

/** Counts them in the primary, for all of its workers. One that does not answer in a second lets the miss pass. */
export function createSharedMissGuard(maxMisses: number): MissGuard {
  const guard = guardBy(
    new RateLimiterCluster({
      points: maxMisses,
      duration: WINDOW_SECONDS,
      keyPrefix: 'misses',
      timeoutMs: PATIENCE_MS,
    }),
    maxMisses,
  );
  return { noteMiss: (address) => guard.noteMiss(address).catch(() => undefined) };
}

/** Keeps the counts of the workers of this process. */
export function keepSharedMisses(): void {
  new RateLimiterClusterMaster();
}

function guardBy(limiter: Pick<RateLimiterMemory, 'penalty'>, maxMisses: number): MissGuard {
  return {
    noteMiss: async (address) => {
      const { consumedPoints, msBeforeNext } = await limiter.penalty(address);
      return consumedPoints > maxMisses ? Math.max(1, Math.ceil(msBeforeNext / 1000)) : undefined;
    },
  };
}
