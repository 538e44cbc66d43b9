import { withConnection } from './sql.ts';

/** Everything that the migrations make, in words that are the same in every database that has it. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  columns: `
    select n.nspname, c.relname, c.relkind::text, a.attname, format_type(a.atttypid, a.atttypmod) as type,
      a.attnotnull, a.attidentity::text, pg_get_expr(d.adbin, d.adrelid) as default
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where n.nspname in ('public', 'drizzle') order by 1, 2, a.attnum`,
  constraints: `
    select conrelid::regclass::text as table, conname, convalidated, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c join pg_namespace n on n.oid = c.connamespace
    where n.nspname in ('public', 'drizzle') order by 1, 2`,
  indexes: `
    select indexrelid::regclass::text as name, indisvalid, pg_get_indexdef(indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'drizzle') order by 1`,
  functions: `
    select proname, pg_get_functiondef(p.oid) as definition
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public' order by 1`,
  labels: `
    select t.typname, e.enumlabel from pg_enum e join pg_type t on t.oid = e.enumtypid
    order by 1, e.enumsortorder`,
  sequences: `
    select schemaname, sequencename, start_value::text, min_value::text, max_value::text, increment_by::text,
      cycle, cache_size::text from pg_sequences order by 1, 2`,
  migrations: 'select hash, created_at::text from drizzle.__drizzle_migrations order by created_at, id',
};

/** Describes the whole schema of a database. */
export function describeSchema(url: string): Promise<Readonly<Record<string, readonly unknown[]>>> {
  return withConnection(url, async (sql) => {
    const described: Record<string, readonly unknown[]> = {};
    for (const [part, query] of Object.entries(DESCRIPTIONS))
      described[part] = [...(await sql.unsafe(query))];
    return described;
  });
}
