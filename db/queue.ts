import { DomainError } from '../domain/errors.ts';
import { isConflict, isNeverSent, RETRY_AFTER_SECONDS, translateFault } from './errors.ts';

const ATTEMPTS = 3;

export interface QueueLimits {
  /** Statements that may be under way or waiting at once. */
  readonly maxWaiting: number;
  /** How long one may take before its caller is told that the store is unavailable. */
  readonly timeoutMs: number;
}

/** The way by which statements go to a pool of connections: bounded in number and in time. */
export interface Queue {
  /**
   * Does the work, again where another statement got in its way. Rejects with `overloaded` at once where the
   * queue is full, with `store-unavailable` once the time is up, else with what `translateFault` makes of its
   * failure. Work whose time is up keeps its place until the store has answered: whether it was carried
   * out is unknown, and no more of it must pile up in front of a store that does not answer.
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** How many are under way or waiting. */
  waiting(): number;
  /** True where one more would be refused. */
  isFull(): boolean;
}

/** Makes the queue of one pool. */
export function createQueue({ maxWaiting, timeoutMs }: QueueLimits): Queue {
  let waiting = 0;
  const deadlines = createDeadlines(timeoutMs);
  return {
    waiting: () => waiting,
    isFull: () => waiting >= maxWaiting,
    run: (work) =>
      new Promise((resolve, reject) => {
        if (waiting >= maxWaiting) {
          reject(new DomainError('overloaded', { retryAfterSeconds: RETRY_AFTER_SECONDS }));
          return;
        }
        waiting += 1;
        const meetDeadline = deadlines.begin(() => {
          const detail = { retryAfterSeconds: RETRY_AFTER_SECONDS, reason: 'the store took too long' };
          reject(new DomainError('store-unavailable', detail));
        });
        tryWork(work).then(
          (value) => {
            waiting -= 1;
            meetDeadline();
            resolve(value);
          },
          (error: unknown) => {
            waiting -= 1;
            meetDeadline();
            reject(translateFault(error));
          },
        );
      }),
  };
}

async function tryWork<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !(isConflict(error) || isNeverSent(error))) throw error;
    }
  }
}

interface Deadline {
  readonly at: number;
  readonly miss: () => void;
}

/** Deadlines that all lie equally far ahead share one timer, set to the earliest: most of them are met. */
function createDeadlines(timeoutMs: number) {
  // In places that are taken again. A Set makes itself anew after every few entries, and each of its former
  // states would keep the next alive, with all that its entries lead to, until the old ones are collected.
  const places: (Deadline | undefined)[] = [];
  const free: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  const leave = (place: number) => {
    places[place] = undefined;
    free.push(place);
  };
  const watch = () => {
    const now = performance.now();
    let earliest = Number.POSITIVE_INFINITY;
    for (const [place, deadline] of places.entries()) {
      if (deadline === undefined) continue;
      if (deadline.at > now) earliest = Math.min(earliest, deadline.at);
      else {
        leave(place);
        deadline.miss();
      }
    }
    timer = earliest === Number.POSITIVE_INFINITY ? undefined : setTimeout(watch, earliest - now);
  };
  return {
    /** Calls `miss` once the time is up, unless the returned function is called before. */
    begin: (miss: () => void): (() => void) => {
      const deadline = { at: performance.now() + timeoutMs, miss };
      const place = free.pop() ?? places.length;
      places[place] = deadline;
      timer ??= setTimeout(watch, timeoutMs);
      return () => {
        if (places[place] !== deadline) return;
        leave(place);
        if (free.length < places.length) return;
        clearTimeout(timer);
        timer = undefined;
      };
    },
  };
}
