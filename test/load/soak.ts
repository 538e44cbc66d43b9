// Loads the built gateway for minutes and says whether it stays as it is: see `--help`.
import { parseArgs } from 'node:util';
import { runClosedLoopFor } from './closed-loop.ts';
import { openLoadSite } from './load-site.ts';
import { runSoak } from './soak-run.ts';
import { createTally } from './tally.ts';

const HELP = `Usage: npm run soak -- [--minutes N] [--rate R]

  --minutes N  how long to load it (20); memory is judged from 5 minutes on
  --rate R     calls a second; without it, half of what it can do, which is measured first

Starts the gateway as a process of its own on the Postgres at DATABASE_URL, else on an embedded one in a
temporary directory. Exits with 1 where a call failed, or memory grew by 1 MB per 10 minutes or more.
`;

const WARM_UP_SECONDS = 3;
const MEASURED_SECONDS = 5;
const CAPACITY_CLIENTS = 32;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    rate: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
const rate = values.rate === undefined ? undefined : Number(values.rate);
if (values.help || !(minutes > 0) || (rate !== undefined && !(rate > 0))) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 2);
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const site = await openLoadSite();
const { gateway, mix } = site;
const problems: string[] = [];
try {
  const callsPerSecond = rate ?? Math.round((await measureCapacity()) / 2);
  say(`loading it with ${callsPerSecond} calls a second for ${minutes} minutes`);
  problems.push(...(await runSoak({ gateway, mix, minutes, callsPerSecond, say })));
} finally {
  const exitCode = await site.close();
  if (exitCode !== 0) problems.push(`the gateway ended with ${exitCode}`);
}
for (const problem of problems) say(`FAILED: ${problem}`);
if (problems.length === 0) say('passed');
process.exitCode = problems.length === 0 ? 0 : 1;

/** Calls a second that it answers to clients that never pause. */
async function measureCapacity(): Promise<number> {
  const load = { port: gateway.port, clients: CAPACITY_CLIENTS, next: mix.next };
  await runClosedLoopFor(WARM_UP_SECONDS, { ...load, note: () => undefined });
  const tally = createTally();
  const seconds = await runClosedLoopFor(MEASURED_SECONDS, { ...load, note: tally.note });
  const capacity = Math.round(tally.count('ok') / seconds);
  say(`capacity: ${capacity} calls a second to ${CAPACITY_CLIENTS} clients that never pause`);
  for (const failure of tally.failures) problems.push(`while its capacity was measured: ${failure}`);
  return capacity;
}
