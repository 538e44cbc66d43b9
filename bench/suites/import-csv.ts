import { type CommandCost, runGateway } from '../command.ts';
import { writeCsvFile } from '../csv-file.ts';
import { dropDatabase, recreate } from '../database.ts';
import { formatMegabytes, formatNumber, judge } from '../result.ts';
import { median } from '../statistics.ts';
import type { Bench } from '../suite.ts';

const TARGET = 'diglot_bench_import';
const MOST_ROUNDS = 3;

/** A file of contacts with phone numbers, into an account that has nothing yet. */
export async function* importCsv({ adminUrl, load }: Bench) {
  const rows = load.isQuick ? 1000 : 200_000;
  const file = await writeCsvFile(rows);
  const costs: CommandCost[] = [];
  try {
    for (let round = 0; round < Math.min(load.rounds, MOST_ROUNDS); round += 1) {
      const env = { DATABASE_URL: await recreate(adminUrl, TARGET) };
      await runGateway(['account', 'add', 'bench', '--email', 'bench@example.com'], env);
      const cost = await runGateway(['import', 'csv', file.path, '--account', 'bench', '--json'], env);
      const { created } = JSON.parse(cost.stdout).contacts;
      if (created !== rows) throw new Error(`the import brought ${created} contacts`);
      costs.push(cost);
    }
    const seconds = median(costs.map((cost) => cost.seconds));
    const peakBytes = median(costs.map((cost) => cost.peakBytes));
    yield {
      title: `A CSV file of ${rows.toLocaleString('en')} contacts`,
      head: ['file', 's', 'rows/s', 'peak MB'],
      rows: [
        ['CSV', formatNumber(seconds), formatNumber(Math.round(rows / seconds)), formatMegabytes(peakBytes)],
      ],
      verdicts: [
        judge('CSV', Math.round(rows / seconds), { atLeast: 20_000 }, 'rows/s'),
        judge('CSV, memory of the importer', peakBytes / 1e6, { atMost: 300 }, 'MB'),
      ],
    };
  } finally {
    await file.remove();
    await dropDatabase(adminUrl, TARGET);
  }
}
