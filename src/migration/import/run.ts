import { setTimeout } from 'node:timers/promises';
import { DomainError } from '../../../domain/errors.ts';
import type { ImportBook } from '../../../domain/import.ts';
import { type Source, SourceError } from '../records.ts';
import { importBatch } from './batch.ts';
import type { MatchField } from './match.ts';
import type { Verdict } from './plan.ts';
import { readInBatches } from './reading.ts';
import { numbersBroughtBy, type PreparedRecord } from './record.ts';
import { findRepeated, type Repeated } from './repeated.ts';
import { createTally, type ImportEnd, type ImportReport, type Tally } from './report.ts';
import { createStop, STOPPED, type Stop } from './stop.ts';

/** What the person who imports has chosen. */
export interface ImportOptions {
  readonly match: readonly MatchField[];
  readonly revive: boolean;
  readonly dryRun: boolean;
  /** The import ends where more are rejected: a number of them, or a share of all. */
  readonly maxErrors?: { readonly count: number } | { readonly percent: number };
  /** The most contacts that are written in a second. */
  readonly ratePerSecond?: number;
}

/** What the import tells, and what it is told, while it is under way. */
export interface ImportWatch {
  /** Told what became of each batch, once it is written. */
  onBatch(verdicts: readonly Verdict[], report: ImportReport): Promise<void>;
  /** Resolves when the import is to end before its time. */
  readonly stopped: Promise<unknown>;
}

/** Where nobody is matched it is of no weight. */
const NOTHING: Repeated = { isValueRepeated: () => false, isNameRepeated: () => false };

const BATCH_SIZE = 1000;
// The book is searched through for each batch, which takes as long for many records as for few.
const MATCH_BATCH_SIZE = 3000;
const BATCHES_PER_SECOND = 10;
const RETRY_DELAYS_MS = [200, 500, 1000, 2000, 4000];
const ENOUGH_FOR_A_SHARE = 100;

/**
 * Imports a source into an account's book. Resolves to a report also where the import ends early, with what was
 * done by then. Rejects where the program is at fault.
 */
export async function runImport(
  book: ImportBook,
  source: Source,
  options: ImportOptions,
  watch: ImportWatch,
): Promise<ImportReport> {
  const tally = createTally(source, options.dryRun);
  try {
    return tally.report(await importAll(book, source, options, watch, tally));
  } catch (error) {
    if (error instanceof SourceError) return tally.report({ is: 'source-failed', reason: error.message });
    if (error instanceof DomainError && error.code === 'store-unavailable')
      return tally.report({ is: 'store-unavailable' });
    throw error;
  }
}

async function importAll(
  book: ImportBook,
  source: Source,
  options: ImportOptions,
  watch: ImportWatch,
  tally: Tally,
): Promise<ImportEnd> {
  const stop = createStop(watch.stopped);
  const repeated =
    options.match.length === 0 ? NOTHING : await stop.during(findRepeated(source, options.match));
  if (repeated === STOPPED) return { is: 'stopped' };
  const readBatch = readInBatches(source, batchSizeOf(options));
  const pace = createPace(options.ratePerSecond);
  let room = await book.countRoom();
  for (;;) {
    const batch = await stop.during(readBatch());
    if (batch === STOPPED) return { is: 'stopped' };
    if (batch.length === 0) break;
    const outcome = await withPatience(async () => {
      await reserveNumbers(book, batch);
      return book.inBatch((inBatch) => importBatch(inBatch, batch, { ...options, repeated, room }));
    }, stop);
    tally.add(
      batch.map(({ record }) => record),
      outcome,
    );
    const { verdicts } = outcome;
    const added = verdicts.filter(
      ({ record, outcome }) => record.kind === 'contact' && outcome === 'created',
    );
    room -= added.length;
    if (added.length > 0 && room <= 0) await book.noteFilled();
    await watch.onBatch(verdicts, tally.report({ is: 'done' }));
    if (isTooMany(tally, options.maxErrors, ENOUGH_FOR_A_SHARE)) return { is: 'too-many-rejected' };
    await stop.during(pace(tally.contacts()));
  }
  return { is: isTooMany(tally, options.maxErrors, 1) ? 'too-many-rejected' : 'done' };
}

async function reserveNumbers(book: ImportBook, batch: readonly PreparedRecord[]): Promise<void> {
  for (const kind of ['group', 'contact'] as const) {
    const ofKind = batch.filter(({ record }) => record.kind === kind);
    await book.reserveNumbers(kind, ofKind.flatMap(numbersBroughtBy));
  }
}

/** A store that goes away may come back. What was written before it went is found unchanged. */
async function withPatience<T>(work: () => Promise<T>, stop: Stop): Promise<T> {
  for (const delayMs of RETRY_DELAYS_MS) {
    try {
      return await work();
    } catch (error) {
      const isAway = error instanceof DomainError && error.code === 'store-unavailable';
      if (!isAway || stop.isAsked()) throw error;
    }
    await stop.during(setTimeout(delayMs));
  }
  return work();
}

function batchSizeOf({ match, ratePerSecond = Number.POSITIVE_INFINITY }: ImportOptions): number {
  const size = match.length === 0 ? BATCH_SIZE : MATCH_BATCH_SIZE;
  return Math.max(1, Math.min(size, Math.ceil(ratePerSecond / BATCHES_PER_SECOND)));
}

/** Waits until so many contacts are due. */
function createPace(ratePerSecond: number | undefined): (contacts: number) => Promise<void> {
  if (ratePerSecond === undefined) return async () => {};
  const startedAtMs = performance.now();
  return async (contacts) => {
    const dueAtMs = startedAtMs + (contacts / ratePerSecond) * 1000;
    const waitMs = dueAtMs - performance.now();
    if (waitMs > 0) await setTimeout(waitMs);
  };
}

/** Whether more were rejected than may be; of a share once there are `enough` to judge by. */
function isTooMany(tally: Tally, limit: ImportOptions['maxErrors'], enough: number): boolean {
  if (limit === undefined) return false;
  if ('count' in limit) return tally.rejected() > limit.count;
  return tally.read() >= enough && tally.rejected() * 100 > limit.percent * tally.read();
}
