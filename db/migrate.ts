import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import { type Client, createDatabase, type Database } from './client.ts';
import { isCopyUnfinished } from './copy/marker.ts';
import { StoreError } from './errors.ts';

const FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));
const OLDEST_SERVER = 150_000;

// An arbitrary number that no other program is likely to lock.
const MIGRATION_LOCK = 7_346_102_991;

/**
 * Applies what is missing of the migrations, all in one transaction, while no other process does. The client
 * must have two connections, one of which holds the lock. Returns how many were applied.
 */
export async function applyMigrations(client: Client): Promise<number> {
  const db = createDatabase(client);
  await checkServer(db);
  if (await isCopyUnfinished(db))
    throw new StoreError(
      'A copy to this store has not ended: run the same `diglot copy` again, or take another database.',
    );
  if (await isMigrated(db)) return 0;
  // The lock of a transaction: behind a pooler a session's could be left on a connection that others use.
  return db.transaction(async (holder) => {
    await holder.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`);
    const before = await countApplied(db);
    await migrate(db, { migrationsFolder: FOLDER });
    return (await countApplied(db)) - before;
  });
}

/** True where every migration that this version knows is in, and no copy to this store is under way. */
export async function isMigrated(db: Database): Promise<boolean> {
  return (await countApplied(db)) >= countKnown() && !(await isCopyUnfinished(db));
}

/** What two stores of the same version have in common. */
export async function describeMigrations(db: Database): Promise<string> {
  const [row] = await db.execute<{ hashes: string | null }>(
    sql`select string_agg(hash, ' ' order by created_at) as hashes from drizzle.__drizzle_migrations`,
  );
  return row?.hashes ?? '';
}

/** An older server lacks what the schema uses; another encoding can't hold every text. */
async function checkServer(db: Database): Promise<void> {
  const [row] = await db.execute<{ version: string; encoding: string }>(
    sql`select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding`,
  );
  if (Number(row?.version) < OLDEST_SERVER) {
    throw new StoreError('The server is older than Postgres 15. Use Postgres 15 to 18.');
  }
  if (row?.encoding !== 'UTF8') {
    throw new StoreError(
      `The database's encoding is ${row?.encoding}: create it with ENCODING 'UTF8' TEMPLATE template0.`,
    );
  }
}

async function countApplied(db: Database): Promise<number> {
  const [table] = await db.execute<{ found: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as found`,
  );
  if (table?.found !== true) return 0;
  const [row] = await db.execute<{ count: number }>(
    sql`select count(*)::int as count from drizzle.__drizzle_migrations`,
  );
  return row?.count ?? 0;
}

let known: number | undefined;

function countKnown(): number {
  if (known === undefined) {
    const journal: { entries: unknown[] } = JSON.parse(readFileSync(`${FOLDER}/meta/_journal.json`, 'utf8'));
    known = journal.entries.length;
  }
  return known;
}
