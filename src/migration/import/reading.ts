import { setImmediate } from 'node:timers/promises';
import type { Source } from '../records.ts';
import { type PreparedRecord, prepareRecord } from './record.ts';

/** The next records, prepared; fewer than asked for, or none, at the end of the source. */
export type ReadBatch = () => Promise<readonly PreparedRecord[]>;

const AT_A_TIME = 16;

/**
 * Reads a source in batches, of which the next is prepared while the last is used. Rejects as the source does, once
 * all that came before has been returned.
 */
export function readInBatches(source: Source, size: number): ReadBatch {
  const records = source.read()[Symbol.asyncIterator]();
  let isOver = false;
  let failure: { readonly error: unknown } | undefined;
  const readNext = async () => {
    const batch: PreparedRecord[] = [];
    while (batch.length < size && !isOver) {
      const next = await records.next().catch((error: unknown) => {
        failure = { error };
        return undefined;
      });
      if (next === undefined || next.done === true) isOver = true;
      else batch.push(prepareRecord(next.value));
      // What the store has answered meanwhile goes first.
      if (batch.length % AT_A_TIME === 0) await setImmediate();
    }
    return batch;
  };
  let ahead = readNext();
  return async () => {
    const batch = await ahead;
    if (batch.length === 0 && failure !== undefined) throw failure.error;
    ahead = readNext();
    return batch;
  };
}
