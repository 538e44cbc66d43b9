import { describe, expect, test } from 'vitest';
import { useStore } from './use-store.ts';

const cli = useStore();

const SECOND = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/;
const ON = { state: 'on', since: null, sunset: null };

const run = (line: string) => cli.runQuickly(['dialect', ...line.split(' ')]);

describe('dialect set', () => {
  test('prints for people what it has become', async () => {
    await cli.add('jane');
    const { exitCode, stdout, stderr } = await cli.run([
      ...['dialect', 'set', 'jane', 'filemail', 'deprecated', '--sunset', '2999-12-31T18:00'],
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^DIALECT {3}STATE {7}DEPRECATED SINCE +ENDS$/),
      expect.stringMatching(/^filemail {2}deprecated {2}\S+Z {2}2999-12-31T18:00:00Z$/),
      expect.stringMatching(/^txty {6}on {10}- +-$/),
      '',
    ]);
  });

  test('deprecates from when it was first said, switches off and back on, for one account', async () => {
    const jane = await cli.add('jane');
    const set = async (args: string) => JSON.parse((await run(`set JANE ${args} --json`)).stdout);
    const first = await set('txty deprecated --sunset 2999-12-31');
    const since = expect.stringMatching(SECOND);
    const sunset = '2999-12-31T00:00:00.000Z';
    expect(first).toEqual([
      { dialect: 'filemail', ...ON },
      { dialect: 'txty', state: 'deprecated', since, sunset },
    ]);
    const again = await set('txty deprecated');
    expect(again[1]).toEqual({ ...first[1], sunset: null });
    expect((await set('filemail off'))[0]).toEqual({ ...ON, dialect: 'filemail', state: 'off' });
    const shown = JSON.parse((await cli.runQuickly(['account', 'show', 'jane', '--json'])).stdout);
    const sinceSeconds = Date.parse(first[1].since) / 1000;
    const dialects = { filemail: { state: 'off' }, txty: { state: 'deprecated', sinceSeconds } };
    expect(shown.dialects).toEqual(dialects);
    expect(await cli.open.directory.findAccount('jane')).toEqual({ ...jane, dialects });
    await set('filemail on');
    expect(await set('txty on')).toEqual([
      { dialect: 'filemail', ...ON },
      { dialect: 'txty', ...ON },
    ]);
    expect(await cli.open.directory.findAccount('jane')).toEqual(jane);
    expect(await cli.open.directory.findAccount('other')).toMatchObject({ dialects: {} });
  });

  test('leaves it as it is when anything else of the account is changed', async () => {
    await run('set other txty off');
    await cli.runQuickly(['account', 'set', 'other', '--region', 'SE']);
    expect(await cli.open.directory.findAccount('other')).toMatchObject({
      region: 'SE',
      dialects: { txty: { state: 'off' } },
    });
  });

  test.each([
    [2, 'a dialect that there is none of', 'set other morse off'],
    [2, 'a dialect in capitals', 'set other TXTY off'],
    [2, 'a state that there is none of', 'set other txty gone'],
    [2, 'no state', 'set other txty'],
    [2, 'an end without deprecation', 'set other txty off --sunset 2999-12-31'],
    [2, 'an end that is no date', 'set other txty deprecated --sunset soon'],
    [2, 'a day that no month has', 'set other txty deprecated --sunset 2999-02-30'],
    [2, 'a time in another zone', 'set other txty deprecated --sunset 2999-12-31T00:00+01:00'],
    [3, 'an end that has been', 'set other txty deprecated --sunset 2020-01-01'],
    [3, 'an account that there is none of', 'set nobody txty off'],
    [3, 'to show an account that there is none of', 'show nobody'],
  ])('exits with %d at %s, and changes nothing', async (exitCode, _what, line) => {
    expect(await run(line)).toEqual({ exitCode, stdout: '', stderr: expect.stringMatching(/\S/) });
    expect(await cli.open.directory.findAccount('other')).toMatchObject({ dialects: {} });
  });
});

describe('dialect show', () => {
  test('prints every dialect, for people and for programs', async () => {
    await run('set other txty off');
    expect((await run('show Other@example.com')).stdout).toBe(
      'DIALECT   STATE  DEPRECATED SINCE  ENDS\nfilemail  on     -                 -\ntxty      off    -                 -\n',
    );
    expect(JSON.parse((await run('show other --json')).stdout)).toEqual([
      { dialect: 'filemail', ...ON },
      { ...ON, dialect: 'txty', state: 'off' },
    ]);
  });
});
