import { describe, expect, test } from 'vitest';
import { describeSettings } from '../../src/config.ts';
import { VERSION } from '../../src/version.ts';
import { createTestDatabase } from '../support/database.ts';
import { createQuickRunner, createRunner } from '../support/run-program.ts';

const NOWHERE = { DATABASE_URL: 'postgres://127.0.0.1:1/diglot' };
const run = createRunner(NOWHERE);
const runQuickly = createQuickRunner(NOWHERE);

const COMMANDS = [
  '',
  'serve',
  'migrate',
  'account',
  ...['add', 'list', 'show', 'set', 'disable', 'enable', 'remove', 'password'].map(
    (name) => `account ${name}`,
  ),
  'key',
  ...['add', 'list', 'revoke'].map((name) => `key ${name}`),
  'token',
  ...['list', 'revoke'].map((name) => `token ${name}`),
  'dialect',
  ...['set', 'show'].map((name) => `dialect ${name}`),
  ...['usage', 'readiness', 'explain', 'verify', 'copy'],
  'import',
  ...['filemail', 'txty', 'csv', 'vcard', 'ndjson'].map((name) => `import ${name}`),
];

describe('help', () => {
  test.each(COMMANDS)('of "diglot %s" has a description, examples and the exit codes', async (command) => {
    const words = command.split(' ').filter((word) => word !== '');
    const { exitCode, stdout, stderr } = await runQuickly([...words, '--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: diglot.*\n\n[A-Z].*/);
    expect(stdout).toMatch(/\nExamples:\n( {2}.*diglot.*\n)+/);
    expect(stdout).toMatch(
      /\nExit codes:\n {2}0 {2}done\n {2}1 .*\n {2}2 .*\n {2}3 .*\n {2}4 .*\n {2}130 .*\n$/,
    );
  });

  test('of serve names every setting with its default', async () => {
    const { stdout } = await runQuickly(['serve', '--help']);
    for (const { name, default: text, description } of describeSettings()) {
      expect(stdout).toContain(`  ${name}${text === undefined ? '' : ` (${text})`}\n      ${description}\n`);
    }
  });
});

test('the version is that of the package', async () => {
  expect(await runQuickly(['--version'])).toEqual({ exitCode: 0, stdout: `${VERSION}\n`, stderr: '' });
});

describe('wrong usage', () => {
  test.each([
    ['an unknown command', ['accuont', 'list']],
    ['an unknown option', ['account', 'list', '--jsno']],
    ['a family without a command', ['account']],
    ['a missing name', ['account', 'show']],
    ['one argument too many', ['account', 'show', 'jane', 'joe']],
    ['a missing --email', ['account', 'add', 'jane']],
    [
      'answers of no known style',
      ['account', 'add', 'jane', '--email', 'jane@example.com', '--answers', 'x'],
    ],
    ['a password that is not said to come by standard input', ['account', 'password', 'jane']],
    ['a password as an argument', ['account', 'password', 'jane', '--password-stdin', 's3cret']],
  ])('is told for %s, with exit code 2', async (_what, args) => {
    expect(await runQuickly(args)).toEqual({ exitCode: 2, stdout: '', stderr: expect.stringMatching(/./) });
  });

  test('is told with the command that may have been meant', async () => {
    expect((await runQuickly(['accuont'])).stderr).toContain('Did you mean account?');
  });

  test.each([
    ['password', ['account', 'password', 'jane', '--password-stdin']],
    ['password', ['account', 'add', 'jane', '--email', 'jane@example.com', '--password-stdin']],
    ['key', ['key', 'add', 'jane', '--key-stdin']],
  ])('is told where a %s would be typed on a terminal', async (what, args) => {
    const { exitCode, stderr } = await createQuickRunner(NOWHERE, { isTTY: true })(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`The ${what} is read from standard input, and a terminal would show it.`);
  });
});

describe('a configuration that cannot be used', () => {
  test.each([['serve'], ['account', 'list']])('ends %s with exit code 2 and every fault', async (...args) => {
    const faulty = createRunner({
      PORT: 'http',
      DATABASE_URL: 'mysql://s3cret@localhost/x',
      DIGLOT_POOL: '1',
    });
    const { exitCode, stdout, stderr } = await faulty(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^The config.*\n {2}PORT: .*\n {2}DATABASE_URL: .*\n {2}DIGLOT_POOL: .*\n$/);
    expect(stderr).not.toContain('s3cret');
  });
});

describe('a store that cannot be reached', () => {
  test.each([
    ['serve', run],
    ['migrate', runQuickly],
    ['account list', runQuickly],
  ])('ends %s with exit code 4', async (command, runIt) => {
    expect(await runIt(command.split(' '))).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: 'The store does not answer. Check that Postgres runs and that DATABASE_URL leads to it.\n',
    });
  });

  test('ends a command with exit code 4 where the embedded one has no place', async () => {
    const outcome = await createQuickRunner({ DATA_DIR: '/dev/null/data' })(['account', 'list']);
    expect(outcome).toEqual({ exitCode: 4, stdout: '', stderr: expect.stringContaining('/dev/null/data') });
  });
});

describe('migrate', () => {
  test('brings an empty database up to date once', async () => {
    const database = await createTestDatabase({ migrated: false });
    const runThere = createQuickRunner({ DATABASE_URL: database.url });
    try {
      const first = await runThere(['migrate']);
      expect(first).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^[1-9]\d*\n$/), stderr: '' });
      const second = await runThere(['migrate', '--json']);
      expect(JSON.parse(second.stdout)).toEqual({ migrations: 0 });
    } finally {
      await database.drop();
    }
  });
});
