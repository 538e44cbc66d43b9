import { type LoadResult, type RunFigures, ratioOf } from './measure.ts';
import { type Bound, formatMegabytes, formatNumber, judge, type Table, type Verdict } from './result.ts';

/** What one contestant must reach beside another, where both were measured. */
export interface LoadTarget {
  readonly of: string;
  readonly to: string;
  readonly figure: keyof typeof FIGURES;
  readonly bound: Bound;
}

const FIGURES = {
  requestsPerSecond: 'throughput',
  serverMicros: 'CPU of the server per request',
  p99Ms: 'p99',
} satisfies Partial<Record<keyof RunFigures, string>>;

/** The throughput that one must reach at least beside others. */
export function throughput(of: string, bounds: Readonly<Record<string, number>>): readonly LoadTarget[] {
  return Object.entries(bounds).map(([to, atLeast]) => ({
    of,
    to,
    figure: 'requestsPerSecond',
    bound: { atLeast },
  }));
}

/** The table of a case: a line for each contestant, and the targets of those that were measured. */
export function tabulateLoad(
  title: string,
  results: readonly LoadResult[],
  targets: readonly LoadTarget[],
): Table {
  const [first] = results;
  const head = [
    'server',
    'requests/s',
    `ratio to ${first?.label}`,
    'p50 ms',
    'p99 ms',
    'server µs/request',
    'Postgres µs/request',
    'peak MB',
  ];
  const rows = results.map((result) => [
    result.label,
    formatNumber(result.requestsPerSecond),
    first === undefined ? '' : ratioOf('requestsPerSecond', result, first).toFixed(2),
    result.p50Ms.toFixed(2),
    result.p99Ms.toFixed(2),
    formatNumber(Math.round(result.serverMicros)),
    formatNumber(Math.round(result.postgresMicros)),
    formatMegabytes(result.peakBytes),
  ]);
  const find = (label: string) => results.find((result) => result.label === label);
  const verdicts = targets.flatMap(({ of, to, figure, bound }): Verdict[] => {
    const [one, other] = [find(of), find(to)];
    if (one === undefined || other === undefined) return [];
    return [judge(`${of} beside ${to}, ${FIGURES[figure]}`, ratioOf(figure, one, other), bound)];
  });
  return { title, head, rows, verdicts };
}
