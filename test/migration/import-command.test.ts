import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useStore } from '../cli/use-store.ts';

const cli = useStore();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diglot-import-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  await cli.add('jane');
});

const CSV = `name,email,mobile,groups
Jane Roe,jane@example.com,+45 12 34 56 78,Friends
Jane Roe,jane@example.com,45 12 34 56,Friends; Family
John Doe,john@example,4512345678,Friends
`;

async function fileOf(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function readReport(args: readonly string[]) {
  const { exitCode, stdout, stderr } = await cli.run(['import', ...args, '--account', 'jane', '--json']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return JSON.parse(stdout);
}

describe('import csv', () => {
  test('prints what came of it, and what was rejected', async () => {
    const file = await fileOf('people.csv', CSV);
    const { exitCode, stdout, stderr } = await cli.run(['import', 'csv', file, '--account', 'jane']);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `WHAT         READ  CREATED  UPDATED  UNCHANGED  REJECTED
contacts     3     2        0        0          1
groups       2     2        0        0          0
memberships  4     3        0        0          1
`,
    });
    expect(stderr).toMatch(/^Rejected:\n {2}contact at line 4: email is no e-mail address\n/m);
    expect(stderr).toMatch(
      /^Never shown by this source, so left as they are: street, zipcode, birthdaySeconds, sex\.$/m,
    );
  });

  test('writes what is rejected for its owner alone, in a form that can be corrected and imported', async () => {
    const file = await fileOf('people.csv', CSV);
    const rejects = join(folder, 'rejects.csv');
    await readReport(['csv', file, '--rejects', rejects]);
    expect((await stat(rejects)).mode & 0o777).toBe(0o600);
    const written = await readFile(rejects, 'utf8');
    const [, row, end] = written.split('\r\n');
    expect([row, end]).toEqual([
      'line 4,email,is no e-mail address,,,John Doe,john@example,4512345678,45,,,,,,Friends',
      '',
    ]);
    await writeFile(rejects, written.replace('john@example,', 'john@example.com,'));
    expect(await readReport(['csv', rejects, '--rejects', rejects])).toMatchObject({
      contacts: { read: 1, created: 1 },
      groups: { read: 1, unchanged: 1 },
      memberships: { read: 1, created: 1 },
    });
  });

  test('writes no file where nothing is rejected', async () => {
    const file = await fileOf('good.csv', 'name\nJane Roe\n');
    const rejects = join(folder, 'none.csv');
    await readReport(['csv', file, '--rejects', rejects]);
    await expect(stat(rejects)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(stat(`${rejects}.part`)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('rehearses, and then does what it said', async () => {
    const file = await fileOf('people.csv', CSV);
    const rehearsed = await readReport(['csv', file, '--dry-run']);
    const done = await readReport(['csv', file]);
    for (const kind of ['contacts', 'groups', 'memberships']) expect(done[kind]).toEqual(rehearsed[kind]);
    expect([rehearsed.dryRun, done.dryRun]).toEqual([true, false]);
  });

  test('ends with 3 where too much is rejected, and reports what was done', async () => {
    const file = await fileOf('people.csv', CSV);
    const { exitCode, stdout, stderr } = await cli.run([
      ...['import', 'csv', file, '--account', 'jane', '--max-errors', '0', '--json'],
    ]);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      end: { is: 'too-many-rejected' },
      contacts: { read: 3, rejected: 1 },
    });
    expect(stderr).toMatch(/Too much was rejected \(--max-errors\)/);
  });
});

test.each([
  [['csv', 'x.csv'], 2, /--account <name>' not specified/],
  [['csv', 'x.csv', '--account', 'nobody'], 3, /There is no account "nobody"/],
  [['csv', 'x.csv', '--account', 'jane', '--max-errors', '101%'], 2, /a share of all such as 5%/],
  [['csv', 'x.csv', '--account', 'jane', '--rate', '0'], 2, /such as 500 or 500\/s/],
  [['csv', 'x.csv', '--account', 'jane', '--match', 'name'], 2, /email or msisdn/],
  [['csv', '/nonexistent/x.csv', '--account', 'jane'], 4, /x\.csv/],
  [
    ['csv', 'x.csv', '--account', 'jane', '--rejects', '/nonexistent/r.csv'],
    3,
    /--rejects can't be written: ENOENT/,
  ],
  [['filemail', '--url', 'https://example.com', '--account', 'jane'], 2, /--password-stdin/],
  [['txty', '--url', 'https://example.com', '--account', 'jane'], 2, /--user <name>' not specified/],
])('import %j is refused with %i', async (args, exitCode, message) => {
  const outcome = await cli.run(['import', ...args]);
  expect(outcome).toMatchObject({ exitCode, stdout: '' });
  expect(outcome.stderr).toMatch(message);
});
