import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { openTestStore, type TestStore } from './test-store.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openTestStore();
});

/** The block of docs/scaling.md that spreads the tables over machines. */
const SPREADING = /```sql\n([^`]*create_reference_table[^`]*)```/.exec(
  readFileSync(new URL('../../docs/scaling.md', import.meta.url), 'utf8'),
)?.[1] as string;

/** Tables that are looked up without knowing the account, or belong to none: those that are copied to each machine. */
const DIRECTORY = [...SPREADING.matchAll(/create_reference_table\('(\w+)'/g)].map(([, name = '']) => name);

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

/** Stands in for Citus: notes what is asked for, and refuses a foreign key that Citus would. */
const CITUS = `
  create table pg_temp.spread (name text primary key, kind text not null);
  create function public.create_reference_table(name regclass) returns void language sql as $$
    insert into pg_temp.spread values (name::text, 'copied') $$;
  create function public.create_distributed_table(
    name regclass, spread_by name, colocate_with text default 'contact', shard_count int default null
  ) returns void language plpgsql as $$
  begin
    if spread_by <> 'account_id' or colocate_with <> 'contact' then raise 'spread in another way'; end if;
    insert into pg_temp.spread values (name::text, 'spread');
    if exists (
      select from pg_constraint where contype = 'f' and confrelid = name
        and conrelid::regclass::text not in (select spread.name from pg_temp.spread where kind = 'spread')
    ) then raise 'a table that is not spread names %', name; end if;
  end $$`;

describe('the statements that spread the tables over machines', () => {
  test('name each table once, in an order that can be, and leave the schema as it was', async () => {
    const { sql } = testStore;
    const readConstraints = () => sql`
      select conrelid::regclass::text as table, conname, pg_get_constraintdef(oid) as definition
      from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2`;
    const before = await readConstraints();
    await sql.unsafe(CITUS);
    await sql.unsafe(SPREADING);
    expect(await readConstraints()).toEqual(before);
    const spread = await sql`select name from pg_temp.spread where kind = 'spread' order by 1`;
    expect(spread.map(({ name }) => String(name))).toEqual(await readBookTables());
  });

  test('let no table that is copied name one that is spread', async () => {
    const { sql } = testStore;
    const targets = await sql`
      select confrelid::regclass::text as target from pg_constraint
      where contype = 'f' and conrelid::regclass::text in ${sql(DIRECTORY)}`;
    expect(targets.length).toBeGreaterThan(0);
    for (const { target } of targets) expect(DIRECTORY).toContain(target);
  });
});
