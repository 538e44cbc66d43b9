import { connect, withConnection } from './sql.ts';

/** Things that the migrations make, from their first to their last. */
export const MADE_BY_MIGRATIONS = [
  'schema drizzle',
  'type answer_style as enum ()',
  'table contact_group (id int)',
  'table reserved_id (id int)',
  'index membership_group on drizzle_held (id)',
  'function next_id(text) returns bigint language sql as $$ select 1::bigint $$',
] as const;

/**
 * Makes a thing of a migration's in a transaction that stays open, so that the migration must wait where it
 * makes it. Resolves to what takes it back.
 */
export async function holdMigration(
  url: string,
  thing: (typeof MADE_BY_MIGRATIONS)[number],
): Promise<() => Promise<void>> {
  const sql = await connect(url);
  await sql.unsafe('begin');
  await sql.unsafe('create table drizzle_held (id int)');
  await sql.unsafe(`create ${thing}`);
  return async () => {
    await sql.unsafe('rollback');
    await sql.end({ timeout: 1 });
  };
}

/** Waits until a gateway waits for what is held. */
export async function waitUntilHeld(url: string): Promise<void> {
  await withConnection(url, async (sql) => {
    for (;;) {
      const waiting = await sql`
        select from pg_stat_activity
        where application_name = 'diglot' and datname = current_database() and wait_event_type = 'Lock'`;
      if (waiting.length > 0) return;
    }
  });
}
