import { beforeEach, expect, test } from 'vitest';
import { useStore } from './use-store.ts';

const cli = useStore();

const NOON = new Date('2026-07-01T12:00:00.500Z');
const EVENING = new Date('2026-07-02T18:00:00.000Z');

beforeEach(async () => {
  const [jane, john] = [await cli.add('jane'), await cli.add('john')];
  const day = '2026-07-01';
  const counts = { calls: 1, refusals: 0, undeclared: 0, lastUsedAt: NOON };
  const shop = { dialect: 'filemail', operation: 'contacts.get', client: 'shop/1 \u202Eevil' };
  const app = { dialect: 'txty', operation: 'view.user', client: '(none)' };
  await cli.open.usage.addUsage([
    { accountId: jane.id, day, ...shop, ...counts, calls: 12, refusals: 3, undeclared: 1 },
    { accountId: jane.id, day: '2026-07-02', ...shop, ...counts, lastUsedAt: EVENING },
    { accountId: jane.id, day, ...app, ...counts },
    { accountId: john.id, day, ...app, ...counts },
  ]);
});

const run = async (line: string) => {
  const { exitCode, stdout, stderr } = await cli.runQuickly(['usage', ...line.split(' ').filter(Boolean)]);
  return { exitCode, stderr, lines: stdout.trimEnd().split('\n') };
};

test('usage prints who calls what, summed over the days', async () => {
  expect(await run('')).toEqual({
    exitCode: 0,
    stderr: '',
    lines: [
      'ACCOUNT  DIALECT   OPERATION     CLIENT             CALLS  REFUSED  UNKNOWN  LAST USED',
      'jane     filemail  contacts.get  shop/1 \\u202eevil  13     3        1        2026-07-02T18:00:00Z',
      'jane     txty      view.user     (none)             1      0        0        2026-07-01T12:00:00Z',
      'john     txty      view.user     (none)             1      0        0        2026-07-01T12:00:00Z',
    ],
  });
});

test('usage prints the same sums for programs', async () => {
  const { exitCode, stdout } = await cli.run(['usage', '--account', 'JANE@example.com', '--json']);
  expect({ exitCode, sums: JSON.parse(stdout) }).toEqual({
    exitCode: 0,
    sums: [
      {
        ...{ account: 'jane', dialect: 'filemail', operation: 'contacts.get', client: 'shop/1 \u202Eevil' },
        ...{ calls: 13, refusals: 3, undeclared: 1, lastUsedAt: EVENING.toISOString() },
      },
      {
        ...{ account: 'jane', dialect: 'txty', operation: 'view.user', client: '(none)' },
        ...{ calls: 1, refusals: 0, undeclared: 0, lastUsedAt: NOON.toISOString() },
      },
    ],
  });
});

test('usage prints what it is asked for', async () => {
  const count = async (line: string) => (await run(line)).lines.length - 1;
  expect(await count('--dialect txty')).toBe(2);
  expect(await count('--dialect txty --account john')).toBe(1);
  expect(await count('--since 2026-07-02')).toBe(1);
  expect(await count('--account other')).toBe(0);
});

test.each([
  [2, 'a dialect that there is none of', '--dialect morse'],
  [2, 'a day that is none', '--since 2026-02-30'],
  [2, 'a time of day', '--since 2026-07-01T12:00'],
  [2, 'a word too many', 'jane'],
  [3, 'an account that there is none of', '--account nobody'],
])('usage exits with %d at %s', async (exitCode, _what, line) => {
  expect(await run(line)).toEqual({ exitCode, stderr: expect.stringMatching(/\S/), lines: [''] });
});
