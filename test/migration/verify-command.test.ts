import { beforeAll, describe, expect, test } from 'vitest';
import { createClient, parseDatabaseUrl } from '../../db/client.ts';
import type { TestAccount } from '../support/account.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createQuickRunner, createRunner } from '../support/run-program.ts';
import { oddBook, plainBook } from '../support/vendor-book.ts';
import { seedBook } from '../support/vendor-seed.ts';

let home: TestGateway;
let owner: TestAccount;
let account: TestAccount;
let run: ReturnType<typeof createQuickRunner>;
beforeAll(async () => {
  // One gateway is its own vendor: the book of one account is compared with that of another.
  home = await startTestGateway();
  run = createQuickRunner({ DATABASE_URL: home.databaseUrl });
  [owner, account] = await Promise.all([home.addAccount(), home.addAccount()]);
  await seedBook(home.databaseUrl, owner.id, plainBook(20));
  await seedBook(home.databaseUrl, account.id, plainBook(20));
  const sql = createClient(parseDatabaseUrl(home.databaseUrl), {
    connections: 1,
    statementTimeoutSeconds: 60,
  });
  await sql.unsafe(
    `update contact set name = repeat('Jane ', 20) || U&'\\202e' where account_id = $1 and id = 5000`,
    [account.id],
  );
  await sql.unsafe('delete from contact where account_id = $1 and id >= 5010', [account.id]);
  await sql.end({ timeout: 1 });
});

const against = (dialect: string) => ['verify', '--account', account.userName, '--against', dialect];

describe('what people are shown', () => {
  test('is a table of counts and one of differences, fit for a terminal', async () => {
    const args = [
      ...against('txty'),
      '--url',
      home.url,
      '--user',
      owner.userName,
      '--key-stdin',
      '--limit',
      '2',
    ];
    expect(await run(args, `${owner.key}\n`)).toEqual({
      exitCode: 3,
      stdout: `Compared     Here  There  Differences
contacts     10    20     11
groups       12    12     0
memberships  13    30     0

Kind     ID    Group  Field     Here                                                             There
contact  5000  -      fullname  "Jane Jane Jane Jane Jane Jane Jane Jane Jane Jane Jane Jane …"  "Jane Doe 0"
contact  5010  -      -         missing                                                          "Jane Doe 10"
`,
      stderr: '… and 9 more. Print more of them with --limit.\nThey differ: 11 differences.\n',
    });
  });

  test('is the same by a login token, which stays good', async () => {
    const args = [...against('filemail'), '--url', `${home.url}/api/`, '--logintoken-stdin', '--limit', '0'];
    expect(await run(args, owner.token)).toEqual({
      exitCode: 3,
      stdout: `Compared     Here  There  Differences
contacts     10    20     11
groups       12    12     0
memberships  13    30     0
`,
      stderr: '… and 11 more. Print more of them with --limit.\nThey differ: 11 differences.\n',
    });
    expect((await owner.filemail('contacts/group/get')).status).toBe(200);
  });
});

describe('what only the account has', () => {
  const counts = (here: number, there: number) => `Compared     Here  There  Differences
contacts     ${here}    ${there}     0
groups       12    12     0
memberships  ${here === 20 ? 30 : 13}    ${there === 20 ? 30 : 13}     0
`;

  test('is no difference with --ignore-extra', async () => {
    const args = ['verify', '--account', owner.userName, '--against', 'txty', '--url', home.url];
    const asAccount = [...args, '--user', account.userName, '--key-stdin', '--ignore-extra'];
    const { stdout, ...rest } = await run(asAccount, account.key);
    // The one name that differs is a difference all the same.
    expect(rest).toEqual({ exitCode: 3, stderr: 'They differ: 1 difference.\n' });
    expect(stdout).toContain(counts(20, 10).replace('10     0', '10     1'));
    const asOwner = [...against('txty'), '--url', home.url, '--user', owner.userName, '--key-stdin'];
    expect((await run([...asOwner, '--ignore-extra'], owner.key)).stderr).toBe(
      'They differ: 11 differences.\n',
    );
  });

  test('is not asked about where no vendor is', async () => {
    const outcome = await run(['verify', '--account', account.userName, '--self', '--ignore-extra']);
    expect(outcome).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

describe('the two dialects of an account', () => {
  test.each([
    ['without a contact', plainBook(0)],
    ['of a thousand contacts', plainBook(1000)],
    ['of all oddities', oddBook()],
  ])('tell the same story of a book %s', async (_, book) => {
    const own = await home.addAccount();
    await seedBook(home.databaseUrl, own.id, book);
    const same = (count: number) => ({ filemail: count, txty: count, differences: 0 });
    const { exitCode, stdout, stderr } = await run(['verify', '--account', own.userName, '--self', '--json']);
    expect({ exitCode, report: JSON.parse(stdout), stderr }).toEqual({
      exitCode: 0,
      report: {
        equal: true,
        contacts: same(book.contacts.length),
        groups: same(book.groups.length),
        memberships: same(book.contacts.flatMap(({ groups }) => groups).length),
        differenceCount: 0,
        differences: [],
      },
      stderr: '',
    });
  });

  test('are compared by the program as it is shipped', async () => {
    const runShipped = createRunner({ DATABASE_URL: home.databaseUrl });
    expect(await runShipped(['verify', '--account', owner.userName, '--self'])).toEqual({
      exitCode: 0,
      stdout: `Compared     Filemail  Txty  Differences
contacts     20        20    0
groups       12        12    0
memberships  30        30    0
`,
      stderr: '',
    });
  });
});
