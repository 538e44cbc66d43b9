import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { CommandError, EXIT } from '../cli/exit.ts';
import type { Logger } from '../logging.ts';
import { giveOrder, onReport } from './messages.ts';

/** The workers of a primary. */
export interface Crew {
  /** True where all of them serve. */
  isWhole(): boolean;
  /** Has them say that they are not ready, but serve on for so long. From now on none is started again. */
  drain(seconds: number): void;
  /** Lets all of them finish, and resolves when they have ended. */
  close(): Promise<void>;
}

export interface CrewOptions {
  readonly size: number;
  readonly log: Logger;
  /** Told of each worker that serves. */
  readonly onUp: (worker: Worker) => void;
  /** Told of each worker that has ended. */
  readonly onEnded: (worker: Worker) => void;
}

/** From one start to the next: a worker that dies at once may do nothing else. */
const SOONEST_RESTART_MS = 1000;
/** Longer than a worker may take to end in good order. */
const CLOSE_PATIENCE_MS = 20_000;

/**
 * Starts the workers and keeps them up. Resolves when all of them serve; rejects with a `CommandError` where one
 * ends before, having said why on standard error.
 */
export async function startCrew({ size, log, onUp, onEnded }: CrewOptions): Promise<Crew> {
  const all = new Set<Worker>();
  const up = new Set<Worker>();
  let stopping = false;

  const start = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      const worker = cluster.fork();
      all.add(worker);
      onReport(worker, 'up', () => {
        // It was not told to drain.
        if (stopping) return;
        up.add(worker);
        onUp(worker);
        resolve();
      });
      const end = (exitCode: number | null, signal: string | null) => {
        all.delete(worker);
        up.delete(worker);
        onEnded(worker);
        reject(explainEnd(exitCode));
        const line = { worker: worker.id, pid: worker.process.pid, exitCode, signal };
        if (!stopping || exitCode !== 0) log.error(line, 'a worker ended');
        if (!stopping) setTimeout(startAgain, Math.max(0, began + SOONEST_RESTART_MS - performance.now()));
      };
      worker.once('exit', end);
      worker.on('error', () => {
        // Where no process could be made there is no exit. All else is about messages that nobody hears.
        if (worker.process.pid === undefined) end(null, null);
      });
    });
  const startAgain = () => {
    // Where it ends too soon, it has said so.
    if (!stopping) start().catch(() => {});
  };
  const close = async () => {
    stopping = true;
    const ended = [...all].map((worker) => once(worker, 'exit'));
    for (const worker of all) giveOrder(worker, { kind: 'close' });
    const timer = setTimeout(() => {
      for (const worker of all) worker.process.kill('SIGKILL');
    }, CLOSE_PATIENCE_MS);
    await Promise.all(ended);
    clearTimeout(timer);
  };

  try {
    await Promise.all(Array.from({ length: size }, start));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    isWhole: () => up.size === size,
    drain: (seconds) => {
      stopping = true;
      for (const worker of all) giveOrder(worker, { kind: 'drain', seconds });
    },
    close,
  };
}

function explainEnd(exitCode: number | null): CommandError {
  const reason = Object.values(EXIT).find((code) => code === exitCode && code !== EXIT.done);
  return new CommandError(reason ?? EXIT.fault, 'A worker ended before it could serve.');
}
