import { beforeEach, describe, expect, test } from 'vitest';
import { useStore } from './use-store.ts';

const cli = useStore();
let jane: number;
let other: number;

const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

beforeEach(async () => {
  jane = (await cli.add('jane')).id;
  other = (await cli.open.directory.findAccount('other'))?.id ?? 0;
  await cli.open.store.addCredential(other, 'key', 'key-of-other', null);
  await cli.open.store.addCredential(other, 'token', 'token-of-other', null);
});

async function identifyKey(user: string, secret: string): Promise<number> {
  return (await cli.open.store.identify({ kind: 'key', user, secret })).account.id;
}

describe('key add', () => {
  test('prints a key that works, alone on standard output', async () => {
    const { exitCode, stdout, stderr } = await cli.run(['key', 'add', 'Jane@example.com']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^[0-9a-f]{32}\n$/) });
    expect(stderr).toMatch(/^The key has the number \d+\. /);
    expect(await identifyKey('jane', stdout.trim())).toBe(jane);
  });

  test('prints the key and what is stored of it for programs', async () => {
    const { stdout } = await cli.runQuickly(['key', 'add', 'jane', '--description', 'web shop', '--json']);
    const printed = JSON.parse(stdout);
    expect(printed).toEqual({
      id: expect.any(Number),
      description: 'web shop',
      createdAt: INSTANT,
      usedAt: INSTANT,
      expiresAt: null,
      key: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(await identifyKey('jane', printed.key)).toBe(jane);
  });

  test('takes over an existing key and never tells it', async () => {
    const key = 'Legacy/Key+42==';
    const { exitCode, stdout, stderr } = await cli.runQuickly(
      ['key', 'add', 'jane', '--key-stdin'],
      `${key}\n`,
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).not.toContain(key);
    expect(await identifyKey('jane', key)).toBe(jane);
    const { stdout: json } = await cli.runQuickly(
      ['key', 'add', 'jane', '--key-stdin', '--json'],
      'another-legacy-key',
    );
    expect(Object.keys(JSON.parse(json))).toEqual(['id', 'description', 'createdAt', 'usedAt', 'expiresAt']);
  });

  test.each([
    ['that another account has', 'key-of-other'],
    ['of seven characters', '1234567'],
    ['of 256 characters', 'k'.repeat(256)],
    ['with a blank', 'key of jane'],
    ['with a second newline', 'key-of-jane\n\n'],
    ['beyond ASCII', 'nøgle-til-jane'],
    ['that is empty', ''],
  ])('refuses to take over a key %s', async (_what, key) => {
    const outcome = await cli.runQuickly(['key', 'add', 'jane', '--key-stdin'], key);
    expect(outcome).toEqual({ exitCode: 3, stdout: '', stderr: expect.stringMatching(/^.+\.\n$/) });
    expect(outcome.stderr).not.toContain(key.trim() || '\0');
    expect(await cli.open.directory.listCredentials(jane, 'key')).toEqual([]);
  });

  test('refuses an account that is not there and a description that is too long', async () => {
    expect(await cli.runQuickly(['key', 'add', 'nobody'])).toMatchObject({ exitCode: 3, stdout: '' });
    const description = 'd'.repeat(256);
    expect(await cli.runQuickly(['key', 'add', 'jane', '--description', description])).toMatchObject({
      exitCode: 3,
    });
    expect(await cli.open.directory.listCredentials(jane, 'key')).toEqual([]);
  });
});

describe('key list', () => {
  test('prints what is known of the keys of one account, and no secret', async () => {
    const { id } = await cli.open.store.addCredential(jane, 'key', 'key-of-jane', 'web shop');
    const { stdout } = await cli.runQuickly(['key', 'list', 'jane']);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^ID +DESCRIPTION +CREATED +LAST USED$/),
      expect.stringMatching(new RegExp(`^${id} +web shop +\\S+Z +\\S+Z$`)),
      '',
    ]);
    const json = await cli.runQuickly(['key', 'list', 'jane', '--json']);
    expect(JSON.parse(json.stdout)).toEqual([
      { id, description: 'web shop', createdAt: INSTANT, usedAt: INSTANT, expiresAt: null },
    ]);
  });

  test('shows what could steer a terminal as escapes', async () => {
    const description = 'a\u001b[2Jb\u009bc\u202ed';
    await cli.open.store.addCredential(jane, 'key', 'key-of-jane', description);
    const text = await cli.runQuickly(['key', 'list', 'jane']);
    expect(text.stdout).toContain('a\\u001b[2Jb\\u009bc\\u202ed');
    const json = await cli.runQuickly(['key', 'list', 'jane', '--json']);
    expect(json.stdout).toContain('a\\u001b[2Jb\\u009bc');
    expect(JSON.parse(json.stdout)).toMatchObject([{ description }]);
  });
});

describe('key revoke', () => {
  test('ends one key of that account alone', async () => {
    const { id } = await cli.open.store.addCredential(jane, 'key', 'key-of-jane', null);
    await cli.open.store.addCredential(jane, 'key', 'second-of-jane', null);
    expect(await cli.runQuickly(['key', 'revoke', 'jane', String(id)])).toMatchObject({
      exitCode: 0,
      stdout: '',
    });
    await expect(identifyKey('jane', 'key-of-jane')).rejects.toMatchObject({ code: 'credential-invalid' });
    expect(await identifyKey('jane', 'second-of-jane')).toBe(jane);
    expect(await cli.runQuickly(['key', 'revoke', 'jane', String(id)])).toMatchObject({
      exitCode: 3,
      stdout: '',
    });
  });

  test("refuses another account's key and a token's number", async () => {
    const [key] = await cli.open.directory.listCredentials(other, 'key');
    const token = await cli.open.store.addCredential(jane, 'token', 'token-of-jane', null);
    for (const id of [key?.id, token.id]) {
      expect(await cli.runQuickly(['key', 'revoke', 'jane', String(id)])).toMatchObject({
        exitCode: 3,
        stdout: '',
      });
    }
    expect(await identifyKey('other', 'key-of-other')).toBe(other);
  });

  test('takes only a number', async () => {
    for (const id of ['0x1', '1.5', '9'.repeat(16)]) {
      expect(await cli.runQuickly(['key', 'revoke', 'jane', id])).toMatchObject({ exitCode: 2, stdout: '' });
    }
  });
});

describe('token list and revoke', () => {
  test('print the tokens of one account with their end, and no secret', async () => {
    const { id } = await cli.open.store.addCredential(jane, 'token', 'token-of-jane', 'phone');
    const [text, json] = await Promise.all([
      cli.runQuickly(['token', 'list', 'jane']),
      cli.runQuickly(['token', 'list', 'jane', '--json']),
    ]);
    expect(text.stdout).toMatch(
      /^ID +DESCRIPTION +CREATED +LAST USED +EXPIRES\n\d+ +phone +\S+Z +\S+Z +\S+Z\n$/,
    );
    expect(JSON.parse(json.stdout)).toEqual([
      { id, description: 'phone', createdAt: INSTANT, usedAt: INSTANT, expiresAt: INSTANT },
    ]);
  });

  test('end one token, or all of one account', async () => {
    for (const name of ['one', 'two', 'three']) await cli.open.store.addCredential(jane, 'token', name, null);
    const [first] = await cli.open.directory.listCredentials(jane, 'token');
    expect(await cli.runQuickly(['token', 'revoke', 'jane', String(first?.id)])).toMatchObject({
      exitCode: 0,
      stdout: '',
    });
    expect(await cli.open.directory.listCredentials(jane, 'token')).toHaveLength(2);
    expect(await cli.runQuickly(['token', 'revoke', 'jane', '--all'])).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '2 tokens are revoked.\n',
    });
    expect(await cli.open.directory.listCredentials(jane, 'token')).toEqual([]);
    expect(await cli.open.directory.listCredentials(other, 'token')).toHaveLength(1);
  });

  test('need either a number or --all', async () => {
    expect(await cli.runQuickly(['token', 'revoke', 'jane'])).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await cli.runQuickly(['token', 'revoke', 'jane', '1', '--all'])).toMatchObject({
      exitCode: 2,
      stdout: '',
    });
  });
});
