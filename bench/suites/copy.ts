import { seedAccount } from '../books.ts';
import { type CommandCost, runCommand, runGateway } from '../command.ts';
import { dropDatabase, openSeeded, recreate } from '../database.ts';
import { formatMegabytes, formatNumber, judge, type Table } from '../result.ts';
import { fingerprintOf, seed } from '../seed.ts';
import { median } from '../statistics.ts';
import type { Bench } from '../suite.ts';

const FULL = { accounts: 100, contacts: 10_000, rounds: 3 };
const QUICK = { accounts: 10, contacts: 1000, rounds: 1 };
const MEMBERSHIPS_EACH = 3;
const TARGET = 'diglot_bench_copy_target';
const DUMP = 'pg_dump -Fc --dbname "$SOURCE_URL" | pg_restore --exit-on-error --dbname "$TARGET_URL"';

/** All of a store to an empty database of the same server, beside what comes with Postgres. */
export async function* copy({ adminUrl, load }: Bench) {
  const { accounts, contacts, rounds } = load.isQuick
    ? QUICK
    : { ...FULL, rounds: Math.min(load.rounds, FULL.rounds) };
  const books = Array.from({ length: accounts }, (_, place) =>
    seedAccount(`copy-${place}`, contacts, MEMBERSHIPS_EACH),
  );
  const source = await openSeeded(adminUrl, 'diglot_bench_copy', await fingerprintOf(books), (sql) =>
    seed(sql, books),
  );
  const costs: { readonly copy: CommandCost; readonly dump: CommandCost }[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const TARGET_URL = await recreate(adminUrl, TARGET);
      const dump = await runCommand('sh', ['-c', DUMP], { SOURCE_URL: source.url, TARGET_URL });
      await recreate(adminUrl, TARGET);
      const env = { DATABASE_URL: source.url, TARGET_URL };
      costs.push({ dump, copy: await runGateway(['copy', '--to-env', 'TARGET_URL', '--json'], env) });
    }
    yield tabulate(costs, accounts * contacts);
  } finally {
    await source.close();
    await dropDatabase(adminUrl, TARGET);
  }
}

function tabulate(
  costs: readonly { readonly copy: CommandCost; readonly dump: CommandCost }[],
  contacts: number,
): Table {
  const ratio = median(costs.map(({ copy, dump }) => copy.seconds / dump.seconds));
  const seconds = (of: 'copy' | 'dump') => median(costs.map((cost) => cost[of].seconds));
  const peak = median(costs.map(({ copy: { peakBytes } }) => peakBytes));
  const count = (value: number) => value.toLocaleString('en');
  return {
    title: `A store of ${count(contacts)} contacts with ${count(contacts * MEMBERSHIPS_EACH)} memberships, to an empty database`,
    head: ['way', 's', 'ratio', 'peak MB'],
    rows: [
      ['pg_dump -Fc \\| pg_restore', formatNumber(seconds('dump')), '1.00', '–'],
      ['diglot copy', formatNumber(seconds('copy')), ratio.toFixed(2), formatMegabytes(peak)],
    ],
    verdicts: [
      judge('diglot copy', seconds('copy'), { atMost: 120 }, 's'),
      judge('diglot copy beside pg_dump | pg_restore, time', ratio, { atMost: 2.5 }),
    ],
  };
}
