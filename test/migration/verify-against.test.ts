import { beforeAll, describe, expect, test } from 'vitest';
import { createClient, parseDatabaseUrl } from '../../db/client.ts';
import type { AnswerStyle } from '../../domain/account.ts';
import type { TestAccount } from '../support/account.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createQuickRunner } from '../support/run-program.ts';
import { oddBook, plainBook, type VendorBook } from '../support/vendor-book.ts';
import { readFilemail, readTxty, startVendor, type Vendor } from '../support/vendor-gateway.ts';
import { seedBook } from '../support/vendor-seed.ts';

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

interface Corruption {
  /** On the account `$1`, in a book of 20 contacts from 5000 on and 12 groups from 300 on. */
  readonly statement: string;
  /** What each dialect shows of it: kind, id, group, field, and the value here and there. */
  readonly seen: Readonly<Record<DialectName, readonly (readonly (string | null)[])[]>>;
}

const GROUP_308 = 'feed0000000000000000000000000308';
const GROUP_304 = 'feed0000000000000000000000000304';
const GROUP_303 = 'feed0000000000000000000000000303';

const CORRUPTIONS: Readonly<Record<string, Corruption>> = {
  'a name': {
    statement: `update contact set name = E'Jane\\x1b[31m' where account_id = $1 and id = 5003`,
    seen: {
      filemail: [['contact', '5003', null, 'name', 'Jane\u001b[31m', 'Jane Doe 3']],
      txty: [['contact', '5003', null, 'fullname', 'Jane\u001b[31m', 'Jane Doe 3']],
    },
  },
  'an e-mail address': {
    statement: `update contact set email = null where account_id = $1 and id = 5003`,
    seen: {
      filemail: [['contact', '5003', null, 'email', null, 'jane.3@example.com']],
      txty: [['contact', '5003', null, 'email', null, 'jane.3@example.com']],
    },
  },
  'a phone number': {
    statement: `update contact set msisdn = 4520000004 where account_id = $1 and id = 5003`,
    seen: {
      filemail: [],
      txty: [
        ['contact', '5003', null, 'msisdn', '4520000004', '4520000003'],
        ['contact', '5003', null, 'number', '20000004', '20000003'],
      ],
    },
  },
  'a street': {
    statement: `update contact set street = 'Vestergade 3 ' where account_id = $1 and id = 5003`,
    seen: { filemail: [], txty: [['contact', '5003', null, 'street', 'Vestergade 3 ', 'Vestergade 3']] },
  },
  'a zip code': {
    statement: `update contact set zipcode = '05550' where account_id = $1 and id = 5003`,
    seen: { filemail: [], txty: [['contact', '5003', null, 'zipcode', '05550', '5550']] },
  },
  'a birthday': {
    statement: `update contact set birthday_seconds = 0 where account_id = $1 and id = 5003`,
    seen: { filemail: [], txty: [['contact', '5003', null, 'birthday', '0', null]] },
  },
  'a sex': {
    statement: `update contact set sex = 'female' where account_id = $1 and id = 5003`,
    seen: { filemail: [], txty: [['contact', '5003', null, 'sex', '2', null]] },
  },
  'a contact that is missing here': {
    statement: 'delete from contact where account_id = $1 and id = 5003',
    seen: {
      filemail: [['contact', '5003', null, null, null, 'Jane Doe 3']],
      txty: [['contact', '5003', null, null, null, 'Jane Doe 3']],
    },
  },
  'a contact that is missing there': {
    statement: `insert into contact (account_id, id, text_id, name) values ($1, 9, 'nine', 'John Doe')`,
    seen: {
      filemail: [['contact', 'nine', null, null, 'John Doe', null]],
      txty: [['contact', '9', null, null, 'John Doe', null]],
    },
  },
  "a group's name": {
    statement: `update contact_group set name = 'Friends' where account_id = $1 and id = 303`,
    seen: {
      filemail: [['group', GROUP_303, null, 'contactgroupname', 'Friends', 'Group 3']],
      txty: [['group', '303', null, 'name', 'Friends', 'Group 3']],
    },
  },
  'a group that is missing here': {
    statement: 'delete from contact_group where account_id = $1 and id = 303',
    seen: {
      filemail: [['group', GROUP_303, null, null, null, 'Group 3']],
      txty: [['group', '303', null, null, null, 'Group 3']],
    },
  },
  'a group that is missing there': {
    statement: `insert into contact_group (account_id, id, text_id, name) values ($1, 9, 'nine', 'Friends')`,
    seen: {
      filemail: [['group', 'nine', null, null, 'Friends', null]],
      txty: [['group', '9', null, null, 'Friends', null]],
    },
  },
  'a membership that is missing here': {
    statement: 'delete from membership where account_id = $1 and contact_id = 5003 and group_id = 304',
    seen: {
      filemail: [['membership', '5003', GROUP_304, null, null, 'Group 4']],
      txty: [['membership', '5003', '304', null, null, 'Group 4']],
    },
  },
  'a membership that is missing there': {
    statement: 'insert into membership (account_id, contact_id, group_id) values ($1, 5003, 308)',
    seen: {
      filemail: [['membership', '5003', GROUP_308, null, 'Group 8', null]],
      txty: [['membership', '5003', '308', null, 'Group 8', null]],
    },
  },
};

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
