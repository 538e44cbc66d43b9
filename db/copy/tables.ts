import { is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import type { Client } from '../client.ts';
import * as schema from '../schema.ts';

/** A table as it is copied; the names are quoted for a statement. */
export interface CopyTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** The same, each as an expression that has the same hash on every server. */
  readonly hashed: readonly string[];
  /**
   * Columns by whose order the table is cut into ranges: those of the primary key down to the first text, since
   * two databases may sort texts differently.
   */
  readonly rangeBy: readonly string[];
  /** Whether callers come in by what it holds. */
  readonly isDoor: boolean;
}

const DOORS: readonly string[] = [
  getTableConfig(schema.loginName).name,
  getTableConfig(schema.credential).name,
];

/** The tables of a store, from its schema. */
export function listTableNames(): readonly string[] {
  return Object.values(schema).flatMap((value: unknown) =>
    is(value, PgTable) ? [getTableConfig(value).name] : [],
  );
}

interface TableRow {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly isEnum: boolean }[];
  readonly keys: readonly { readonly name: string; readonly isText: boolean }[];
}

/** The tables of a migrated store with their columns, from its catalogue. */
export async function describeTables(client: Client): Promise<readonly CopyTable[]> {
  const rows = await client<TableRow[]>`
    select quote_ident(relname) as name,
      (select json_agg(json_build_object('name', quote_ident(attname), 'isEnum', typtype = 'e') order by attnum)
        from pg_attribute join pg_type on pg_type.oid = atttypid
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped) as columns,
      (select json_agg(json_build_object('name', quote_ident(attname), 'isText', attcollation <> 0) order by place)
        from pg_index, unnest(indkey) with ordinality as key (number, place)
        join pg_attribute on attnum = key.number
        where indisprimary and indrelid = pg_class.oid and attrelid = pg_class.oid) as keys
    from pg_class 
    where oid in (select name::regclass from unnest(string_to_array(${listTableNames().join()}, ',')) as name)
    order by relname`;
  return rows.map(({ name, columns, keys }) => {
    const firstText = keys.findIndex(({ isText }) => isText);
    const rangeBy = keys.slice(0, firstText === -1 ? keys.length : firstText);
    return {
      name,
      columns: columns.map((column) => column.name),
      // By itself it is hashed by a number that each database gives it.
      hashed: columns.map((column) => (column.isEnum ? `${column.name}::text` : column.name)),
      rangeBy: rangeBy.map((key) => key.name),
      isDoor: DOORS.includes(name),
    };
  });
}
