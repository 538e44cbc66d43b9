import { DomainError } from './errors.ts';

const RETRY_AFTER_SECONDS = 2;

/** Does work of which only so much is done at a time. Rejects with `overloaded` where it can't wait its turn. */
export type RunInTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** At most `atOnce` at a time; `mayWait` more wait, in the order in which they came. */
export function createTurns(atOnce: number, mayWait: number): RunInTurn {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < atOnce) running += 1;
    else if (waiting.length < mayWait) await new Promise<void>((resolve) => waiting.push(resolve));
    else throw overloaded();
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

/**
 * Turns of which no two with the same key are taken at once, whatever the others do. Who has waited for longer than
 * `patienceMs` when the turn comes is refused instead.
 */
export function createKeyedTurns(
  atOnce: number,
  mayWait: number,
  patienceMs: number,
): <T>(key: number, work: () => Promise<T>) => Promise<T> {
  const runInTurn = createTurns(atOnce, Number.POSITIVE_INFINITY);
  const latest = new Map<number, Promise<unknown>>();
  let here = 0;
  return async (key, work) => {
    if (here >= atOnce + mayWait) throw overloaded();
    here += 1;
    const deadline = performance.now() + patienceMs;
    const begin = () =>
      runInTurn(() => {
        if (performance.now() > deadline) throw overloaded();
        return work();
      });
    const own = (latest.get(key) ?? Promise.resolve()).then(begin, begin);
    latest.set(key, own);
    try {
      return await own;
    } finally {
      here -= 1;
      if (latest.get(key) === own) latest.delete(key);
    }
  };
}

function overloaded(): DomainError {
  return new DomainError('overloaded', { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
