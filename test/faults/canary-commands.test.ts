import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createQuickRunner } from '../support/run-program.ts';
import { createMarks } from './canary/marks.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

const run = (env: Readonly<Record<string, string>>, args: readonly string[], input = '') =>
  createQuickRunner(env)(args, input);

/** Command lines that a person may write who takes a secret for an argument; `SECRET` stands for it. */
const WRONG_LINES = [
  'account add jane --email jane@example.com --password SECRET',
  'account add jane --email jane@example.com --password=SECRET',
  'account add jane --email jane@example.com --password-stdin SECRET',
  'account add jane --email jane@example.com --password-stdin=SECRET',
  'account add jane SECRET --email jane@example.com',
  'account add jane --email jane@example.com -pSECRET',
  'account password jane SECRET',
  'account password jane --password SECRET',
  'account password jane --password-stdin SECRET',
  'account password jane --password-stdin=SECRET',
  'account set jane --password SECRET',
  'account set jane --password=SECRET',
  'account show jane SECRET',
  'account list SECRET',
  'account remove jane SECRET --yes',
  'account disable jane SECRET',
  'account enable jane --key=SECRET',
  'key add jane SECRET',
  'key add jane --key SECRET',
  'key add jane --key=SECRET',
  'key add jane --key-stdin SECRET',
  'key add jane --key-stdin=SECRET',
  'key list jane SECRET',
  'key list jane --key=SECRET',
  'key revoke jane SECRET',
  'key revoke SECRET',
  "key revoke jane it's-SECRET",
  "key add jane --key=it's-SECRET",
  'key SECRET',
  'token list jane --token=SECRET',
  'token revoke jane SECRET',
  'token revoke jane --all=SECRET',
  'token SECRET',
  'serve SECRET',
  'serve postgres://diglot:SECRET@db.example.com/diglot',
  'serve --database-url=postgres://diglot:SECRET@db.example.com/diglot',
  'serve --database-url postgres://diglot:SECRET@db.example.com/diglot',
  'migrate postgres://diglot:SECRET@db.example.com/diglot',
  'migrate DATABASE_URL=postgres://diglot:SECRET@db.example.com/diglot',
  'DATABASE_URL=postgres://diglot:SECRET@db.example.com/diglot serve',
  '--key=SECRET account list',
];

describe('a wrong command line', () => {
  test.each(WRONG_LINES)('"%s" is refused without a word of the secret', async (line) => {
    const marks = createMarks();
    const args = line.replace('SECRET', marks.add('an argument')).split(' ');
    const { exitCode, stdout, stderr } = await run({ DATABASE_URL: database.url }, args);
    expect(exitCode).toBeGreaterThan(1);
    expect(marks.find('output', stdout + stderr)).toEqual([]);
  });
});

/** Variables that can't be used, with a secret in them. */
const WRONG_VARIABLES: readonly Readonly<Record<string, string>>[] = [
  { DATABASE_URL: 'SECRET' },
  { DATABASE_URL: 'postgres://diglot:SECRET@db.example.com' },
  { DATABASE_URL: 'postgres://diglot:SECRET@db.example.com:99999/diglot' },
  { DATABASE_URL: 'postgres://diglot:SECRET%@db.example.com/diglot' },
  { DATABASE_URL: 'postgres://diglot:SEC#SECRET@db.example.com/diglot' },
  { DATABASE_URL: 'mysql://diglot:SECRET@db.example.com/diglot' },
  { DATABASE_URL: 'postgres://diglot:SECRET@127.0.0.1:1/diglot?sslmode=never' },
  { DATABASE_URL: 'postgres://diglot:SECRET@127.0.0.1:1/diglot?password=SECRET' },
  { DATABASE_URL: 'postgres://diglot:SECRET@127.0.0.1:1/diglot' },
  { DATABASE_URL: 'postgres://diglot:SECRET@127.0.0.1:1/diglot?sslmode=require' },
  { DATABASE_URL: 'postgres://diglot:SECRET@nowhere.invalid/diglot' },
  { DIGLOT_PASSWORD: 'SECRET' },
  { DIGLOT_DATABASE_URL: 'postgres://diglot:SECRET@db.example.com/diglot' },
];

describe('a wrong setting', () => {
  test.each(WRONG_VARIABLES)('%o is refused without a word of the secret', async (variables) => {
    const marks = createMarks();
    const secret = marks.add('a variable');
    const filled = Object.entries(variables).map(([name, text]) => [name, text.replaceAll('SECRET', secret)]);
    const env = { DATABASE_URL: database.url, ...Object.fromEntries(filled) };
    for (const command of [['account', 'list'], ['migrate']]) {
      const { exitCode, stdout, stderr } = await run(env, command);
      expect(exitCode).toBeGreaterThan(1);
      expect(marks.find('output', stdout + stderr)).toEqual([]);
    }
  });
});

describe('what the commands print', () => {
  test('holds a secret only where a new key is told, this once', async () => {
    const marks = createMarks();
    const says = async (args: readonly string[], input = '') => {
      const { exitCode, stdout, stderr } = await run({ DATABASE_URL: database.url }, args, input);
      expect({ args, exitCode, leaks: marks.find(args.join(' '), stdout + stderr) }).toEqual({
        args,
        exitCode: 0,
        leaks: [],
      });
      return stdout;
    };
    const password = () => marks.add('password');
    const add = (name: string) => ['account', 'add', name, '--email', `${name}@example.com`];
    await says([...add('jane'), '--password-stdin', '--json'], password());
    await says([...add('john'), '--password-stdin'], password());
    await says(['account', 'password', 'jane', '--password-stdin'], `${password()}\n`);
    await says(['key', 'add', 'jane', '--key-stdin'], marks.add('key'));
    await says(['key', 'add', 'jane', '--key-stdin', '--json'], `${marks.add('key')}\n`);
    marks.note('new key', (await says(['key', 'add', 'jane'])).trim());
    marks.note('new key', JSON.parse(await says(['key', 'add', 'jane', '--json'])).key);
    for (const json of [[], ['--json']]) {
      await says(['account', 'list', ...json]);
      await says(['account', 'show', 'jane', ...json]);
      await says(['account', 'set', 'jane', '--region', 'SE', ...json]);
      await says(['account', 'disable', 'jane', ...json]);
      await says(['account', 'enable', 'jane', ...json]);
      await says(['key', 'list', 'jane', ...json]);
      await says(['token', 'list', 'jane', ...json]);
    }
    await says(['token', 'revoke', 'jane', '--all']);
    await says(['migrate']);
    expect(marks.all().length).toBe(7);
  });

  test('holds no secret where a secret on standard input is refused', async () => {
    const marks = createMarks();
    const taken = marks.add('a key that is in use');
    const env = { DATABASE_URL: database.url };
    await run(env, ['account', 'add', 'anna', '--email', 'anna@example.com']);
    await run(env, ['key', 'add', 'anna', '--key-stdin'], taken);
    const attempts = [
      { args: ['key', 'add', 'anna', '--key-stdin'], input: taken },
      { args: ['key', 'add', 'anna', '--key-stdin'], input: `${marks.add('with a blank')} x` },
      { args: ['key', 'add', 'anna', '--key-stdin'], input: `${marks.add('too long')}${'x'.repeat(5000)}` },
      { args: ['key', 'add', 'nobody', '--key-stdin'], input: marks.add('for nobody') },
      { args: ['account', 'password', 'anna', '--password-stdin'], input: `${marks.add('U+0000')}\0` },
      { args: ['account', 'password', 'nobody', '--password-stdin'], input: marks.add('for nobody') },
    ];
    for (const { args, input } of attempts) {
      const { exitCode, stdout, stderr } = await run(env, args, input);
      expect(exitCode, args.join(' ')).toBe(3);
      expect(marks.find(args.join(' '), stdout + stderr)).toEqual([]);
    }
  });
});
