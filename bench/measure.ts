import { type Answers, collectAnswers } from './answers.ts';
import type { BenchDatabase } from './database.ts';
import type { BenchRequest } from './http-request.ts';
import type { Load, LoadFigures, RunLoad } from './load.ts';
import { cpuBetween, forgetPeak, readCpu, readMemory } from './process-cost.ts';
import type { ServerProcess } from './server-process.ts';
import { median } from './statistics.ts';

/** One who is measured in a case: a server with what it is asked. */
export interface Contestant {
  readonly label: string;
  readonly server: ServerProcess;
  readonly database: BenchDatabase;
  readonly requests: readonly BenchRequest[];
  /** Those who are asked the same must answer the same. */
  readonly asks?: string;
}

/** What is measured at once, each in its turn; the first is what the others are compared with. */
export interface LoadCase {
  readonly contestants: readonly Contestant[];
  /** Calls that are refused: they are not measured, but all must answer them alike too. */
  readonly refused?: readonly BenchRequest[];
  /** Takes out of a body what differs by nature. */
  readonly mask?: (body: string) => string;
  /** Takes back what a run has written. */
  readonly restore?: () => Promise<void>;
}

export interface LoadSettings {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  readonly run: RunLoad;
  /** All at once and unwarmed: quick, and good for nothing but to see that everything works. */
  readonly isQuick: boolean;
}

export interface RunFigures {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of one request. */
  readonly serverMicros: number;
  readonly postgresMicros: number;
  readonly peakBytes: number;
}

/** What a contestant reached: the medians of its rounds, and the rounds. */
export interface LoadResult extends RunFigures {
  readonly label: string;
  readonly rounds: readonly RunFigures[];
}

/** An answer that is refused with status 200 is far shorter than the one that was asked for. */
const LENGTH_TOLERANCE = 0.03;

/** Checks that all answer the same, warms each up, then drives them in turn, round by round. */
export async function measureLoad(
  { contestants, refused = [], mask, restore = async () => {} }: LoadCase,
  settings: LoadSettings,
): Promise<readonly LoadResult[]> {
  await restore();
  const checked: Checked[] = [];
  for (const contestant of contestants) {
    const answers = await collectAnswers(contestant.server.port, contestant.requests, mask);
    const refusals = await collectAnswers(contestant.server.port, refused, mask);
    const alike = checked.find(({ asks }) => asks === contestant.asks);
    if (alike !== undefined) requireSame(alike, { ...contestant, answers, refusals });
    checked.push({ ...contestant, answers, refusals });
    await restore();
  }
  const runAll = async (seconds: number) => {
    if (settings.isQuick) return Promise.all(checked.map((one) => runOnce(one, { ...settings, seconds })));
    const figures: RunFigures[] = [];
    for (const one of checked) {
      figures.push(await runOnce(one, { ...settings, seconds }));
      await restore();
    }
    return figures;
  };
  if (!settings.isQuick) await runAll(Math.ceil(settings.seconds / 2));
  const rounds: (readonly RunFigures[])[] = [];
  for (let round = 0; round < settings.rounds; round += 1) rounds.push(await runAll(settings.seconds));
  await restore();
  return checked.map(({ label }, place) => {
    const own = rounds.flatMap((round) => round[place] ?? []);
    return { label, rounds: own, ...mediansOf(own) };
  });
}

interface Checked extends Contestant {
  readonly answers: Answers;
  readonly refusals: Answers;
}

function requireSame(one: Checked, other: Checked): void {
  for (const which of ['answers', 'refusals'] as const) {
    if (one[which].digest === other[which].digest) continue;
    const samples = `${one[which].sample}\n${other[which].sample}`;
    throw new Error(`${one.label} and ${other.label} differ in their ${which}, such as\n${samples}`);
  }
}

async function runOnce(
  { label, server: { pid, port }, database, requests, answers }: Checked,
  { connections, seconds, run }: LoadSettings,
): Promise<RunFigures> {
  await forgetPeak(pid);
  const readAll = async () => ({
    server: await readCpu([pid]),
    postgres: await readCpu(await database.serverPids()),
  });
  const before = await readAll();
  const load = await runChecked(label, run, { port, connections, seconds, requests }, answers.meanBytes);
  const after = await readAll();
  return {
    requestsPerSecond: load.requests / load.seconds,
    p50Ms: load.p50Ms,
    p99Ms: load.p99Ms,
    serverMicros: cpuBetween(before.server, after.server) / load.requests,
    postgresMicros: cpuBetween(before.postgres, after.postgres) / load.requests,
    peakBytes: (await readMemory(pid)).peakBytes,
  };
}

/** Runs a load. Rejects where calls failed, or were not answered at the expected length: its figures mean nothing. */
export async function runChecked(
  label: string,
  run: RunLoad,
  load: Load,
  expectedBytes: number,
): Promise<LoadFigures> {
  const figures = await run(load);
  const { requests, errors, bytes } = figures;
  if (requests === 0 || errors > 0) throw new Error(`${label}: ${errors} of ${requests} requests failed`);
  const mean = bytes / requests;
  if (Math.abs(mean / expectedBytes - 1) > LENGTH_TOLERANCE)
    throw new Error(
      `${label}: answers had ${mean.toFixed()} bytes in the mean, not ${expectedBytes.toFixed()}`,
    );
  return figures;
}

function mediansOf(rounds: readonly RunFigures[]): RunFigures {
  const of = (name: keyof RunFigures) => median(rounds.map((figures) => figures[name]));
  return {
    requestsPerSecond: of('requestsPerSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    serverMicros: of('serverMicros'),
    postgresMicros: of('postgresMicros'),
    peakBytes: of('peakBytes'),
  };
}

/** How many times a figure of one is that of the other: the median of the ratios of each round. */
export function ratioOf(name: keyof RunFigures, of: LoadResult, to: LoadResult): number {
  return median(of.rounds.map((figures, round) => figures[name] / (to.rounds[round]?.[name] ?? Number.NaN)));
}
