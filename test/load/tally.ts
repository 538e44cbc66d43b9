import { createHistogram, type Histogram } from './histogram.ts';
import type { Note, Outcome } from './outcome.ts';

/** What became of many calls, in bounded memory. */
export interface Tally {
  readonly note: Note;
  /** How many there were of these kinds; of all where none is given. */
  count(...kinds: readonly Outcome['kind'][]): number;
  /** How long those of a kind took. */
  durations(kind: Outcome['kind']): Histogram;
  /** How often each operation was carried out. */
  readonly operations: ReadonlyMap<string, number>;
  /** The first few of each kind that were not carried out, to read. */
  readonly failures: readonly string[];
}

const KINDS = ['ok', 'busy', 'wrong', 'lost', 'unconnected'] as const;
const MOST_FAILURES_OF_A_KIND = 3;

export function createTally(): Tally {
  const durations = new Map<Outcome['kind'], Histogram>(KINDS.map((kind) => [kind, createHistogram()]));
  const operations = new Map<string, number>();
  const failures: string[] = [];
  const histogram = (kind: Outcome['kind']) => durations.get(kind) ?? createHistogram();
  return {
    operations,
    failures,
    durations: histogram,
    count: (...kinds) =>
      (kinds.length === 0 ? KINDS : kinds).reduce((sum, kind) => sum + histogram(kind).count(), 0),
    note: ({ operation, kind, milliseconds, detail }) => {
      const durations = histogram(kind);
      durations.add(milliseconds);
      if (kind === 'ok') operations.set(operation, (operations.get(operation) ?? 0) + 1);
      else if (durations.count() <= MOST_FAILURES_OF_A_KIND)
        failures.push(`${kind}: ${operation}: ${detail}`);
    },
  };
}

/** Notes each outcome in all of these. */
export function noteInAll(...tallies: readonly Tally[]): Note {
  return (outcome) => {
    for (const { note } of tallies) note(outcome);
  };
}

/** Durations in milliseconds, to read. */
export function formatDurations(durations: Histogram): string {
  if (durations.count() === 0) return 'none';
  const [half, most] = [durations.quantile(0.5), durations.quantile(0.99)].map((ms) => ms.toFixed(1));
  return `p50 ${half} ms, p99 ${most} ms, max ${durations.max().toFixed(1)} ms`;
}
