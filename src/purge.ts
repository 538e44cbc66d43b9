import type { Directory } from '../domain/store.ts';
import type { Logger } from './logging.ts';

const HOUR_MS = 3_600_000;

type Upkeep = Pick<Directory, 'purgeExpired' | 'reopenFull'>;

/** A running purge of expired tokens. */
export interface Purging {
  /** Ends it; resolves when no purge is under way any more. */
  stop(): Promise<void>;
}

/**
 * Removes expired tokens now and every hour. A purge that fails is logged and tried again an hour later:
 * an expired token is refused whether it is removed or not. The timer keeps no process alive.
 */
export function startPurging(directory: Upkeep, log: Logger): Purging {
  let running = purge(directory, log);
  const timer = setInterval(() => {
    // One after the other, where one takes longer than an hour.
    running = running.then(() => purge(directory, log));
  }, HOUR_MS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}

async function purge(directory: Upkeep, log: Logger): Promise<void> {
  try {
    const purged = await directory.purgeExpired();
    if (purged > 0) log.info({ purged }, 'removed expired tokens');
    await directory.reopenFull();
  } catch (err) {
    log.warn({ err }, 'expired tokens could not be removed');
  }
}
