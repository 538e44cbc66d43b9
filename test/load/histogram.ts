/** Durations in buckets that are 2 % wide, so that memory does not grow with their number. */
export interface Histogram {
  add(milliseconds: number): void;
  count(): number;
  /** The duration below which this share of all lies, at most 2 % too long; NaN where there is none. */
  quantile(share: number): number;
  max(): number;
}

const LEAST_MS = 0.01;
const GROWTH = 1.02;
/** Enough for durations beyond an hour. */
const BUCKETS = 1_024;

export function createHistogram(): Histogram {
  const counts = new Float64Array(BUCKETS);
  let count = 0;
  let longest = Number.NaN;
  return {
    add: (milliseconds) => {
      const index = Math.ceil(Math.log(Math.max(milliseconds, LEAST_MS) / LEAST_MS) / Math.log(GROWTH));
      const bucket = Math.min(index, BUCKETS - 1);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      count += 1;
      if (!(longest >= milliseconds)) longest = milliseconds;
    },
    count: () => count,
    quantile: (share) => {
      let left = Math.max(1, Math.ceil(count * share));
      for (const [bucket, inBucket] of counts.entries()) {
        left -= inBucket;
        if (left <= 0) return Math.min(LEAST_MS * GROWTH ** bucket, longest);
      }
      return Number.NaN;
    },
    max: () => longest,
  };
}
