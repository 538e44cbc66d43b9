import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { endFile } from '../support/end-of-file.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createRunner } from '../support/run-program.ts';
import { plainBook } from '../support/vendor-book.ts';
import { readTxty, startVendor, type Vendor } from '../support/vendor-gateway.ts';
import { checkReport, importBook } from '../support/vendor-import.ts';
import { readImported } from '../support/vendor-state.ts';
import { anyFrom, createFigures, ROUNDS, timeoutFor } from './support/rounds.ts';
import { askOnce } from './support/sql.ts';

const CONTACTS = 2000;
/** Of one import: fewer than it is patient with in a row. */
const MOST_CUTS = 4;
const LONGEST_PAUSE_MS = 300;

let vendor: Vendor;
let home: TestGateway;
beforeAll(async () => {
  [vendor, home] = await Promise.all([startVendor(), startTestGateway()]);
});
afterAll(endFile);

/** Cuts every connection to the store but the one that does it; resolves to how many there were. */
async function cutConnections(): Promise<number> {
  const cut = `select count(pg_terminate_backend(pid))::int from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`;
  return Number(await askOnce(home.databaseUrl, cut));
}

test(
  'an import whose connections to the store are cut goes on by itself, and ends as if nothing had happened',
  async () => {
    const run = createRunner({ DATABASE_URL: home.databaseUrl });
    const [owner, alone] = await Promise.all([vendor.addOwner(plainBook(CONTACTS)), home.addAccount()]);
    const reading = readTxty(vendor.url, owner);
    await importBook(run, reading, alone.userName);
    const expected = await readImported(home.databaseUrl, alone.id, 'id');
    const figures = createFigures('import cut off from its store');
    let cuts = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const account = await home.addAccount();
      let isOver = false;
      const args = ['import', ...reading.args, '--account', account.userName, '--json'];
      const importing = run(args, reading.input).finally(() => {
        isOver = true;
      });
      for (let left = MOST_CUTS; left > 0 && !isOver; ) {
        await sleep(anyFrom(0, LONGEST_PAUSE_MS));
        const cut = await cutConnections();
        cuts += cut;
        left -= Number(cut > 0);
      }
      const { exitCode, stdout, stderr } = await importing;
      // Before anything was read, nobody has been patient yet.
      if (stdout === '') expect(exitCode, stderr).toBe(EXIT.unreachable);
      else {
        expect(exitCode, stderr).toBe(EXIT.done);
        checkReport(JSON.parse(stdout));
      }
      await importBook(run, reading, account.userName);
      expect(await readImported(home.databaseUrl, account.id, 'id')).toEqual(expected);
    }
    figures.tell({ rounds: ROUNDS, cuts });
  },
  timeoutFor(60),
);
