import { afterAll, beforeAll, expect, test } from 'vitest';
import { endFile } from '../support/end-of-file.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { readFilemail, readTxty, startVendor, type Vendor } from '../support/vendor-gateway.ts';
import { checkReport } from '../support/vendor-import.ts';
import { runMeasured } from '../support/vendor-measure.ts';
import { seedBigBook } from '../support/vendor-seed.ts';
import { createFigures, ROUNDS, timeoutFor } from './support/rounds.ts';

const CONTACTS = Math.min(100_000, ROUNDS * 5000);
const GROUPS = 50;
const MEMBERSHIPS_EACH = 3;
const MOST_BYTES = 300 * 1024 * 1024;

let vendor: Vendor;
let home: TestGateway;
beforeAll(async () => {
  [vendor, home] = await Promise.all([startVendor(), startTestGateway({ answers: 'documented' })]);
});
afterAll(endFile);

test.each([
  ['filemail', readFilemail, 'contacts/get'],
  ['txty', readTxty, 'view/contacts'],
] as const)(
  'a big book comes over from %s whole, and the import stays small',
  async (dialect, read, list) => {
    const [owner, account] = await Promise.all([vendor.addAccount(), home.addAccount()]);
    const size = { contacts: CONTACTS, groups: GROUPS, membershipsEach: MEMBERSHIPS_EACH };
    await seedBigBook(vendor.databaseUrl, owner.id, size);
    const env = { DATABASE_URL: home.databaseUrl };
    const { args, input } = read(vendor.url, owner);
    const figures = createFigures(`import of ${CONTACTS} contacts from ${dialect}`);
    const megabytes: Record<string, number> = {};
    const runOnce = async (name: string, command: readonly string[]) => {
      const measured = await runMeasured(env, command, input);
      expect(measured).toMatchObject({ exitCode: 0 });
      figures.noteMs(name, measured.tookMs);
      megabytes[`${name}, MB`] = Math.round((measured.peakBytes ?? 0) / 1e6);
      expect(measured.peakBytes ?? 0).toBeLessThan(MOST_BYTES);
      return measured.stdout;
    };
    const importing = ['import', ...args, '--account', account.userName, '--json'];
    const first = checkReport(JSON.parse(await runOnce('first', importing)));
    const memberships = CONTACTS * MEMBERSHIPS_EACH;
    expect([first.contacts.created, first.groups.created, first.memberships.created]).toEqual([
      CONTACTS,
      GROUPS,
      memberships,
    ]);
    const again = checkReport(JSON.parse(await runOnce('again', importing)));
    expect([again.contacts.unchanged, again.groups.unchanged, again.memberships.unchanged]).toEqual([
      CONTACTS,
      GROUPS,
      memberships,
    ]);
    await runOnce('verify', ['verify', '--account', account.userName, '--against', ...args]);
    // Compared as one truth: a failure need not print them.
    expect((await account[dialect](list)).text === (await owner[dialect](list)).text).toBe(true);
    figures.tell({ contacts: CONTACTS, ...megabytes });
  },
  timeoutFor(20),
);
