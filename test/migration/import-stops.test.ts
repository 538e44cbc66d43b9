import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openTestStore, type TestStore } from '../store/test-store.ts';
import { createRunner } from '../support/run-program.ts';
import { bookOf, readStore } from './import-site.ts';

const CONTACTS = 3000;

let site: TestStore;
let folder: string;
let file: string;

beforeAll(async () => {
  [site, folder] = await Promise.all([openTestStore(), mkdtemp(join(tmpdir(), 'diglot-stops-'))]);
  file = join(folder, 'people.csv');
  const rows = Array.from(
    { length: CONTACTS },
    (_, row) => `Person ${row},person${row}@example.com,Group ${row % 9}`,
  );
  await writeFile(file, ['name,email,groups', ...rows].join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Begins an import that takes its time, and resolves once it has written something. */
async function begin(user: string, accountId: number) {
  const { PATH = '' } = process.env;
  const args = ['import', 'csv', file, '--account', user, '--json', '--rate', '200'];
  const child = spawn(process.execPath, ['dist/src/main.js', ...args], {
    env: { PATH, DATABASE_URL: site.databaseUrl },
  });
  const exited = once(child, 'exit');
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  await vi.waitFor(
    async () => {
      const rows = await site.sql`select from contact where account_id = ${accountId} limit 1`;
      expect(rows.length).toBe(1);
    },
    { timeout: 20_000 },
  );
  return { child, exited, stdout, stderr };
}

const runAgain = (user: string) =>
  createRunner({ DATABASE_URL: site.databaseUrl })(['import', 'csv', file, '--account', user, '--json']);

async function addUser() {
  const caller = await site.addCaller();
  if (caller.key.kind !== 'key') throw new Error('a key has a user');
  return { caller, user: caller.key.user, accountId: caller.accountId };
}

describe('an import that is stopped', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s reports what was done, and can be gone on with',
    async (signal) => {
      const { caller, user, accountId } = await addUser();
      const { child, exited, stdout, stderr } = await begin(user, accountId);
      child.kill(signal);
      expect(await exited).toEqual([130, null]);
      expect(await stderr).toMatch(/^Stopped\. What was done is done: run the import again\.$/m);
      const report = JSON.parse(await stdout);
      expect(report.end).toEqual({ is: 'stopped' });
      const written = (await site.sql`select from contact where account_id = ${accountId}`).length;
      expect(report.contacts).toMatchObject({ created: written, read: written });
      expect(written).toBeLessThan(CONTACTS);
      const again = JSON.parse((await runAgain(user)).stdout);
      expect(again.contacts).toMatchObject({
        read: CONTACTS,
        unchanged: written,
        created: CONTACTS - written,
      });
      expect((await bookOf(site, caller)).length).toBeGreaterThan(0);
    },
  );

  test('by the death of its process is gone on with, and then there is nothing more to write', async () => {
    const { user, accountId } = await addUser();
    const { child, exited } = await begin(user, accountId);
    child.kill('SIGKILL');
    await exited;
    const again = JSON.parse((await runAgain(user)).stdout);
    expect(again.contacts).toMatchObject({ read: CONTACTS, rejected: 0, updated: 0 });
    const before = await readStore(site);
    const last = JSON.parse((await runAgain(user)).stdout);
    expect(last.contacts).toMatchObject({ read: CONTACTS, unchanged: CONTACTS });
    expect(await readStore(site)).toEqual(before);
  });

  test('by a lost connection tries again, and comes to the same', async () => {
    const { user, accountId } = await addUser();
    const before = await site.sql`select pid from pg_stat_activity`;
    const { exited, stdout } = await begin(user, accountId);
    // Those of the program alone, not those of this test.
    const cut = await site.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> all (${`{${before.map(({ pid }) => pid).join()}}`}::int[])`;
    expect(cut.length).toBeGreaterThan(0);
    expect(await exited).toEqual([0, null]);
    const { contacts } = JSON.parse(await stdout);
    expect(contacts).toMatchObject({ read: CONTACTS, rejected: 0, updated: 0 });
    const written = await site.sql`select from contact where account_id = ${accountId}`;
    expect(written.length).toBe(CONTACTS);
  });
});
