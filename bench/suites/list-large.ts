import { setTimeout as sleep } from 'node:timers/promises';
import { collectAnswers } from '../answers.ts';
import { READ_BOOKS } from '../books.ts';
import { txtyCaller } from '../calls.ts';
import { type BenchRequest, get } from '../http-request.ts';
import { forgetPeak, readMemory } from '../process-cost.ts';
import { readList } from '../read-list.ts';
import { formatMegabytes, formatNumber, judge, type Table } from '../result.ts';
import { isGateway, startServer } from '../server-process.ts';
import { median } from '../statistics.ts';
import type { Bench } from '../suite.ts';

const BARE = 'bare-cursor';
const EXPRESS = 'express';
/** Beside the gateway, those that list more than a page. */
const WHOLE = [EXPRESS, 'fastify'];
const AT_ONCE = [1, 4] as const;
const STARTS = 3;
const WARM_UP_SECONDS = 2;
const SETTLE_MS = 500;
const GROWTH_MB = { 1: 40, 4: 60 };

/** All contacts of a big book, to one client and to four: how long it takes, and what memory. */
export async function* listLarge(bench: Bench) {
  const whole = bench.choose([EXPRESS, 'diglot']).filter((name) => WHOLE.includes(name) || isGateway(name));
  const names = [BARE, ...whole];
  const contacts = bench.load.isQuick ? 10_000 : 100_000;
  const request = get('/view/contacts/api.json', txtyCaller(READ_BOOKS[contacts]));
  await requireSameLists(bench, names, request);
  for (const atOnce of AT_ONCE) {
    const rounds = await readInTurn(bench, names, request, atOnce);
    const growths = new Map<string, number>();
    for (const name of names) growths.set(name, await measureGrowth(bench, name, request, atOnce));
    const title = `A list of ${contacts.toLocaleString('en')} contacts to ${atOnce === 1 ? 'one client' : `${atOnce} clients at once`}`;
    yield tabulate(title, bench, rounds, growths, GROWTH_MB[atOnce]);
  }
}

async function requireSameLists({ fleet }: Bench, names: readonly string[], request: BenchRequest) {
  let first: string | undefined;
  for (const name of names) {
    const { digest } = await collectAnswers((await fleet.get(name)).port, [request]);
    first ??= digest;
    if (digest !== first) throw new Error(`${names[0]} and ${name} list different contacts`);
  }
}

interface Round {
  readonly totalMs: number;
  readonly firstByteMs: number;
}

/** By its name, what each server took in each round. */
type Rounds = ReadonlyMap<string, readonly Round[]>;

async function readInTurn(
  { fleet, load }: Bench,
  names: readonly string[],
  request: BenchRequest,
  atOnce: number,
) {
  const rounds = new Map<string, Round[]>(names.map((name) => [name, []]));
  // The first is a warm-up, which does not count.
  for (let round = load.isQuick ? 0 : -1; round < load.rounds; round += 1) {
    for (const name of names) {
      const { port } = await fleet.get(name);
      const readings = await readAtOnce(port, request, atOnce);
      if (round < 0) continue;
      rounds.get(name)?.push({
        totalMs: Math.max(...readings.map(({ totalMs }) => totalMs)),
        firstByteMs: median(readings.map(({ firstByteMs }) => firstByteMs)),
      });
    }
  }
  return rounds;
}

function readAtOnce(port: number, request: BenchRequest, atOnce: number) {
  return Promise.all(Array.from({ length: atOnce }, () => readList(port, request)));
}

/** How far above its idle memory the first such list takes a server that has served short ones. */
async function measureGrowth({ database, load }: Bench, name: string, request: BenchRequest, atOnce: number) {
  const growths: number[] = [];
  for (let start = 0; start < (load.isQuick ? 1 : STARTS); start += 1) {
    const server = await startServer(name, database.url);
    try {
      const short = get('/view/contacts/api.json', txtyCaller(READ_BOOKS[10]));
      await load.run({
        ...{ port: server.port, connections: load.connections },
        ...{ seconds: Math.min(load.seconds, WARM_UP_SECONDS), requests: [short] },
      });
      await sleep(SETTLE_MS);
      await forgetPeak(server.pid);
      const { nowBytes } = await readMemory(server.pid);
      await readAtOnce(server.port, request, atOnce);
      growths.push((await readMemory(server.pid)).peakBytes - nowBytes);
    } finally {
      await server.stop();
    }
  }
  return median(growths);
}

function tabulate(
  title: string,
  { gateways }: Bench,
  rounds: Rounds,
  growths: ReadonlyMap<string, number>,
  mostGrowthMb: number,
): Table {
  const figure = (name: string, of: keyof Round) =>
    median((rounds.get(name) ?? []).map((round) => round[of]));
  const ratio = (of: keyof Round, name: string, to: string) =>
    median(
      (rounds.get(name) ?? []).map(
        (round, place) => round[of] / (rounds.get(to)?.[place]?.[of] ?? Number.NaN),
      ),
    );
  const names = [...rounds.keys()];
  return {
    title,
    head: ['server', 'ms', `ratio to ${BARE}`, 'first byte ms', 'memory growth MB'],
    rows: names.map((name) => [
      name,
      formatNumber(figure(name, 'totalMs')),
      ratio('totalMs', name, BARE).toFixed(2),
      formatNumber(figure(name, 'firstByteMs')),
      formatMegabytes(growths.get(name) ?? Number.NaN),
    ]),
    verdicts: gateways.flatMap((name) => [
      judge(`${name} beside ${BARE}, time`, ratio('totalMs', name, BARE), { atMost: 1.15 }),
      ...(names.includes(EXPRESS)
        ? [
            judge(`${name} beside ${EXPRESS}, first byte`, ratio('firstByteMs', name, EXPRESS), {
              atMost: 0.05,
            }),
          ]
        : []),
      judge(
        `${name}, memory growth`,
        (growths.get(name) ?? Number.NaN) / 1e6,
        { atMost: mostGrowthMb },
        'MB',
      ),
    ]),
  };
}
