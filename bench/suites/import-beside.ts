import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { collectAnswers } from '../answers.ts';
import { READ_BOOKS, readIds, refreshCredentials } from '../books.ts';
import { pick, viewContact } from '../calls.ts';
import { runGateway } from '../command.ts';
import { writeCsvFile } from '../csv-file.ts';
import { type BenchDatabase, openSeeded } from '../database.ts';
import { createFleet } from '../fleet.ts';
import type { LoadFigures } from '../load.ts';
import { runChecked } from '../measure.ts';
import { formatNumber, judge, type Table } from '../result.ts';
import { fingerprintOf, seed } from '../seed.ts';
import { GATEWAY } from '../server-process.ts';
import { median } from '../statistics.ts';
import type { Bench } from '../suite.ts';

const ACCOUNT = 'bench-import';
const SHARE = 1 / 3;
const LOOK_MS = 20;

/** What an import at a third of its speed does to the calls of others. */
export async function* importBeside({ adminUrl, load }: Bench) {
  const book = READ_BOOKS[10000];
  const fingerprint = await fingerprintOf([book]);
  const database = await openSeeded(adminUrl, 'diglot_bench_beside', fingerprint, (sql) => seed(sql, [book]));
  const fleet = createFleet(database.url);
  const file = await writeCsvFile(load.isQuick ? 2000 : 200_000);
  try {
    await refreshCredentials(database.sql);
    const { contacts } = await readIds(database.sql, book.user);
    const reads = pick(contacts).map(({ id }) => viewContact(book, id));
    const { port } = await fleet.get(GATEWAY);
    const { meanBytes } = await collectAnswers(port, reads);
    const drive = (label: string) =>
      runChecked(label, load.run, { ...load, port, requests: reads }, meanBytes);
    const fullRate = await findFullRate(database, file.path);
    const rate = Math.ceil(fullRate * SHARE);
    const rounds: { readonly alone: LoadFigures; readonly beside: LoadFigures }[] = [];
    for (let round = 0; round < load.rounds; round += 1) {
      const alone = await drive('calls alone');
      const stop = await startImport(database, file.path, rate);
      const beside = await drive('calls beside an import').finally(stop);
      rounds.push({ alone, beside });
    }
    yield tabulate(rounds, fullRate, rate);
  } finally {
    await removeAccount(database);
    await file.remove();
    await fleet.stop();
    await database.close();
  }
}

async function findFullRate(database: BenchDatabase, path: string): Promise<number> {
  await renewAccount(database);
  const { stdout } = await runGateway(importArgs(path), { DATABASE_URL: database.url });
  return JSON.parse(stdout).contactsPerSecond;
}

/** Starts an import, and waits until it writes. */
async function startImport(
  database: BenchDatabase,
  path: string,
  rate: number,
): Promise<() => Promise<void>> {
  await renewAccount(database);
  const child = spawn(process.execPath, ['dist/src/main.js', ...importArgs(path), '--rate', String(rate)], {
    env: { PATH: process.env.PATH, DATABASE_URL: database.url },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  const count = async () => {
    const [row] = await database.sql`
      select count(*)::int as contacts from contact join account on account.id = account_id
      where user_name = ${ACCOUNT}`;
    return row?.contacts;
  };
  while (child.exitCode === null && (await count()) === 0) await sleep(LOOK_MS);
  return async () => {
    child.kill('SIGKILL');
    await ended;
  };
}

function importArgs(path: string): readonly string[] {
  return ['import', 'csv', path, '--account', ACCOUNT, '--json'];
}

async function renewAccount(database: BenchDatabase): Promise<void> {
  await removeAccount(database);
  await runGateway(['account', 'add', ACCOUNT, '--email', `${ACCOUNT}@example.com`], {
    DATABASE_URL: database.url,
  });
}

async function removeAccount({ sql }: BenchDatabase): Promise<void> {
  await sql`delete from account where user_name = ${ACCOUNT}`;
  await sql.unsafe('vacuum contact, contact_group, membership, origin');
}

function tabulate(
  rounds: readonly { readonly alone: LoadFigures; readonly beside: LoadFigures }[],
  fullRate: number,
  rate: number,
): Table {
  const row = (label: string, runs: readonly LoadFigures[]) => [
    label,
    formatNumber(median(runs.map(({ requests, seconds }) => requests / seconds))),
    formatNumber(median(runs.map(({ p50Ms }) => p50Ms))),
    formatNumber(median(runs.map(({ p99Ms }) => p99Ms))),
  ];
  const ratio = median(
    rounds.map(({ alone, beside }) => beside.requests / beside.seconds / (alone.requests / alone.seconds)),
  );
  return {
    title: `One contact of 10,000 beside an import of ${formatNumber(rate)} contacts/s, a third of ${formatNumber(fullRate)}`,
    head: ['load', 'requests/s', 'p50 ms', 'p99 ms'],
    rows: [
      row(
        'calls alone',
        rounds.map(({ alone }) => alone),
      ),
      row(
        'calls beside an import',
        rounds.map(({ beside }) => beside),
      ),
    ],
    verdicts: [judge('beside an import, throughput', ratio, { atLeast: 0.7 })],
  };
}
