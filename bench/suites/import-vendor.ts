import { seedAccount } from '../books.ts';
import { type CommandCost, runGateway } from '../command.ts';
import { dropDatabase, openSeeded, recreate } from '../database.ts';
import { formatMegabytes, formatNumber, judge } from '../result.ts';
import { fingerprintOf, seed } from '../seed.ts';
import { GATEWAY, startServer } from '../server-process.ts';
import { median } from '../statistics.ts';
import type { Bench } from '../suite.ts';

const TARGET = 'diglot_bench_import';
const MOST_ROUNDS = 3;

/** A whole address book from a vendor, into an account that has nothing yet, by each of the dialects. */
export async function* importVendor({ adminUrl, load }: Bench) {
  const contacts = load.isQuick ? 1000 : 100_000;
  const book = seedAccount(`vendor-${contacts}`, contacts, 3);
  const fingerprint = await fingerprintOf([book]);
  const database = await openSeeded(adminUrl, 'diglot_bench_vendor', fingerprint, (sql) => seed(sql, [book]));
  const vendor = await startServer(GATEWAY, database.url, { DIGLOT_ANSWERS: 'documented' });
  const url = `http://127.0.0.1:${vendor.port}`;
  const ways: Readonly<Record<string, readonly [args: readonly string[], secret: string]>> = {
    Txty: [['txty', '--url', url, '--user', book.user, '--key-stdin'], book.key],
    Filemail: [['filemail', '--url', url, '--logintoken-stdin'], book.token],
  };
  try {
    const costs = new Map<string, CommandCost[]>(Object.keys(ways).map((name) => [name, []]));
    for (let round = 0; round < Math.min(load.rounds, MOST_ROUNDS); round += 1)
      for (const [name, [args, secret]] of Object.entries(ways)) {
        const env = { DATABASE_URL: await recreate(adminUrl, TARGET) };
        await runGateway(['account', 'add', 'bench', '--email', 'bench@example.com'], env);
        const cost = await runGateway(['import', ...args, '--account', 'bench', '--json'], env, secret);
        requireWhole(cost.stdout, contacts);
        costs.get(name)?.push(cost);
      }
    const figures = [...costs].map(([name, own]) => ({
      name,
      seconds: median(own.map(({ seconds }) => seconds)),
      peakBytes: median(own.map(({ peakBytes }) => peakBytes)),
    }));
    yield {
      title: `${contacts.toLocaleString('en')} contacts in 3 groups each, from a vendor`,
      head: ['vendor', 's', 'contacts/s', 'peak MB'],
      rows: figures.map(({ name, seconds, peakBytes }) => [
        name,
        formatNumber(seconds),
        formatNumber(Math.round(contacts / seconds)),
        formatMegabytes(peakBytes),
      ]),
      verdicts: figures.flatMap(({ name, seconds, peakBytes }) => [
        judge(`from ${name}, time`, seconds, { atMost: 60 }, 's'),
        judge(`from ${name}, memory of the importer`, peakBytes / 1e6, { atMost: 300 }, 'MB'),
      ]),
    };
  } finally {
    await vendor.stop();
    await database.close();
    await dropDatabase(adminUrl, TARGET);
  }
}

/** An import that left something out would be a fast one. */
function requireWhole(report: string, contacts: number): void {
  const { contacts: counts, memberships } = JSON.parse(report);
  if (counts.created === contacts && memberships.created === 3 * contacts) return;
  throw new Error(`the import brought ${counts.created} contacts and ${memberships.created} memberships`);
}
