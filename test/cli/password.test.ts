import { describe, expect, test } from 'vitest';
import { useStore } from './use-store.ts';

const cli = useStore();

const SECRET = 'correct horse battery staple';

describe('account password', () => {
  test('sets it, ends the login tokens and leaves the keys', async () => {
    const { id } = await cli.add('jane');
    await cli.open.store.addCredential(id, 'token', 'token-of-jane', null);
    await cli.open.store.addCredential(id, 'key', 'key-of-jane', null);
    const { exitCode, stdout, stderr } = await cli.run(
      ['account', 'password', 'jane', '--password-stdin'],
      SECRET,
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).not.toContain(SECRET);
    expect(await cli.isPassword('jane', SECRET)).toBe(true);
    expect(await cli.open.directory.listCredentials(id, 'token')).toEqual([]);
    expect(await cli.open.directory.listCredentials(id, 'key')).toHaveLength(1);
  });

  test.each([
    ['one newline at its end is none of it', 'p w\n', 'p w'],
    ['so is one of Windows', 'p w\r\n', 'p w'],
    ['a second one is', 'p w\n\n', 'p w\n'],
    ['blanks are', ' p w ', ' p w '],
    ['and so is Unicode', 'pæssørd🔑', 'pæssørd🔑'],
  ])('%s', async (_what, input, password) => {
    expect(await cli.runQuickly(['account', 'password', 'other', '--password-stdin'], input)).toMatchObject({
      exitCode: 0,
    });
    expect(await cli.isPassword('other', password)).toBe(true);
  });

  test.each([
    ['an empty password', '\n', 3],
    ['one with U+0000', 'a\0b', 3],
    ['one without end', 'x'.repeat(100_000), 3],
  ])('refuses %s', async (_what, input, exitCode) => {
    const outcome = await cli.runQuickly(['account', 'password', 'other', '--password-stdin'], input);
    expect(outcome).toMatchObject({ exitCode, stdout: '' });
    expect((await cli.open.directory.findAccount('other'))?.hasPassword).toBe(false);
  });
});
