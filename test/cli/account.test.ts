import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OpenStore, openStore } from '../../db/connect.ts';
import { createPasswords } from '../../domain/password.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { testStoreOptions } from '../support/store-options.ts';
import { createQuickRunner, createRunner } from './run-program.ts';

let database: TestDatabase;
let open: OpenStore;
let run: ReturnType<typeof createRunner>;
let runQuickly: ReturnType<typeof createRunner>;

const SECRET = 'correct horse battery staple';
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

beforeAll(async () => {
  database = await createTestDatabase();
  run = createRunner({ DATABASE_URL: database.url });
  runQuickly = createQuickRunner({ DATABASE_URL: database.url });
  open = await openStore({ ...testStoreOptions, databaseUrl: database.url });
});

afterAll(async () => {
  await open.close();
  await database.drop();
});

beforeEach(async () => {
  for (const { id } of await open.directory.listAccounts()) await open.directory.removeAccount(id);
  await add('other');
});

async function add(userName: string) {
  const email = `${userName}@example.com`;
  return open.directory.addAccount({ userName, email, passwordHash: null, region: 'DK', answers: null });
}

async function isPassword(name: string, password: string): Promise<boolean> {
  const login = await open.store.findLogin(name);
  return createPasswords().matches(password, login?.passwordHash ?? null);
}

describe('account add', () => {
  test('prints the new account, and says that nobody can log in without a password', async () => {
    const { exitCode, stdout, stderr } = await run(['account', 'add', 'jane', '--email', 'jane@example.com']);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^ID {9}\d+$/),
      'USER NAME  jane',
      'E-MAIL     jane@example.com',
      'REGION     DK',
      'ANSWERS    -',
      'DISABLED   no',
      'PASSWORD   no',
      expect.stringMatching(/^CREATED {4}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      '',
    ]);
    expect(stderr).toContain('nobody can log in');
    expect(exitCode).toBe(0);
  });

  test('takes every option, reads the password from its input and never tells it', async () => {
    const options = ['--email', 'jørgen@example.com', '--region', 'se', '--answers', 'documented'];
    const args = ['account', 'add', 'Jørgen Ø', ...options, '--password-stdin', '--json'];
    const { exitCode, stdout, stderr } = await run(args, SECRET);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      id: expect.any(Number),
      userName: 'Jørgen Ø',
      email: 'jørgen@example.com',
      region: 'SE',
      answers: 'documented',
      disabled: false,
      hasPassword: true,
      createdAt: INSTANT,
    });
    expect(await isPassword('JØRGEN@example.com', SECRET)).toBe(true);
  });

  test.each([
    ['a user name with a blank at its end', 'jane ', 'jane@example.com', 'DK'],
    ['an empty user name', '', 'jane@example.com', 'DK'],
    ['a user name with a control character', 'ja\u001bne', 'jane@example.com', 'DK'],
    ['a user name of 256 characters', 'j'.repeat(256), 'jane@example.com', 'DK'],
    ['an e-mail address without a domain', 'jane', 'jane@', 'DK'],
    ['an unknown region', 'jane', 'jane@example.com', 'XX'],
    ["another account's user name", 'OTHER', 'jane@example.com', 'DK'],
    ["another account's e-mail address", 'jane', 'Other@Example.com', 'DK'],
    ["another account's e-mail address as user name", 'other@example.com', 'jane@example.com', 'DK'],
  ])('refuses %s and stores nothing', async (_what, name, email, region) => {
    const outcome = await runQuickly(['account', 'add', name, '--email', email, '--region', region]);
    expect(outcome).toEqual({ exitCode: 3, stdout: '', stderr: expect.stringMatching(/^[^\u001b]+\.\n$/) });
    expect((await open.directory.listAccounts()).map(({ userName }) => userName)).toEqual(['other']);
  });
});

describe('account list and show', () => {
  test('print every account, for people and for programs', async () => {
    const jane = await add('jane');
    const [text, json] = await Promise.all([run(['account', 'list']), run(['account', 'list', '--json'])]);
    const lines = text.stdout.split('\n');
    expect(lines[0]).toMatch(/^ID +USER NAME +E-MAIL +REGION +ANSWERS +DISABLED +PASSWORD +CREATED$/);
    expect(lines[1]).toMatch(/^\d+ +other +other@example.com +DK +- +no +no +\S+Z$/);
    expect(lines[2]).toMatch(/^\d+ +jane +jane@example.com +DK +- +no +no +\S+Z$/);
    expect(lines.slice(3)).toEqual(['']);
    const stored = await open.directory.listAccounts();
    expect(JSON.parse(json.stdout)).toEqual(JSON.parse(JSON.stringify(stored)));
    expect(stored).toContainEqual(jane);
  });

  test('find an account by user name or e-mail address in any case', async () => {
    await add('jane');
    const [byName, byEmail] = await Promise.all([
      run(['account', 'show', 'JANE', '--json']),
      run(['account', 'show', 'Jane@Example.com', '--json']),
    ]);
    expect(JSON.parse(byName.stdout)).toMatchObject({ userName: 'jane' });
    expect(byEmail).toEqual(byName);
  });

  test('refuse a name that nobody has', async () => {
    expect(await run(['account', 'show', 'nobody'])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: 'There is no account "nobody". See them with: diglot account list\n',
    });
  });
});

describe('account set, disable and enable', () => {
  test('change what is named and nothing else', async () => {
    const jane = await add('jane');
    const set = await run([
      'account',
      'set',
      'jane',
      '--user-name',
      'Jane',
      '--answers',
      'compatible',
      '--json',
    ]);
    const { createdAt, ...rest } = jane;
    const expected = { ...rest, userName: 'Jane', answers: 'compatible', createdAt: createdAt.toISOString() };
    expect(JSON.parse(set.stdout)).toEqual(expected);
    const back = await run(['account', 'set', 'jane', '--answers', 'default', '--region', 'no', '--json']);
    expect(JSON.parse(back.stdout)).toEqual({ ...expected, answers: null, region: 'NO' });
    expect((await open.directory.findAccount('other'))?.region).toBe('DK');
  });

  test('refuse what another account has, and what is no value', async () => {
    await add('jane');
    const taken = await runQuickly(['account', 'set', 'jane', '--email', 'other@example.com']);
    const invalid = await runQuickly(['account', 'set', 'jane', '--email', 'jane']);
    expect([taken.exitCode, invalid.exitCode]).toEqual([3, 3]);
    expect((await open.directory.findAccount('jane'))?.email).toBe('jane@example.com');
  });

  test('need something to change', async () => {
    expect(await runQuickly(['account', 'set', 'other'])).toMatchObject({ exitCode: 2, stdout: '' });
  });

  test('lock an account and unlock it', async () => {
    const disabled = await run(['account', 'disable', 'other', '--json']);
    expect(JSON.parse(disabled.stdout)).toMatchObject({ userName: 'other', disabled: true });
    const enabled = await run(['account', 'enable', 'other']);
    expect(enabled.stdout).toMatch(/^DISABLED {3}no$/m);
    expect((await open.directory.findAccount('other'))?.disabled).toBe(false);
  });
});

describe('account password', () => {
  test('sets it, ends the login tokens and leaves the keys', async () => {
    const { id } = await add('jane');
    await open.store.addCredential(id, 'token', 'token-of-jane', null);
    await open.store.addCredential(id, 'key', 'key-of-jane', null);
    const { exitCode, stdout, stderr } = await run(
      ['account', 'password', 'jane', '--password-stdin'],
      SECRET,
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).not.toContain(SECRET);
    expect(await isPassword('jane', SECRET)).toBe(true);
    expect(await open.directory.listCredentials(id, 'token')).toEqual([]);
    expect(await open.directory.listCredentials(id, 'key')).toHaveLength(1);
  });

  test.each([
    ['one newline at its end is none of it', 'p w\n', 'p w'],
    ['so is one of Windows', 'p w\r\n', 'p w'],
    ['a second one is', 'p w\n\n', 'p w\n'],
    ['blanks are', ' p w ', ' p w '],
    ['and so is Unicode', 'pæssørd🔑', 'pæssørd🔑'],
  ])('%s', async (_what, input, password) => {
    expect(await runQuickly(['account', 'password', 'other', '--password-stdin'], input)).toMatchObject({
      exitCode: 0,
    });
    expect(await isPassword('other', password)).toBe(true);
  });

  test.each([
    ['an empty password', '\n', 3],
    ['one with U+0000', 'a\0b', 3],
    ['one without end', 'x'.repeat(100_000), 3],
  ])('refuses %s', async (_what, input, exitCode) => {
    const outcome = await runQuickly(['account', 'password', 'other', '--password-stdin'], input);
    expect(outcome).toMatchObject({ exitCode, stdout: '' });
    expect((await open.directory.findAccount('other'))?.hasPassword).toBe(false);
  });
});

describe('account remove', () => {
  test('removes that account alone, once it is confirmed', async () => {
    await add('jane');
    expect(await runQuickly(['account', 'remove', 'jane'])).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await open.directory.listAccounts()).toHaveLength(2);
    expect(await run(['account', 'remove', 'jane', '--yes'])).toMatchObject({ exitCode: 0, stdout: '' });
    expect((await open.directory.listAccounts()).map(({ userName }) => userName)).toEqual(['other']);
    expect(await runQuickly(['account', 'remove', 'jane', '--yes'])).toMatchObject({
      exitCode: 3,
      stdout: '',
    });
  });
});
