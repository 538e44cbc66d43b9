import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import type { TestAccount } from '../support/account.ts';
import { type ChaosProxy, startChaosProxy } from '../support/chaos-proxy.ts';
import { TROUBLES, type TroubleName } from '../support/chaos-troubles.ts';
import { endFile } from '../support/end-of-file.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createQuickRunner, type Outcome } from '../support/run-program.ts';
import { oddBook } from '../support/vendor-book.ts';
import { readFilemail, readTxty, startVendor, type Vendor } from '../support/vendor-gateway.ts';
import { checkReport, importBook } from '../support/vendor-import.ts';
import { readImported, readVersions } from '../support/vendor-state.ts';
import { anyFrom, ROUNDS, timeoutFor } from './support/rounds.ts';

const MOST_RUNS = 8;
const SEEDS_A_ROUND = 1;
/** What a patient client gets over at once. */
const HARMLESS: readonly TroubleName[] = [
  ...(['delay', 'trickle', 'repeat the request', 'cut before the last chunk'] as const),
];

let vendor: Vendor;
let home: TestGateway;
let run: ReturnType<typeof createQuickRunner>;
const proxies: ChaosProxy[] = [];
beforeAll(async () => {
  [vendor, home] = await Promise.all([startVendor(), startTestGateway()]);
  run = createQuickRunner({ DATABASE_URL: home.databaseUrl });
});
afterAll(async () => {
  for (const proxy of proxies) await proxy.close();
  await endFile();
});

const DIALECTS = {
  filemail: { read: readFilemail, known: 'textId' },
  txty: { read: readTxty, known: 'id' },
} as const;

const anySeeds = (count: number) => Array.from({ length: count }, () => anyFrom(1, 1_000_000));

describe.each(['filemail', 'txty'] as const)('an import from %s through chaos', (dialect) => {
  const { read, known } = DIALECTS[dialect];

  async function through(proxy: ChaosProxy, owner: TestAccount, { userName }: TestAccount): Promise<Outcome> {
    const { args, input } = read(proxy.url, owner);
    const outcome = await run(['import', ...args, '--account', userName, '--json'], input);
    expect(proxy.strays(), proxy.tell()).toBe(0);
    for (const said of [outcome.stdout, outcome.stderr]) {
      expect(said, proxy.tell()).not.toContain(input);
      expect(said, proxy.tell()).not.toContain('should not have');
    }
    return outcome;
  }

  test.each(anySeeds(ROUNDS * SEEDS_A_ROUND))(
    'ends with what a quiet one has, at once or after runs that say what is wrong (seed %i)',
    async (seed) => {
      const owner = await vendor.addOwner(oddBook());
      const [quiet, account] = await Promise.all([home.addAccount(), home.addAccount()]);
      await importBook(run, read(vendor.url, owner), quiet.userName);
      const expected = await readImported(home.databaseUrl, quiet.id, known);
      const proxy = await startChaosProxy(vendor.url, { seed });
      proxies.push(proxy);
      let isWhole = false;
      for (let runs = 0; runs < MOST_RUNS && !isWhole; runs += 1) {
        const { exitCode, stdout, stderr } = await through(proxy, owner, account);
        const context = `${proxy.tell()}\n${stderr}${stdout}`;
        expect([EXIT.done, EXIT.unreachable], context).toContain(exitCode);
        if (exitCode === EXIT.unreachable) expect(stderr, context).toMatch(/\S/);
        else {
          const { contacts, groups, memberships } = checkReport(JSON.parse(stdout));
          isWhole = contacts.rejected + groups.rejected + memberships.rejected === 0;
        }
      }
      expect(isWhole, proxy.tell()).toBe(true);
      expect(await readImported(home.databaseUrl, account.id, known), proxy.tell()).toEqual(expected);
      const { args, input } = read(vendor.url, owner);
      const verified = await run(['verify', '--account', account.userName, '--against', ...args], input);
      expect(verified, proxy.tell()).toMatchObject({ exitCode: EXIT.done });
    },
    timeoutFor(120, 1),
  );

  test.each(anySeeds(1))(
    'changes nothing where chaos does not end, and says so (seed %i)',
    async (seed) => {
      const [owner, account] = await Promise.all([vendor.addOwner(oddBook()), home.addAccount()]);
      const [kind, ...kinds] = (Object.keys(TROUBLES) as TroubleName[]).filter(
        (name) => !HARMLESS.includes(name),
      );
      const proxy = await startChaosProxy(vendor.url, {
        seed,
        kinds: [kind ?? 'garble', ...kinds],
        mostInARow: Number.POSITIVE_INFINITY,
        share: 1,
      });
      proxies.push(proxy);
      const versions = await readVersions(home.databaseUrl);
      const { exitCode, stdout, stderr } = await through(proxy, owner, account);
      expect({ exitCode, stdout }, `${proxy.tell()}\n${stderr}`).toEqual({
        exitCode: EXIT.unreachable,
        stdout: '',
      });
      expect(stderr).toMatch(/\S/);
      expect(await readVersions(home.databaseUrl)).toEqual(versions);
    },
    timeoutFor(60, 1),
  );
});
