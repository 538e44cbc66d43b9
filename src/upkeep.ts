import type { OpenStore } from '../db/connect.ts';
import type { Directory } from '../domain/store.ts';
import type { UsageStore } from '../domain/usage.ts';
import type { Logger } from './logging.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const USAGE_DAYS = 400;
const GROWTH_CHECK_MS = 5000;

/** What the store wants done now and then. */
export interface UpkeepWork extends Pick<OpenStore, 'refreshStatistics'> {
  readonly directory: Pick<Directory, 'purgeExpired' | 'reopenFull'>;
  readonly usage: Pick<UsageStore, 'removeUsageBefore'>;
}

/** Work that is done again and again. */
export interface Upkeep {
  /** Ends it; resolves when none is under way any more. */
  stop(): Promise<void>;
}

/**
 * Removes expired tokens now and every hour and counts of calls that are 400 days old every day, and looks every five
 * seconds whether tables have grown. What fails is logged and tried again the next time: an expired token is refused
 * whether it is removed or not. No timer keeps a process alive.
 */
export function startUpkeep({ directory, usage, refreshStatistics }: UpkeepWork, log: Logger): Upkeep {
  const tasks = [
    repeat(HOUR_MS, () => purge(directory, log)),
    repeat(DAY_MS, () => forgetUsage(usage, log)),
    // Where the store can't be asked, whoever needs more of it will say so.
    repeat(GROWTH_CHECK_MS, () => refreshStatistics().catch(() => undefined)),
  ];
  return {
    stop: async () => {
      await Promise.all(tasks.map((stop) => stop()));
    },
  };
}

/** Does the work now and from then on, one after the other; ended by the function that it returns. */
function repeat(everyMs: number, work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  const start = () => {
    running ??= work().finally(() => {
      running = undefined;
    });
  };
  start();
  const timer = setInterval(start, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

async function purge(directory: UpkeepWork['directory'], log: Logger): Promise<void> {
  try {
    const purged = await directory.purgeExpired();
    if (purged > 0) log.info({ purged }, 'removed expired tokens');
    await directory.reopenFull();
  } catch (err) {
    log.warn({ err }, 'expired tokens could not be removed');
  }
}

async function forgetUsage(usage: UpkeepWork['usage'], log: Logger): Promise<void> {
  try {
    const oldest = new Date(Date.now() - USAGE_DAYS * DAY_MS);
    await usage.removeUsageBefore(oldest.toISOString().slice(0, 'YYYY-MM-DD'.length));
  } catch (err) {
    log.warn({ err }, 'old counts of calls could not be removed');
  }
}
