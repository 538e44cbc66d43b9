// Offers the built gateway more than it can serve, and prints what it answers: npx tsx test/load/overload.ts
import { parseArgs } from 'node:util';
import { openLoadSite } from './load-site.ts';
import { PEAK_CLIENTS, runBurst, type Stretch } from './overload-run.ts';
import { formatDurations } from './tally.ts';

const HELP = `Usage: npx tsx test/load/overload.ts [--seconds N] [--times T] [--queue Q]…

  --seconds N  how long to measure the peak, and then to offer more (10)
  --times T    how many times the peak is offered (2)
  --queue Q    DIGLOT_MAX_QUEUE, one gateway for each (its default, and ${PEAK_CLIENTS})

Needs a build (npm run build). On the Postgres at DATABASE_URL, else on an embedded one.
`;

const DEFAULT = 'default';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    times: { type: 'string', default: '2' },
    queue: { type: 'string', multiple: true, default: [DEFAULT, String(PEAK_CLIENTS)] },
    help: { type: 'boolean', default: false },
  },
});
const [seconds, times] = [Number(values.seconds), Number(values.times)];
if (values.help || !(seconds > 0) || !(times > 0)) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 2);
}

const say = (line: string) => process.stdout.write(`${line}\n`);
for (const queue of values.queue) {
  const settings: Readonly<Record<string, string>> = queue === DEFAULT ? {} : { DIGLOT_MAX_QUEUE: queue };
  const site = await openLoadSite(settings);
  try {
    const { gateway, mix } = site;
    const { peak, during, after } = await runBurst({
      port: gateway.port,
      next: mix.next,
      seconds,
      overload: times,
    });
    const share = ((during.okPerSecond / peak.okPerSecond) * 100).toFixed(0);
    say(`\nWith a queue of ${queue}, offered ${times} times its peak for ${seconds} s:`);
    describe('peak', peak);
    describe('overload', during);
    say(`  throughput under overload: ${share} % of the peak`);
    describe('behind it', after);
  } finally {
    await site.close();
  }
}

function describe(title: string, { tally, okPerSecond }: Stretch): void {
  say(
    `  ${title}: ${okPerSecond.toFixed(0)} calls a second carried out, ${formatDurations(tally.durations('ok'))}`,
  );
  if (tally.count('busy') > 0)
    say(`    ${tally.count('busy')} refused (503, Retry-After): ${formatDurations(tally.durations('busy'))}`);
  const failed = tally.count('wrong', 'lost', 'unconnected');
  if (failed > 0) say(`    ${failed} failed: ${tally.failures.join('\n      ')}`);
}
