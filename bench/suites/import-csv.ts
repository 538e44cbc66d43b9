import { type CommandCost, runGateway } from '../command.ts';
import { writeCsvFile } from '../csv-file.ts';
import { dropDatabase, recreate } from '../database.ts';
import { formatMegabytes, formatNumber, judge } from '../result.ts';
import { median } from '../statistics.ts';
import type { Bench } from '../suite.ts';

const TARGET = 'diglot_bench_import';
const MOST_ROUNDS = 3;

const KINDS = [
  { name: 'without groups', withGroups: false },
  { name: 'with a group each', withGroups: true },
] as const;

/** Files of contacts with phone numbers, into an account that has nothing yet. */
export async function* importCsv({ adminUrl, load }: Bench) {
  const contacts = load.isQuick ? 1000 : 200_000;
  const rounds = Math.min(load.rounds, MOST_ROUNDS);
  const measured = [];
  for (const { name, withGroups } of KINDS) {
    const costs = await importFile(adminUrl, contacts, withGroups, rounds);
    const seconds = median(costs.map((cost) => cost.seconds));
    const peakBytes = median(costs.map((cost) => cost.peakBytes));
    measured.push({ name, seconds, perSecond: Math.round(contacts / seconds), peakBytes });
  }
  yield {
    title: `A CSV file of ${contacts.toLocaleString('en')} contacts`,
    head: ['file', 's', 'rows/s', 'peak MB'],
    rows: measured.map(({ name, seconds, perSecond, peakBytes }) => [
      name,
      formatNumber(seconds),
      formatNumber(perSecond),
      formatMegabytes(peakBytes),
    ]),
    verdicts: measured.flatMap(({ name, perSecond, peakBytes }) => [
      judge(`CSV ${name}`, perSecond, { atLeast: 20_000 }, 'rows/s'),
      judge(`CSV ${name}, memory of the importer`, peakBytes / 1e6, { atMost: 300 }, 'MB'),
    ]),
  };
}

async function importFile(
  adminUrl: string,
  contacts: number,
  withGroups: boolean,
  rounds: number,
): Promise<readonly CommandCost[]> {
  const file = await writeCsvFile(contacts, { withGroups });
  const costs: CommandCost[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const env = { DATABASE_URL: await recreate(adminUrl, TARGET) };
      await runGateway(['account', 'add', 'bench', '--email', 'bench@example.com'], env);
      const cost = await runGateway(['import', 'csv', file.path, '--account', 'bench', '--json'], env);
      const { created } = JSON.parse(cost.stdout).contacts;
      if (created !== contacts) throw new Error(`the import brought ${created} contacts`);
      costs.push(cost);
    }
  } finally {
    await file.remove();
    await dropDatabase(adminUrl, TARGET);
  }
  return costs;
}
