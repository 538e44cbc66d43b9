import { beforeAll, describe, expect, test } from 'vitest';
import { createClient, parseDatabaseUrl } from '../../db/client.ts';
import type { AnswerStyle } from '../../domain/account.ts';
import type { TestAccount } from '../support/account.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createQuickRunner } from '../support/run-program.ts';
import { oddBook, plainBook, type VendorBook } from '../support/vendor-book.ts';
import { readFilemail, readTxty, startVendor, type Vendor } from '../support/vendor-gateway.ts';
import { seedBook } from '../support/vendor-seed.ts';
import { CORRUPTIONS } from './corruptions.ts';

const READINGS = { filemail: readFilemail, txty: readTxty } as const;
const DIALECTS = ['filemail', 'txty'] as const;

type DialectName = (typeof DIALECTS)[number];

let vendor: Vendor;
let home: TestGateway;
let run: ReturnType<typeof createQuickRunner>;
beforeAll(async () => {
  [vendor, home] = await Promise.all([startVendor(), startTestGateway({ answers: 'documented' })]);
  run = createQuickRunner({ DATABASE_URL: home.databaseUrl });
  // Somebody else's book on both sides, with ids of the books below.
  const [owner, account] = await Promise.all([vendor.addOwner(plainBook(3)), home.addAccount()]);
  await seedBook(home.databaseUrl, account.id, oddBook());
  expect(owner.id).toBeGreaterThan(0);
});

/** An owner's book at the vendor, and the same in an account here. */
async function bringOver(book: VendorBook, answers?: AnswerStyle) {
  const [owner, account] = await Promise.all([
    vendor.addOwner(book, answers && { answers }),
    home.addAccount(),
  ]);
  await seedBook(home.databaseUrl, account.id, book);
  return { owner, account };
}

async function verify(
  dialect: DialectName,
  { owner, account }: { owner: TestAccount; account: TestAccount },
  options: readonly string[] = ['--json'],
) {
  const { args, input } = READINGS[dialect](vendor.url, owner);
  return run(['verify', '--account', account.userName, '--against', ...args, ...options], input);
}

async function change(databaseUrl: string, accountId: number, statement: string): Promise<void> {
  const sql = createClient(parseDatabaseUrl(databaseUrl), { connections: 1, statementTimeoutSeconds: 60 });
  try {
    await sql.unsafe(statement, [accountId]);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const BOOKS = {
  'without a contact': plainBook(0),
  'of one contact': plainBook(1),
  'of some thousand contacts': plainBook(3000),
  'of all oddities': oddBook(),
};

describe.each(DIALECTS)('against a vendor who speaks %s', (dialect) => {
  test.each(Object.entries(BOOKS))('a book %s that came over whole does not differ', async (_, book) => {
    const memberships = book.contacts.flatMap(({ groups }) => groups).length;
    const same = (count: number) => ({ here: count, there: count, differences: 0 });
    const report = {
      equal: true,
      contacts: same(book.contacts.length),
      groups: same(book.groups.length),
      memberships: same(memberships),
      differenceCount: 0,
      differences: [],
    };
    const { exitCode, stdout, stderr } = await verify(dialect, await bringOver(book));
    expect({ exitCode, report: JSON.parse(stdout), stderr }).toEqual({ exitCode: 0, report, stderr: '' });
  });

  test.each(['documented', 'compatible'] as const)('%s answers are no difference', async (answers) => {
    for (const book of [plainBook(0), plainBook(30)]) {
      expect(await verify(dialect, await bringOver(book, answers))).toMatchObject({
        exitCode: 0,
        stderr: '',
      });
    }
  });
});

describe.each(DIALECTS)('what differs from a vendor who speaks %s is found, and nothing else', (dialect) => {
  test.each(Object.entries(CORRUPTIONS))('%s', async (_, { statement, seen }) => {
    const pair = await bringOver(plainBook(20));
    await change(home.databaseUrl, pair.account.id, statement);
    const { exitCode, stdout, stderr } = await verify(dialect, pair);
    const { differences } = JSON.parse(stdout);
    const expected = seen[dialect].map(([kind, id, group, field, here, there]) => {
      return { kind, id, group, field, here, there };
    });
    expect(differences).toEqual(expected);
    const count = expected.length === 1 ? '1 difference' : `${expected.length} differences`;
    expect({ exitCode, stderr }).toEqual(
      expected.length === 0
        ? { exitCode: 0, stderr: '' }
        : { exitCode: 3, stderr: `They differ: ${count}.\n` },
    );
  });

  test('all of it at once, on either side', async () => {
    const pair = await bringOver(plainBook(20));
    await change(home.databaseUrl, pair.account.id, `update contact set name = 'John' where account_id = $1`);
    await change(vendor.databaseUrl, pair.owner.id, 'delete from contact_group where account_id = $1');
    const { stdout } = await verify(dialect, pair);
    expect(JSON.parse(stdout)).toMatchObject({
      equal: false,
      contacts: { here: 20, there: 20, differences: 20 },
      groups: { here: 12, there: 0, differences: 12 },
      memberships: { here: 30, there: 0, differences: 0 },
      differenceCount: 32,
    });
  });
});
