import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OpenStore, openStore } from '../../db/connect.ts';
import { createPasswords } from '../../domain/password.ts';
import { type DemoOptions, offerDemoAccount } from '../../src/demo-account.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { testStoreOptions } from '../support/store-options.ts';

let database: TestDatabase;
let open: OpenStore;
let dataDir: string;
let printed: string;

const origin = 'http://127.0.0.1:8080';

beforeEach(async () => {
  printed = '';
  dataDir = await mkdtemp(join(tmpdir(), 'diglot-demo-'));
  database = await createTestDatabase();
  open = await openStore({ ...testStoreOptions, databaseUrl: database.url });
});

afterEach(async () => {
  await open.close();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

function offer(options: { isTTY: boolean; kind?: OpenStore['kind'] }): Promise<string | undefined> {
  const { isTTY, kind = 'embedded' } = options;
  const output: DemoOptions['output'] = { isTTY, write: (text) => (printed += text) };
  return offerDemoAccount({ open: { ...open, kind }, passwords: createPasswords(), origin, dataDir, output });
}

/** The secrets of a text, once it was made sure that they are those of the account. */
async function expectWorking(text: string): Promise<readonly string[]> {
  const password = /^ {2}Password {3}(\S+)$/m.exec(text)?.[1] ?? '';
  const token = /^ {2}curl '(\S+\/api\/contacts\/get\?logintoken=)(\w+)'$/m.exec(text)?.[2] ?? '';
  const key = /^ {2}curl '(\S+\/view\/contacts\/api\.json\?user=demo&key=)(\w+)'$/m.exec(text)?.[2] ?? '';
  const { account } = await open.store.identify({ kind: 'token', secret: token });
  expect((await open.store.identify({ kind: 'key', user: 'demo', secret: key })).account).toEqual(account);
  const login = await open.store.findLogin('demo@example.com');
  expect(await createPasswords().matches(password, login?.passwordHash ?? null)).toBe(true);
  return [password, token, key];
}

describe('the demo account', () => {
  test('is told once on a terminal, with secrets that work, and nowhere else', async () => {
    expect(await offer({ isTTY: true })).toBeUndefined();
    expect(printed).toContain(`curl '${origin}/`);
    await expectWorking(printed);
    expect(await readdir(dataDir)).toEqual([]);
    const before = printed;
    expect(await offer({ isTTY: true })).toBeUndefined();
    expect(printed).toBe(before);
  });

  test('is told in a file that only its owner can read where there is no terminal', async () => {
    const path = await offer({ isTTY: false });
    expect(path).toBe(join(dataDir, 'demo-account.txt'));
    expect(printed).toBe('');
    await expectWorking(await readFile(path ?? '', 'utf8'));
    expect((await lstat(path ?? '')).mode & 0o777).toBe(0o600);
    expect(await readdir(dataDir)).toEqual(['demo-account.txt']);
  });

  test('is never written through a link or into an old file', async () => {
    const target = join(dataDir, 'target');
    await writeFile(target, 'untouched', { mode: 0o644 });
    await symlink(target, join(dataDir, 'demo-account.txt'));
    const path = await offer({ isTTY: false });
    expect((await lstat(path ?? '')).isFile()).toBe(true);
    expect(await readFile(target, 'utf8')).toBe('untouched');
  });

  test('is taken back where it cannot be told, and made the next time', async () => {
    await mkdir(join(dataDir, 'demo-account.txt', 'in-the-way'), { recursive: true });
    await expect(offer({ isTTY: false })).rejects.toThrow();
    expect(await open.directory.listAccounts()).toEqual([]);
    expect(await readdir(dataDir)).toEqual(['demo-account.txt']);
    await offer({ isTTY: true });
    await expectWorking(printed);
  });

  test('is not made on a server, nor beside another account', async () => {
    expect(await offer({ isTTY: true, kind: 'server' })).toBeUndefined();
    expect(await open.directory.listAccounts()).toEqual([]);
    const draft = { userName: 'jane', email: 'jane@example.com', passwordHash: null, answers: null };
    await open.directory.addAccount({ ...draft, region: 'DK' });
    expect(await offer({ isTTY: true })).toBeUndefined();
    expect(await open.directory.listAccounts()).toHaveLength(1);
    expect(printed).toBe('');
  });

  test('has secrets of its own each time', async () => {
    await offer({ isTTY: true });
    const first = await expectWorking(printed);
    for (const { id } of await open.directory.listAccounts()) await open.directory.removeAccount(id);
    printed = '';
    await offer({ isTTY: true });
    const second = await expectWorking(printed);
    expect(new Set([...first, ...second]).size).toBe(6);
  });
});
