import { setTimeout as wait } from 'node:timers/promises';
import { SourceError } from '../records.ts';
import { VendorTrouble } from './http.ts';

/** How long a vendor is waited for, and how often it is asked again. */
export interface VendorPatience {
  readonly attempts: number;
  readonly firstDelayMs: number;
  /** The longest that a vendor's own `Retry-After` is heeded for. */
  readonly longestDelayMs: number;
  /** The longest that the next bytes of an answer may take. */
  readonly silenceMs: number;
}

export const PATIENCE: VendorPatience = {
  attempts: 6,
  firstDelayMs: 200,
  longestDelayMs: 60_000,
  // A long list may take a vendor a while to begin with.
  silenceMs: 120_000,
};

/**
 * Does a piece of work again where it met with trouble that may pass, after waits that double. `what` names the
 * work. Rejects with a `SourceError` where the trouble does not pass, or with what else the work rejects with.
 */
export async function retried<T>(
  what: string,
  patience: VendorPatience,
  onNote: (message: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof VendorTrouble)) throw error;
      const times = attempt === 1 ? '' : ` It was tried ${attempt} times.`;
      if (!error.passes || attempt >= patience.attempts) {
        throw new SourceError(`${what} ${error.message}.${times}`);
      }
      onNote(`${what} ${error.message}: trying again (${attempt + 1} of ${patience.attempts}).`);
      await wait(delayMs(attempt, error, patience));
    }
  }
}

function delayMs(
  attempt: number,
  { retryAfterSeconds = 0 }: VendorTrouble,
  patience: VendorPatience,
): number {
  // Spread, so that several programs which failed together do not come back together.
  const ownMs = patience.firstDelayMs * 2 ** (attempt - 1) * (0.5 + Math.random());
  return Math.min(Math.max(ownMs, retryAfterSeconds * 1000), patience.longestDelayMs);
}

/** Makes a brake: it resolves once so many more entries may be taken. */
export function createPace(ratePerSecond: number | undefined): (entries: number) => Promise<void> {
  let freeAtMs = 0;
  return async (entries) => {
    if (ratePerSecond === undefined) return;
    const nowMs = performance.now();
    freeAtMs = Math.max(freeAtMs, nowMs) + (entries * 1000) / ratePerSecond;
    // Timers are no finer than that.
    if (freeAtMs - nowMs > TIMER_MS) await wait(freeAtMs - nowMs);
  };
}

const TIMER_MS = 5;
