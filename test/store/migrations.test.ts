import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, expect, inject, test } from 'vitest';
import { type OpenStore, openStore } from '../../db/connect.ts';
import { StoreError } from '../../db/errors.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { withDatabase } from '../support/database-url.ts';
import { testStoreOptions } from '../support/store-options.ts';
import { addCaller, connect } from './test-store.ts';

const { entries } = JSON.parse(
  readFileSync(new URL('../../db/migrations/meta/_journal.json', import.meta.url), 'utf8'),
);
const KNOWN: number = entries.length;

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function createDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase({ migrated: false });
  cleanups.push(database.drop);
  return database;
}

async function open(databaseUrl: string): Promise<OpenStore> {
  const opened = await openStore({ ...testStoreOptions, databaseUrl });
  cleanups.push(opened.close);
  return opened;
}

test('the migrations run once when two processes start at once on an empty database', async () => {
  const { url } = await createDatabase();
  const [one, two] = [await open(url), await open(url)];
  expect([await one.isReady(), await two.isReady()]).toEqual([false, false]);
  const ran = await Promise.all([one.migrate(), two.migrate()]);
  expect(KNOWN).toBeGreaterThan(0);
  expect(ran.toSorted((a, b) => a - b)).toEqual([0, KNOWN]);
  expect([await one.isReady(), await two.isReady()]).toEqual([true, true]);
  expect(await Promise.all([one.migrate(), two.migrate()])).toEqual([0, 0]);
});

test('the migrations leave an address book that can be used, and keep it when they are run again', async () => {
  const { url } = await createDatabase();
  const opened = await open(url);
  await opened.migrate();
  const { token } = await addCaller(opened);
  const { value } = await opened.store.createGroup(token, 'Team');
  expect(await (await open(url)).migrate()).toBe(0);
  expect((await opened.store.listGroups(token, 0)).value).toEqual([value]);
});

test('a store without its migrations is not ready, and one with later ones is', async () => {
  const { url } = await createDatabase();
  const opened = await open(url);
  expect(await opened.isReady()).toBe(false);
  await opened.migrate();
  const sql = connect(url);
  cleanups.push(() => sql.end());
  await sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of a later version', 9999999999999)`;
  expect(await opened.isReady()).toBe(true);
  expect(await opened.migrate()).toBe(0);
  await sql`delete from drizzle.__drizzle_migrations`;
  expect(await opened.isReady()).toBe(false);
});

test('a database whose encoding can not hold every text is refused with what to do about it', async () => {
  const adminUrl = inject('adminUrl');
  const name = `diglot_test_${randomBytes(6).toString('hex')}`;
  const admin = connect(adminUrl);
  cleanups.push(async () => {
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
  });
  // The provider is named, since a cluster may have a default that knows UTF-8 alone.
  await admin.unsafe(
    `create database ${name} encoding 'SQL_ASCII' template template0
     locale_provider libc lc_collate 'C' lc_ctype 'C'`,
  );
  const opened = await open(withDatabase(adminUrl, name));
  const refusal = await opened.migrate().catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(StoreError);
  expect(refusal).toHaveProperty(
    'message',
    "The database's encoding is SQL_ASCII: create it with ENCODING 'UTF8' TEMPLATE template0.",
  );
  expect(await opened.isReady()).toBe(false);
  const sql = connect(withDatabase(adminUrl, name));
  cleanups.push(() => sql.end());
  const tables = await sql`select from information_schema.tables where table_schema in ('public', 'drizzle')`;
  expect(tables.length).toBe(0);
});
