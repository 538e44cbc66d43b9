import { expect } from 'vitest';
import { parseDatabaseUrl } from '../../db/client.ts';
import { type CopiedTable, copyStore, type OnCopyProgress } from '../../db/copy/copy.ts';
import { listTableNames } from '../../db/copy/tables.ts';
import { createTestDatabase } from '../support/database.ts';
import { atEndOfFile } from '../support/end-of-file.ts';
import { addCaller, connect, openTestStore, type TestCaller, type TestStore } from './test-store.ts';

/** A store that has something of everything, to be copied. */
export interface CopySource extends TestStore {
  readonly caller: TestCaller;
  /** Copies it in this process. */
  copyTo(targetUrl: string, onProgress?: OnCopyProgress): Promise<readonly CopiedTable[]>;
}

const NO_MORE = () => undefined;

/** Opens a store with that many contacts in each of two accounts. Call it in `beforeAll`. */
export async function openSource(contacts = 50): Promise<CopySource> {
  const site = await openTestStore();
  const caller = await addCaller(site.open);
  const other = await addCaller(site.open);
  for (const { accountId } of [caller, other]) await fill(site, accountId, contacts);
  // Numbers and names that only an import brings.
  await site.sql.unsafe(`
    insert into reserved_id values ('contact_numbers', 1100000777), ('group_numbers', 7), ('contact_numbers', 5);
    insert into login_failure values ('subject:x', 3, 1900000000000);
    select next_import_id('contact_numbers'), nextval('group_numbers')`);
  const source = parseDatabaseUrl(site.databaseUrl);
  return {
    ...site,
    caller,
    copyTo: (url, onProgress = NO_MORE) => copyStore(source, { url, urlName: 'TARGET_URL' }, onProgress),
  };
}

async function fill({ sql }: TestStore, accountId: number, contacts: number): Promise<void> {
  await sql.unsafe(
    `with numbered as (select place, next_id('contact_numbers') as id from generate_series(1, $2::int) as place)
     insert into contact select $1::bigint, id, 'c' || place || E'\\\\ \\t\\n''"', 'Jørgen, "' || place || E'" 😀\\n\\\\.',
       case when place % 3 > 0 then 'a@example.com' end, case when place % 2 = 0 then 45 end,
       case when place % 2 = 0 then 4512345678 end, case when place % 2 = 1 then '\\N' end, '', ' 0999', -place,
       case place % 3 when 0 then 'male' when 1 then 'female' end::sex from numbered`,
    [accountId, contacts],
  );
  await sql.unsafe(
    `insert into contact_group
     select $1::bigint, next_id('group_numbers'), 'group ' || place, 'Team' from generate_series(1, 3) as place`,
    [accountId],
  );
  await sql.unsafe(
    `insert into membership select account_id, contact.id, contact_group.id
     from contact join contact_group using (account_id) where account_id = $1`,
    [accountId],
  );
  await sql.unsafe(
    `insert into deleted_entry values ($1, 'contact', 7, 'seven'), ($1, 'group', 7, 'seven')`,
    [accountId],
  );
  await sql.unsafe(
    `insert into origin values ($1, 'csv', 'contact', E'\\tkey', 1, gen_random_uuid(), '{1,2}'),
       ($1, 'Über', 'group', 'key', 1, gen_random_uuid(), '{}')`,
    [accountId],
  );
  await sql.unsafe(
    `insert into usage values ($1, '2026-11-22', 'txty', 'view/contact', 'curl/8', 3, 2, 1, now())`,
    [accountId],
  );
}

/** An empty database, without migrations. */
export async function createTarget(): Promise<string> {
  const { url, drop } = await createTestDatabase({ migrated: false });
  atEndOfFile(drop);
  return url;
}

/** Everything that a store holds: the rows of each table, and where its counters are. */
export async function readStore(databaseUrl: string) {
  return ask(databaseUrl, async (rows) => {
    const tables: Record<string, readonly string[]> = {};
    for (const name of listTableNames())
      tables[name] = await rows(`select one::text from ${name} as one order by one::text collate "C"`);
    const sequences = await rows(
      "select format('%s %s', sequencename, last_value) from pg_sequences where schemaname = 'public' order by 1",
    );
    return { tables, sequences };
  });
}

/** All that a database is made of. */
export async function readCatalogue(databaseUrl: string): Promise<readonly string[]> {
  return ask(databaseUrl, (rows) =>
    rows(`
      select format('schema %s', nspname) from pg_namespace where nspname !~ '^pg_|^information_schema$'
      union all select format('%s %s.%s', relkind, relnamespace::regnamespace, relname) from pg_class
        where relnamespace::regnamespace::text in ('public', 'drizzle', 'diglot_copy')
      union all select format('column %s %s %s %s %s', attrelid::regclass, attname, atttypid::regtype, attnotnull, attidentity)
        from pg_attribute where attnum > 0 and attrelid in (select oid from pg_class
          where relkind = 'r' and relnamespace = 'public'::regnamespace)
      union all select format('%s %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated)
        from pg_constraint where connamespace = 'public'::regnamespace
      union all select pg_get_indexdef(indexrelid) || indisvalid from pg_index
        where indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
      order by 1`),
  );
}

/** What a store looks like from outside by which nobody has been yet. */
async function readFreshCatalogue(): Promise<readonly string[]> {
  const { url, drop } = await createTestDatabase();
  const catalogue = await readCatalogue(url);
  await drop();
  return catalogue;
}

/** Expects of a target that it is the source, as if its rows had been written to it one by one. */
export async function expectSame(source: CopySource, targetUrl: string): Promise<void> {
  expect(await readStore(targetUrl)).toEqual(await readStore(source.databaseUrl));
  expect(await readCatalogue(targetUrl)).toEqual(await readFreshCatalogue());
}

async function ask<T>(
  databaseUrl: string,
  read: (rows: (query: string) => Promise<readonly string[]>) => Promise<T>,
): Promise<T> {
  const sql = connect(databaseUrl);
  try {
    return await read(async (query) => (await sql.unsafe(query)).map((row) => String(Object.values(row)[0])));
  } finally {
    await sql.end();
  }
}
