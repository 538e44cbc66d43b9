import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../db/connect.ts';
import { type Moment, runAndKill } from '../support/chaos-kill.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { atEndOfFile, endFile } from '../support/end-of-file.ts';
import { createQuickRunner } from '../support/run-program.ts';
import { testStoreOptions } from '../support/store-options.ts';
import { oddBook, plainBook } from '../support/vendor-book.ts';
import { writeCsv } from '../support/vendor-csv.ts';
import { readFilemail, readTxty, startVendor, type VendorReading } from '../support/vendor-gateway.ts';
import { importBook } from '../support/vendor-import.ts';
import { type KnownHalf, readImported, readVersions } from '../support/vendor-state.ts';
import { anyFrom, createFigures, ROUNDS, timeoutFor } from './support/rounds.ts';
import { askOnce } from './support/sql.ts';

const CONTACTS = 2000;
const MOST_KILLS = 2;
/** The part of a run's time before which it does nothing yet that a kill could hurt. */
const EARLIEST = 0.2;

let home: TestDatabase;
let folder: string;
let readings: Readonly<Record<string, { readonly reading: VendorReading; readonly known: KnownHalf }>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diglot-kill-'));
  atEndOfFile(() => rm(folder, { recursive: true, force: true }));
  home = await createTestDatabase();
  atEndOfFile(home.drop);
  const vendor = await startVendor();
  const [odd, plain] = [oddBook(), plainBook(CONTACTS)];
  const owner = await vendor.addOwner({
    contacts: [...odd.contacts, ...plain.contacts],
    groups: [...odd.groups, ...plain.groups],
  });
  const file = join(folder, 'contacts.csv');
  await writeFile(file, writeCsv(plain));
  readings = {
    filemail: { reading: readFilemail(vendor.url, owner), known: 'textId' },
    txty: { reading: readTxty(vendor.url, owner), known: 'id' },
    csv: { reading: { args: ['csv', file], input: '' }, known: 'none' },
  };
});
afterAll(endFile);

async function addAccount(): Promise<{ readonly id: number; readonly userName: string }> {
  const open = await openStore({ ...testStoreOptions, databaseUrl: home.url });
  const userName = `home-${anyFrom(1, 1_000_000_000)}`;
  const draft = { userName, email: `${userName}@example.com`, passwordHash: null, answers: null };
  try {
    return await open.directory.addAccount({ ...draft, region: 'DK' });
  } finally {
    await open.close();
  }
}

/** Any moment of a run that takes about so long, or the one at which it has written some more. */
async function anyMoment(tookMs: number, accountId: number): Promise<Moment> {
  if (Math.random() < 0.5) return { afterMs: anyFrom(Math.round(tookMs * EARLIEST), Math.round(tookMs)) };
  const countOrigins = async () =>
    Number(await askOnce(home.url, `select count(*) from origin where account_id = ${accountId}`));
  const wanted = (await countOrigins()) + anyFrom(1, CONTACTS / 2);
  return { once: async () => (await countOrigins()) >= wanted };
}

describe.each(['filemail', 'txty', 'csv'])('an import from %s that is killed', (source) => {
  test(
    'goes on where it was and ends as if nothing had happened; one more run writes nothing',
    async () => {
      const { reading, known } = readings[source] ?? expect.fail(source);
      const env = { DATABASE_URL: home.url };
      const run = createQuickRunner(env);
      const figures = createFigures(`import killed, ${source}`);
      const unbroken = await addAccount();
      const began = performance.now();
      const whole = await importBook(run, reading, unbroken.userName);
      const tookMs = figures.noteMs('unbroken run', performance.now() - began);
      const expected = await readImported(home.url, unbroken.id, known);
      expect(expected.contacts.length).toBe(whole.contacts.created);
      let kills = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const { id, userName } = await addAccount();
        const args = ['import', ...reading.args, '--account', userName];
        for (let more = MOST_KILLS; more > 0; more -= 1) {
          const moment = await anyMoment(tookMs, id);
          const { wasKilled, exitCode, stderr } = await runAndKill(env, args, reading.input, moment);
          if (!wasKilled) expect(exitCode, stderr).toBe(0);
          kills += Number(wasKilled);
        }
        const last = await importBook(run, reading, userName);
        expect(last.contacts.read).toBe(whole.contacts.read);
        expect(await readImported(home.url, id, known)).toEqual(expected);
        const versions = await readVersions(home.url);
        const again = await importBook(run, reading, userName);
        for (const kind of ['contacts', 'groups', 'memberships'] as const)
          expect(again[kind]).toEqual({ ...whole[kind], created: 0, unchanged: whole[kind].created });
        expect(await readVersions(home.url)).toEqual(versions);
      }
      expect(kills).toBeGreaterThanOrEqual(ROUNDS);
      figures.tell({ rounds: ROUNDS, kills });
    },
    timeoutFor(60),
  );
});
