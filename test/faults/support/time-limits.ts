import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How long a call may take whatever happens to the store, and how soon it is served again. */
export const LONGEST_MS = 2000;

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

/**
 * `LONGEST_MS` and what this process itself was held up at worst in this file, which it has measured along with
 * the answers: little, but where the machine has more to do than it can.
 */
export function longestMs(): number {
  return LONGEST_MS + delay.max / 1_000_000;
}
