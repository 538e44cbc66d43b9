import type { ProcessFigures } from './process-figures.ts';

/** The memory of a process at a moment of the run. */
export interface MemorySample extends ProcessFigures {
  readonly atSeconds: number;
}

/** How memory went after the warm-up. */
export interface MemoryTrend {
  readonly rssPerTenMinutes: number;
  readonly heapPerTenMinutes: number | undefined;
}

const MOST_WARM_UP_SECONDS = 300;
const TEN_MINUTES_SECONDS = 600;
const BYTES_PER_MB = 1e6;

/** The first quarter of a run, at most five minutes: caches fill, and the engine sizes its heap. */
export function warmUpSeconds(runSeconds: number): number {
  return Math.min(runSeconds / 4, MOST_WARM_UP_SECONDS);
}

/**
 * The slope of memory in MB (10⁶ bytes) per ten minutes, by linear regression over what came after the warm-up.
 * Of each minute the lowest figure counts: above it is what the collector has not come to yet.
 */
export function findTrend(samples: readonly MemorySample[], runSeconds: number): MemoryTrend {
  const late = samples.filter(({ atSeconds }) => atSeconds >= warmUpSeconds(runSeconds));
  const heap = late.flatMap(({ atSeconds, heapBytes }) =>
    heapBytes === undefined ? [] : [[atSeconds, heapBytes] as const],
  );
  return {
    rssPerTenMinutes: slope(lowestOfMinutes(late.map(({ atSeconds, rssBytes }) => [atSeconds, rssBytes]))),
    heapPerTenMinutes: heap.length < 2 ? undefined : slope(lowestOfMinutes(heap)),
  };
}

type Point = readonly [seconds: number, bytes: number];

function lowestOfMinutes(points: readonly Point[]): readonly Point[] {
  const lowest = new Map<number, Point>();
  for (const point of points) {
    const minute = Math.floor(point[0] / 60);
    const known = lowest.get(minute);
    if (known === undefined || point[1] < known[1]) lowest.set(minute, point);
  }
  return [...lowest.values()];
}

function slope(points: readonly Point[]): number {
  const meanSeconds = mean(points.map(([seconds]) => seconds));
  const meanBytes = mean(points.map(([, bytes]) => bytes));
  let above = 0;
  let below = 0;
  for (const [seconds, bytes] of points) {
    above += (seconds - meanSeconds) * (bytes - meanBytes);
    below += (seconds - meanSeconds) ** 2;
  }
  return ((above / below) * TEN_MINUTES_SECONDS) / BYTES_PER_MB;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Bytes as MB, to read. */
export function formatMegabytes(bytes: number | undefined): string {
  return bytes === undefined ? 'unknown' : `${(bytes / BYTES_PER_MB).toFixed(1)} MB`;
}
