import { describe, expect, test } from 'vitest';
import { useStore } from './use-store.ts';

const cli = useStore();

const SECRET = 'correct horse battery staple';
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('account add', () => {
  test('prints the new account, and says that nobody can log in without a password', async () => {
    const { exitCode, stdout, stderr } = await cli.run([
      'account',
      'add',
      'jane',
      '--email',
      'jane@example.com',
    ]);
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
    const { exitCode, stdout, stderr } = await cli.runQuickly(args, SECRET);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      id: expect.any(Number),
      userName: 'Jørgen Ø',
      email: 'jørgen@example.com',
      region: 'SE',
      answers: 'documented',
      disabled: false,
      hasPassword: true,
      dialects: {},
      createdAt: INSTANT,
    });
    expect(await cli.isPassword('JØRGEN@example.com', SECRET)).toBe(true);
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
    const outcome = await cli.runQuickly(['account', 'add', name, '--email', email, '--region', region]);
    expect(outcome).toEqual({ exitCode: 3, stdout: '', stderr: expect.stringMatching(/^[^\u001b]+\.\n$/) });
    expect((await cli.open.directory.listAccounts()).map(({ userName }) => userName)).toEqual(['other']);
  });
});

describe('account list and show', () => {
  test('print every account, for people and for programs', async () => {
    const jane = await cli.add('jane');
    const [text, json] = await Promise.all([
      cli.runQuickly(['account', 'list']),
      cli.runQuickly(['account', 'list', '--json']),
    ]);
    const lines = text.stdout.split('\n');
    expect(lines[0]).toMatch(/^ID +USER NAME +E-MAIL +REGION +ANSWERS +DISABLED +PASSWORD +CREATED$/);
    expect(lines[1]).toMatch(/^\d+ +other +other@example.com +DK +- +no +no +\S+Z$/);
    expect(lines[2]).toMatch(/^\d+ +jane +jane@example.com +DK +- +no +no +\S+Z$/);
    expect(lines.slice(3)).toEqual(['']);
    const stored = await cli.open.directory.listAccounts();
    expect(JSON.parse(json.stdout)).toEqual(JSON.parse(JSON.stringify(stored)));
    expect(stored).toContainEqual(jane);
  });

  test('find an account by user name or e-mail address in any case', async () => {
    await cli.add('jane');
    const [byName, byEmail] = await Promise.all([
      cli.runQuickly(['account', 'show', 'JANE', '--json']),
      cli.runQuickly(['account', 'show', 'Jane@Example.com', '--json']),
    ]);
    expect(JSON.parse(byName.stdout)).toMatchObject({ userName: 'jane' });
    expect(byEmail).toEqual(byName);
  });

  test('refuse a name that nobody has', async () => {
    expect(await cli.runQuickly(['account', 'show', 'nobody'])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: 'There is no account "nobody". See them with: diglot account list\n',
    });
  });
});

describe('account set, disable and enable', () => {
  test('change what is named and nothing else', async () => {
    const jane = await cli.add('jane');
    const set = await cli.runQuickly([
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
    const back = await cli.runQuickly([
      'account',
      'set',
      'jane',
      '--answers',
      'default',
      '--region',
      'no',
      '--json',
    ]);
    expect(JSON.parse(back.stdout)).toEqual({ ...expected, answers: null, region: 'NO' });
    expect((await cli.open.directory.findAccount('other'))?.region).toBe('DK');
  });

  test('refuse what another account has, and what is no value', async () => {
    await cli.add('jane');
    const taken = await cli.runQuickly(['account', 'set', 'jane', '--email', 'other@example.com']);
    const invalid = await cli.runQuickly(['account', 'set', 'jane', '--email', 'jane']);
    expect([taken.exitCode, invalid.exitCode]).toEqual([3, 3]);
    expect((await cli.open.directory.findAccount('jane'))?.email).toBe('jane@example.com');
  });

  test('need something to change', async () => {
    expect(await cli.runQuickly(['account', 'set', 'other'])).toMatchObject({ exitCode: 2, stdout: '' });
  });

  test('lock an account and unlock it', async () => {
    const disabled = await cli.runQuickly(['account', 'disable', 'other', '--json']);
    expect(JSON.parse(disabled.stdout)).toMatchObject({ userName: 'other', disabled: true });
    const enabled = await cli.runQuickly(['account', 'enable', 'other']);
    expect(enabled.stdout).toMatch(/^DISABLED {3}no$/m);
    expect((await cli.open.directory.findAccount('other'))?.disabled).toBe(false);
  });
});

describe('account remove', () => {
  test('removes that account alone, once it is confirmed', async () => {
    await cli.add('jane');
    expect(await cli.runQuickly(['account', 'remove', 'jane'])).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await cli.open.directory.listAccounts()).toHaveLength(2);
    expect(await cli.runQuickly(['account', 'remove', 'jane', '--yes'])).toMatchObject({
      exitCode: 0,
      stdout: '',
    });
    expect((await cli.open.directory.listAccounts()).map(({ userName }) => userName)).toEqual(['other']);
    expect(await cli.runQuickly(['account', 'remove', 'jane', '--yes'])).toMatchObject({
      exitCode: 3,
      stdout: '',
    });
  });
});
