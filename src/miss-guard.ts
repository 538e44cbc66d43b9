import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { MissGuard } from '../dialects/kernel/kernel-options.ts';

const WINDOW_SECONDS = 60;

/**
 * Counts wrong tokens and keys of each address, in this process: a random secret can't be guessed, so this
 * keeps a client that has gone astray off the store's back, and needs no count that all processes share.
 */
export function createMissGuard(maxMisses: number): MissGuard {
  const limiter = new RateLimiterMemory({ points: maxMisses, duration: WINDOW_SECONDS });
  return {
    noteMiss: async (address) => {
      const { consumedPoints, msBeforeNext } = await limiter.penalty(address);
      return consumedPoints > maxMisses ? Math.max(1, Math.ceil(msBeforeNext / 1000)) : undefined;
    },
  };
}
