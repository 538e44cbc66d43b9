import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readMemory } from '../process-cost.ts';
import { formatMegabytes, formatNumber, judge, type Table } from '../result.ts';
import { startServer } from '../server-process.ts';
import { median } from '../statistics.ts';
import type { Bench } from '../suite.ts';

const STARTS = 5;
const SETTLE_MS = 1000;

/** From the start of the program until it says that it is ready, and what it takes while nobody calls. */
export async function* start(bench: Bench) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  // Started by root, the embedded Postgres runs as another user, who must be able to reach it.
  await chmod(folder, 0o711);
  const environment = { DATA_DIR: join(folder, 'data') };
  const starts = bench.load.isQuick ? 1 : STARTS;
  try {
    for (const name of bench.gateways) {
      // Makes the data that the others find.
      await (await startServer(name, undefined, environment)).stop();
      const server = await startOften(starts, () => startServer(name, bench.database.url));
      const embedded = await startOften(starts, () => startServer(name, undefined, environment));
      yield tabulate(name, server, embedded);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Start {
  readonly readyMs: number;
  readonly idleBytes: number;
}

async function startOften(times: number, open: () => ReturnType<typeof startServer>): Promise<Start> {
  const starts: Start[] = [];
  for (let time = 0; time < times; time += 1) {
    const { readyMs, pid, stop } = await open();
    await sleep(SETTLE_MS);
    starts.push({ readyMs, idleBytes: (await readMemory(pid)).nowBytes });
    await stop();
  }
  return {
    readyMs: median(starts.map(({ readyMs }) => readyMs)),
    idleBytes: median(starts.map(({ idleBytes }) => idleBytes)),
  };
}

function tabulate(name: string, server: Start, embedded: Start): Table {
  const row = (label: string, { readyMs, idleBytes }: Start) => [
    label,
    formatNumber(readyMs),
    formatMegabytes(idleBytes),
  ];
  return {
    title: `The start of ${name}`,
    head: ['store', 'ms until ready', 'idle MB'],
    rows: [row('a Postgres server', server), row('embedded, data there', embedded)],
    verdicts: [
      judge('ready on a Postgres server', server.readyMs, { atMost: 800 }, 'ms'),
      judge('ready on embedded data', embedded.readyMs, { atMost: 1000 }, 'ms'),
    ],
  };
}
