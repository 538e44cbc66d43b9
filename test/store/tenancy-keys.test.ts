import { beforeAll, describe, expect, test } from 'vitest';
import { openTestStore, type TestStore } from './test-store.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openTestStore();
});

/** Tables that are looked up without knowing the account, or belong to none. */
const DIRECTORY = ['account', 'credential', 'login_failure', 'login_name', 'reserved_id'];

interface Key {
  readonly table: string;
  readonly name: string;
  readonly columns: readonly string[];
  /** The table that a foreign key leads to. */
  readonly target: string | null;
}

/** The keys of these kinds (`p`rimary, `u`nique, `f`oreign) of every table that is not the directory's. */
async function readKeys(kinds: readonly string[]): Promise<readonly Key[]> {
  const { sql } = testStore;
  return await sql<Key[]>`
    select conrelid::regclass::text as table, conname as name, confrelid::regclass::text as target,
      (select json_agg(attname order by place) from unnest(conkey) with ordinality as k (number, place)
        join pg_attribute on attrelid = conrelid and attnum = k.number) as columns
    from pg_constraint where connamespace = 'public'::regnamespace and contype::text in ${sql([...kinds])}
      and conrelid::regclass::text not in ${sql(DIRECTORY)} order by 1, 2`;
}

async function readBookTables(): Promise<readonly string[]> {
  const { sql } = testStore;
  const rows = await sql`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name not in ${sql(DIRECTORY)} order by 1`;
  return rows.map(({ name }) => String(name));
}

describe('every table of the book', () => {
  test('has a primary key, and each of its unique keys begins with the account', async () => {
    const tables = await readBookTables();
    expect(tables).toEqual(expect.arrayContaining(['contact', 'contact_group', 'membership']));
    const keys = await readKeys(['p', 'u']);
    expect(new Set(keys.map(({ table }) => table))).toEqual(new Set(tables));
    for (const { name, columns } of keys) expect(columns[0], name).toBe('account_id');
  });

  test('has no unique index beside those keys, and none that does not begin with the account', async () => {
    const { sql } = testStore;
    const rows = await sql`
      select indexrelid::regclass::text as name, attname as first from pg_index
      join pg_attribute on attrelid = indrelid and attnum = indkey[0]
      where indrelid::regclass::text in ${sql([...(await readBookTables())])}`;
    expect(rows.length).toBeGreaterThan(5);
    for (const { name, first } of rows) expect(first, name).toBe('account_id');
  });

  test('begins each of its foreign keys with the account, and belongs to one', async () => {
    const keys = await readKeys(['f']);
    expect(new Set(keys.map(({ table }) => table))).toEqual(new Set(await readBookTables()));
    for (const { name, columns, target } of keys) {
      expect(columns[0], name).toBe('account_id');
      expect(columns.length, `${name} to ${target}`).toBe(target === 'account' ? 1 : 2);
    }
  });

  test('has an account in every row', async () => {
    const { sql } = testStore;
    const rows = await sql`
      select table_name as name, is_nullable as nullable from information_schema.columns
      where table_schema = 'public' and column_name = 'account_id' and table_name not in ${sql(DIRECTORY)}`;
    expect(rows.map(({ name }) => String(name)).toSorted()).toEqual(await readBookTables());
    expect(rows.filter(({ nullable }) => nullable !== 'NO')).toEqual([]);
  });
});
