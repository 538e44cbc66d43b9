import { BENCH_ACCOUNTS, refreshCredentials } from './books.ts';
import { openSeeded } from './database.ts';
import { createFleet } from './fleet.ts';
import { chooseLoad } from './load.ts';
import { describeMachine, findCommit } from './machine.ts';
import { readOptions } from './options.ts';
import { writeReport } from './report.ts';
import { formatTable } from './result.ts';
import { fingerprintOf, seed } from './seed.ts';
import { GATEWAY, isGateway } from './server-process.ts';
import type { Bench, Suite } from './suite.ts';
import { copy } from './suites/copy.ts';
import { growth } from './suites/growth.ts';
import { importBeside } from './suites/import-beside.ts';
import { importCsv } from './suites/import-csv.ts';
import { importVendor } from './suites/import-vendor.ts';
import { listLarge } from './suites/list-large.ts';
import { create, hello, list10, membership, point } from './suites/load-suites.ts';
import { login } from './suites/login.ts';
import { start } from './suites/start.ts';

const SUITES: Readonly<Record<string, Suite>> = {
  hello,
  point,
  'list-10': list10,
  create,
  membership,
  'list-large': listLarge,
  login,
  start,
  growth,
  copy,
  'import-vendor': importVendor,
  'import-csv': importCsv,
  'import-beside': importBeside,
};

/** They take minutes and gigabytes, so they are run where they are asked for by name; all but one have a quick form. */
const LONG = ['copy', 'import-vendor', 'import-csv', 'import-beside'];
const NEVER_QUICK = 'growth';

process.once('SIGTERM', () => process.exit(1));
process.once('SIGINT', () => process.exit(1));

const { BENCH_DATABASE_URL: adminUrl = 'postgres://postgres@127.0.0.1:5432/postgres' } = process.env;

const options = readOptions(process.argv.slice(2));
const names =
  options.suites.length > 0
    ? options.suites
    : Object.keys(SUITES).filter((name) => name !== NEVER_QUICK && (options.isQuick || !LONG.includes(name)));
const unknown = names.find((name) => !(name in SUITES));
if (unknown !== undefined)
  throw new Error(`no suite is called ${unknown}: ${Object.keys(SUITES).join(', ')}`);

// Of what was built: the page that is written later on belongs to the checkout as well.
const commit = await findCommit();
const { tool, run } = chooseLoad();
console.log(
  `Driven by ${tool}, ${options.rounds} rounds of ${options.seconds} s, ${options.connections} connections.`,
);
if (options.isQuick) console.log('All servers run at once: the figures say nothing.');

const fingerprint = await fingerprintOf(BENCH_ACCOUNTS);
const database = await openSeeded(adminUrl, options.database, fingerprint, (sql) =>
  seed(sql, BENCH_ACCOUNTS),
);
const fleet = createFleet(database.url);
try {
  await refreshCredentials(database.sql);
  const bench: Bench = {
    ...{ adminUrl, database, fleet },
    load: { ...options, run },
    choose: (servers) => options.servers ?? servers,
    gateways: (options.servers ?? [GATEWAY]).filter(isGateway),
  };
  for (const name of names) await runSuite(bench, name);
} finally {
  await fleet.stop();
  await database.close();
}

async function runSuite(bench: Bench, name: string): Promise<void> {
  console.log(`\n## ${name}`);
  const tables: string[] = [];
  for await (const table of SUITES[name]?.(bench) ?? []) {
    const { verdicts, ...figures } = table;
    tables.push(formatTable({ ...figures, verdicts: options.isQuick ? [] : verdicts }));
    console.log(`\n${tables.at(-1)}`);
  }
  if (!options.writesReport) return;
  const machine = await describeMachine(bench.database.sql, tool);
  await writeReport({ machine, [name]: [describeRun(name), ...tables].join('\n\n') });
}

function describeRun(name: string): string {
  const { rounds, seconds, connections } = options;
  const date = new Date().toISOString().slice(0, 10);
  const args = [
    name,
    '--',
    ...process.argv.slice(2).filter((arg) => !names.includes(arg) && arg !== '--report'),
  ];
  const command = `npm run bench ${args.at(-1) === '--' ? name : args.join(' ')}`;
  const version = commit === undefined ? '' : ` at ${commit}`;
  return `Run on ${date}${version} by \`${command}\`: ${rounds} rounds of ${seconds} s, ${connections} connections.`;
}
