import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayProcess } from './gateway-process.ts';
import { findTrend, formatMegabytes, type MemorySample, warmUpSeconds } from './memory-trend.ts';
import type { Mix } from './mix.ts';
import { runOpenLoop } from './open-loop.ts';
import { type OpenFiles, readFigures, readOpenFiles } from './process-figures.ts';
import { createTally, formatDurations, noteInAll, type Tally } from './tally.ts';

const SETTLE_MS = 2000;

export interface Soak {
  readonly gateway: GatewayProcess;
  readonly mix: Mix;
  readonly minutes: number;
  readonly callsPerSecond: number;
  readonly say: (line: string) => void;
}

const CONNECTIONS = 64;
const SAMPLE_SECONDS = 2;
const JUDGED_FROM_MINUTES = 5;
const MOST_MB_PER_TEN_MINUTES = 1;

/** Loads the gateway and reports each minute and at the end. Resolves to what was not as it should be. */
export async function runSoak({
  gateway,
  mix,
  minutes,
  callsPerSecond,
  say,
}: Soak): Promise<readonly string[]> {
  const whole = createTally();
  const samples: MemorySample[] = [];
  let minute = createTally();
  let died = false;
  const runSeconds = minutes * 60;
  const startedAt = performance.now();
  const elapsedSeconds = () => (performance.now() - startedAt) / 1000;
  const isOver = () => died || elapsedSeconds() >= runSeconds;
  void gateway.exited.then(() => {
    died = true;
  });
  const filesAtStart = await readOpenFiles(gateway.pid);
  const load = runOpenLoop({
    port: gateway.port,
    callsPerSecond,
    connections: CONNECTIONS,
    next: mix.next,
    note: (outcome) => noteInAll(whole, minute)(outcome),
    isOver,
  });
  for (let reported = 0; !isOver(); ) {
    await sleep(Math.min(SAMPLE_SECONDS, Math.max(0.1, runSeconds - elapsedSeconds())) * 1000);
    if (died) break;
    const figures = await readFigures(gateway.pid, gateway.opsPort);
    samples.push({ ...figures, atSeconds: elapsedSeconds() });
    if (elapsedSeconds() < (reported + 1) * 60 && !isOver()) continue;
    reported += 1;
    say(`minute ${reported}: ${describeCalls(minute)}; ${describeMemory(samples)}`);
    minute = createTally();
  }
  await load;
  // The gateway closes its side of the clients' connections a moment later.
  await sleep(SETTLE_MS);
  const filesAtEnd = died ? undefined : await readOpenFiles(gateway.pid);
  say('');
  say(`in all: ${describeCalls(whole)}`);
  say(`open at the start: ${describeFiles(filesAtStart)}; at the end: ${describeFiles(filesAtEnd)}`);
  for (const complaint of gateway.complaints()) say(`the gateway complained: ${complaint}`);
  return [
    ...(died ? ['the gateway ended by itself'] : []),
    ...judgeCalls(whole),
    ...judgeMemory(samples, minutes, say),
  ];
}

function judgeCalls(tally: Tally): readonly string[] {
  const errors = tally.count() - tally.count('ok');
  if (errors === 0) return [];
  return [`${errors} calls were not carried out, the first of them:`, ...tally.failures];
}

function judgeMemory(samples: readonly MemorySample[], minutes: number, say: Soak['say']): readonly string[] {
  if (minutes < JUDGED_FROM_MINUTES) {
    say(`memory is judged from ${JUDGED_FROM_MINUTES} minutes on`);
    return [];
  }
  const { rssPerTenMinutes, heapPerTenMinutes } = findTrend(samples, minutes * 60);
  const heap =
    heapPerTenMinutes === undefined ? '' : `, of the heap alone ${heapPerTenMinutes.toFixed(2)} MB`;
  const after = Math.round(warmUpSeconds(minutes * 60));
  const grew = `after ${after} s of warm-up memory grew by ${rssPerTenMinutes.toFixed(2)} MB per 10 minutes (RSS${heap})`;
  say(grew);
  return rssPerTenMinutes < MOST_MB_PER_TEN_MINUTES ? [] : [grew];
}

function describeCalls(tally: Tally): string {
  const errors = tally.count() - tally.count('ok');
  const kinds = (['busy', 'wrong', 'lost', 'unconnected'] as const)
    .filter((kind) => tally.count(kind) > 0)
    .map((kind) => `${tally.count(kind)} ${kind}`);
  const which = errors === 0 ? '' : ` (${kinds.join(', ')})`;
  return `${tally.count()} calls, ${errors} errors${which}, ${formatDurations(tally.durations('ok'))}`;
}

function describeMemory(samples: readonly MemorySample[]): string {
  const last = samples.at(-1);
  return `RSS ${formatMegabytes(last?.rssBytes)}, heap ${formatMegabytes(last?.heapBytes)}`;
}

function describeFiles(files: OpenFiles | undefined): string {
  return files === undefined ? 'unknown' : `${files.sockets} sockets of ${files.descriptors} descriptors`;
}
