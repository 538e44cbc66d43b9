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
        const timer = setTimeout(() => {
          const detail = { retryAfterSeconds: RETRY_AFTER_SECONDS, reason: 'the store took too long' };
          reject(new DomainError('store-unavailable', detail));
        }, timeoutMs);
        const leave = () => {
          waiting -= 1;
          clearTimeout(timer);
        };
        tryWork(work).then(
          (value) => {
            leave();
            resolve(value);
          },
          (error: unknown) => {
            leave();
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
