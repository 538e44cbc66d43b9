import { expect, test } from 'vitest';
import { type RunFigures, ratioOf } from '../../bench/measure.ts';
import { judge } from '../../bench/result.ts';
import { median } from '../../bench/statistics.ts';

const NOTHING = { p50Ms: 0, p99Ms: 0, serverMicros: 0, postgresMicros: 0, peakBytes: 0 };

function result(label: string, ...throughputs: number[]) {
  const rounds = throughputs.map((requestsPerSecond): RunFigures => ({ ...NOTHING, requestsPerSecond }));
  return { ...NOTHING, label, requestsPerSecond: median(throughputs), rounds };
}

test('the middle of an even number of values is between the two', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])]).toEqual([2, 2.5, 7]);
  expect(median([])).toBeNaN();
});

test('a ratio is the median of the ratios of each round, so that a slow round of both counts as no loss', () => {
  const one = result('one', 90, 10, 95);
  const other = result('other', 100, 10, 100);
  expect(ratioOf('requestsPerSecond', one, other)).toBe(0.95);
});

test('a figure meets its target at the bound itself', () => {
  expect(judge('throughput', 0.9, { atLeast: 0.9 })).toMatchObject({ isMet: true, target: '≥ 0.90×' });
  expect(judge('time', 1.16, { atMost: 1.15 })).toMatchObject({ isMet: false, figure: '1.16×' });
  expect(judge('memory', Number.NaN, { atMost: 40 }, 'MB').isMet).toBe(false);
});
