import { getTableName, sql } from 'drizzle-orm';
import type { Database } from './client.ts';
import {
  account,
  contact,
  contactGroup,
  credential,
  deletedEntry,
  loginName,
  membership,
  origin,
} from './schema.ts';

const TABLES = [
  ...[account, loginName, credential],
  ...[contact, contactGroup, membership, deletedEntry, origin],
];
const GROWTH = 2;
// What Postgres takes a table for of which it knows nothing, in pages (`estimate_rel_size`).
const UNKNOWN_PAGES = 10;

/**
 * Makes what has tables analysed that hold twice of what Postgres last knew of. Statements are planned once, so one
 * that was planned for an empty table may go by an index that only leads to the account; new statistics have all
 * processes plan anew. Postgres would do so itself, but up to minutes later. Rejects with the driver's error.
 */
export function createRefreshStatistics(db: Database): () => Promise<void> {
  const seen = new Map<string, number>();
  return async () => {
    const names = sql.join(
      TABLES.map((table) => sql`${getTableName(table)}::regclass`),
      sql`, `,
    );
    const tables = await db.execute<{ name: string; pages: number; known: number }>(sql`
      select relname as name, relpages as known,
        (pg_relation_size(oid) / current_setting('block_size')::int)::int as pages
      from pg_class where oid in (${names})`);
    for (const { name, pages, known } of tables) {
      // Not for ever the same one, where the database's user may not analyse it.
      if (pages <= GROWTH * Math.max(known, seen.get(name) ?? 0, UNKNOWN_PAGES / GROWTH)) continue;
      seen.set(name, pages);
      await db.execute(sql`analyze ${sql.identifier(name)}`);
    }
  };
}
