import { collectAnswers } from '../answers.ts';
import { forgetLogins, PASSWORD, READ_BOOKS, readIds, WRITTEN_BOOK } from '../books.ts';
import { pick, viewContact } from '../calls.ts';
import { type BenchRequest, post } from '../http-request.ts';
import type { LoadFigures } from '../load.ts';
import { runChecked } from '../measure.ts';
import { formatNumber, type Table } from '../result.ts';
import { median } from '../statistics.ts';
import type { Bench } from '../suite.ts';

const LOGINS_AT_ONCE = 4;
const { user } = WRITTEN_BOOK;

const LOGINS: Readonly<Record<string, BenchRequest>> = {
  Txty: post('/user/newapikey/login.json', { user, pass: PASSWORD }),
  Filemail: post('/api/authentication/login', { username: user, password: PASSWORD }),
};

/** What logins, each of which takes a core for a while, do to the reads of others. */
export async function* login(bench: Bench) {
  const account = READ_BOOKS[10000];
  const { contacts } = await readIds(bench.database.sql, account.user);
  const reads = pick(contacts).map(({ id }) => viewContact(account, id));
  for (const name of bench.gateways)
    for (const [dialect, request] of Object.entries(LOGINS))
      yield await measureLogins(
        bench,
        `${LOGINS_AT_ONCE} clients log in, ${dialect}, ${name}`,
        name,
        reads,
        request,
      );
}

async function measureLogins(
  { fleet, database, load }: Bench,
  title: string,
  name: string,
  reads: readonly BenchRequest[],
  login: BenchRequest,
): Promise<Table> {
  const { port } = await fleet.get(name);
  const drive = (label: string, requests: readonly BenchRequest[], connections: number, bytes: number) =>
    runChecked(label, load.run, { port, connections, seconds: load.seconds, requests }, bytes);
  const readBytes = (await collectAnswers(port, reads)).meanBytes;
  const loginBytes = (await collectAnswers(port, [login])).meanBytes;
  const alone: LoadFigures[] = [];
  const beside: { readonly read: LoadFigures; readonly logins: LoadFigures }[] = [];
  for (let round = 0; round < load.rounds; round += 1) {
    alone.push(await drive('reads alone', reads, load.connections, readBytes));
    const [read, logins] = await Promise.all([
      drive('reads beside logins', reads, load.connections, readBytes),
      drive('logins', [login], LOGINS_AT_ONCE, loginBytes),
    ]);
    beside.push({ read, logins });
    await forgetLogins(database.sql);
  }
  const row = (label: string, runs: readonly LoadFigures[]) => [
    label,
    formatNumber(median(runs.map(({ requests, seconds }) => requests / seconds))),
    formatNumber(median(runs.map(({ p50Ms }) => p50Ms))),
    formatNumber(median(runs.map(({ p99Ms }) => p99Ms))),
  ];
  return {
    title,
    head: ['load', 'requests/s', 'p50 ms', 'p99 ms'],
    rows: [
      row('reads alone', alone),
      row(
        'reads beside logins',
        beside.map(({ read }) => read),
      ),
      row(
        'logins',
        beside.map(({ logins }) => logins),
      ),
    ],
    verdicts: [],
  };
}
