import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../../domain/account.ts';
import { useStore } from '../cli/use-store.ts';
import { connect } from '../store/test-store.ts';
import { anyBook, type Book } from '../support/any-book.ts';
import { seedBook } from '../support/vendor-seed.ts';

const cli = useStore();
let folder: string;
let jane: Account;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diglot-export-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  jane = await cli.add('jane');
  const other = await cli.open.directory.findAccount('other');
  await seed(other?.id ?? 0, SMALL);
});

const GROUPS = [
  { id: 100, textId: '1c12267ae0244adf956bf80788b47bd6', name: 'Friends' },
  { id: 126, textId: 'club', name: 'Book; Club, [=1+1]' },
];
const SMALL: Book = {
  groups: GROUPS,
  contacts: [
    {
      ...{ id: 7, textId: 'jd893jr8g93hf39th', name: '=Døe, "Jane"', email: 'jane@example.com' },
      ...{ phone: { dialcode: 45, msisdn: 4512345678 }, street: 'Vej 1\nth', zipcode: '0999' },
      ...{ birthdaySeconds: -1, sex: 'female', groups: GROUPS },
    },
    {
      ...{
        id: 9,
        textId: '9',
        name: 'John',
        email: null,
        phone: { text: '+ask' },
        street: null,
        zipcode: null,
      },
      ...{ birthdaySeconds: null, sex: null, groups: [] },
    },
  ],
};

async function seed(accountId: number, { groups, contacts }: Book): Promise<void> {
  const vendors = contacts.map(({ phone, groups: own, ...contact }) => {
    const said = Object.fromEntries(Object.entries(contact).filter(([, value]) => value !== null));
    const number = phone === null ? {} : 'text' in phone ? { phoneText: phone.text } : phone;
    return { ...contact, ...said, ...number, groups: own.map(({ id }) => id) };
  });
  await seedBook(cli.databaseUrl, accountId, { groups, contacts: vendors as never });
}

const exportAs = (format: string, account = 'jane') =>
  cli.runQuickly(['export', '--account', account, '--format', format]);

describe('export writes', () => {
  test('NDJSON: an object a line, groups first', async () => {
    await seed(jane.id, SMALL);
    expect(await exportAs('ndjson')).toEqual({
      exitCode: 0,
      stdout: [
        '{"kind":"group","id":100,"textId":"1c12267ae0244adf956bf80788b47bd6","name":"Friends"}',
        '{"kind":"group","id":126,"textId":"club","name":"Book; Club, [=1+1]"}',
        '{"kind":"contact","id":7,"textId":"jd893jr8g93hf39th","name":"=Døe, \\"Jane\\"","email":"jane@example.com","phone":{"dialcode":45,"msisdn":4512345678},"street":"Vej 1\\nth","zipcode":"0999","birthdaySeconds":-1,"sex":"female","groups":[100,126]}',
        '{"kind":"contact","id":9,"textId":"9","name":"John","email":null,"phone":{"text":"+ask"},"street":null,"zipcode":null,"birthdaySeconds":null,"sex":null,"groups":[]}',
        '',
      ].join('\n'),
      stderr: 'Exported 2 contacts and 2 groups.\n',
    });
  });

  test('CSV: a row for each group and each contact, with nothing that is a formula', async () => {
    await seed(jane.id, SMALL);
    const groups = 'Friends [100 1c12267ae0244adf956bf80788b47bd6]; Book\\; Club\\, \\[=1+1\\] [126 club]';
    const [friends, club] = [groups.slice(0, groups.indexOf(']') + 1), groups.slice(groups.indexOf('Book'))];
    expect((await exportAs('csv')).stdout).toBe(
      [
        '\ufeffid,text_id,name,email,msisdn,dialcode,phone_text,street,zipcode,birthday,sex,groups',
        `,,,,,,,,,,,${friends}`,
        `,,,,,,,,,,,"${club}"`,
        `7,jd893jr8g93hf39th,"'=Døe, ""Jane""",jane@example.com,4512345678,45,,"Vej 1\nth",0999,'-1,female,"${groups}"`,
        "9,9,John,,,,'+ask,,,,,",
        '',
      ].join('\r\n'),
    );
  });

  test('vCard 4.0: a card for each group and each contact', async () => {
    await seed(jane.id, SMALL);
    expect((await exportAs('vcard')).stdout.split('\r\n')).toEqual([
      ...['BEGIN:VCARD', 'VERSION:4.0', 'KIND:group', 'FN:Friends', 'X-DIGLOT-ID:100'],
      ...['X-DIGLOT-TEXT-ID:1c12267ae0244adf956bf80788b47bd6', 'END:VCARD'],
      ...['BEGIN:VCARD', 'VERSION:4.0', 'KIND:group', 'FN:Book\\; Club\\, [=1+1]', 'X-DIGLOT-ID:126'],
      ...['X-DIGLOT-TEXT-ID:club', 'END:VCARD'],
      ...[
        'BEGIN:VCARD',
        'VERSION:4.0',
        'FN:=Døe\\, "Jane"',
        'N:;=Døe\\, "Jane";;;',
        'EMAIL:jane@example.com',
      ],
      ...[
        'TEL;TYPE=cell:+4512345678',
        'ADR:;;Vej 1\\nth;;;0999;',
        'BDAY:19700101',
        'X-DIGLOT-EXACT;FIELD=birthday:-1',
      ],
      ...['GENDER:F', 'CATEGORIES:Friends,Book\\; Club\\, [=1+1]', 'X-DIGLOT-ID:7'],
      ...['X-DIGLOT-TEXT-ID:jd893jr8g93hf39th', 'X-DIGLOT-GROUPS:100,126', 'END:VCARD'],
      ...[
        'BEGIN:VCARD',
        'VERSION:4.0',
        'FN:John',
        'N:;John;;;',
        'TEL:+ask',
        'X-DIGLOT-EXACT;FIELD=phone:%2Bask',
      ],
      ...['X-DIGLOT-ID:9', 'X-DIGLOT-TEXT-ID:9', 'END:VCARD', ''],
    ]);
  });

  test('an account without contacts, whatever others have', async () => {
    expect(await exportAs('ndjson')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'Exported 0 contacts and 0 groups.\n',
    });
    expect((await exportAs('csv')).stdout).toMatch(/^\ufeffid,[^\n]*groups\r\n$/);
    expect((await exportAs('vcard')).stdout).toBe('');
  });
});

const SEED = 20_261_122;

test.each(['ndjson', 'csv', 'vcard'])(
  '%s goes out, comes in and goes out as it was, whatever is in it',
  async (format) => {
    const [book] = fc.sample(anyBook(250), { seed: SEED, numRuns: 1 });
    await seed(jane.id, book ?? expect.fail('there is a book'));
    await cli.add('john');
    const { stdout: written } = await exportAs(format);
    const file = join(folder, `any.${format}`);
    await writeFile(file, written);
    const again = async () => {
      const { exitCode, stdout } = await cli.runQuickly([
        'import',
        format,
        file,
        '--account',
        'john',
        '--json',
      ]);
      expect(exitCode).toBe(0);
      return JSON.parse(stdout);
    };
    const first = await again();
    expect(first.contacts).toMatchObject({
      read: book?.contacts.length,
      created: book?.contacts.length,
      rejected: 0,
    });
    expect((await exportAs(format, 'john')).stdout).toBe(written);
    expect((await again()).contacts).toMatchObject({ unchanged: book?.contacts.length });
  },
);

describe('export to a file', () => {
  test('puts a whole one in its place, for its owner alone', async () => {
    await seed(jane.id, SMALL);
    const own = join(folder, 'own');
    const file = `${own}.ndjson`;
    await writeFile(file, 'the one from before', { mode: 0o644 });
    const args = ['export', '--account', 'jane', '--format', 'ndjson', '--output', file];
    expect(await cli.runQuickly(args)).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'Exported 2 contacts and 2 groups.\n',
    });
    expect(await readFile(file, 'utf8')).toBe((await exportAs('ndjson')).stdout);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).filter((name) => name.startsWith('own'))).toEqual(['own.ndjson']);
  });

  test('that can not be written is refused', async () => {
    const file = join(folder, 'nowhere', 'x.csv');
    const args = ['export', '--account', 'jane', '--format', 'csv', '--output', file];
    expect(await cli.runQuickly(args)).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `"${file}" can't be written: ENOENT.\n`,
    });
  });
});

test('export ends quietly where nobody reads on', async () => {
  const sql = connect(cli.databaseUrl);
  await sql`insert into contact (account_id, id, text_id, name)
    select ${jane.id}, place, place::text, repeat('x', 200) from generate_series(1, 3000) as place`;
  await sql.end();
  const args = ['dist/src/main.js', 'export', '--account', 'jane', '--format', 'ndjson'];
  const child = spawn(process.execPath, args, { env: { ...process.env, DATABASE_URL: cli.databaseUrl } });
  child.stdout.once('data', () => child.stdout.destroy());
  let stderr = '';
  for await (const chunk of child.stderr) stderr += chunk;
  expect(stderr).toMatch(/^Exported [\d,]+ contacts and 0 groups\.\n$/);
  expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(0);
});

test.each([
  [
    ['--account', 'nobody', '--format', 'csv'],
    3,
    'There is no account "nobody". See them with: diglot account list\n',
  ],
  [['--account', 'locked', '--format', 'csv'], 3, expect.stringContaining('diglot account enable NAME')],
  [['--account', 'jane'], 2, expect.stringContaining('--format')],
  [
    ['--account', 'jane', '--format', 'xml'],
    2,
    expect.stringContaining('Allowed choices are ndjson, csv, vcard'),
  ],
])('export refuses %j', async (args, exitCode, stderr) => {
  const { id } = await cli.add('locked');
  await cli.open.directory.updateAccount(id, { disabled: true });
  expect(await cli.runQuickly(['export', ...args])).toEqual({ exitCode, stdout: '', stderr });
});
