import { sql, type WithSubquery } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database } from './client.ts';
import { deletedEntry, type entryKind } from './schema.ts';

/** What is brought over from elsewhere, and remembered when it is deleted. */
export type EntryKind = (typeof entryKind.enumValues)[number];

/** The part of a statement that remembers what its part `deleted` has deleted. */
export function rememberDeleted(
  db: Database,
  kind: EntryKind,
  deleted: WithSubquery & Readonly<Record<'accountId' | 'id' | 'textId', PgColumn>>,
) {
  return db.$with('remembered').as(
    db
      .insert(deletedEntry)
      .select(
        db
          .select({
            accountId: sql<number>`${deleted.accountId}`.as('account_id'),
            kind: sql<EntryKind>`${sql.raw(`'${kind}'`)}::entry_kind`.as('kind'),
            id: sql<number>`${deleted.id}`.as('id'),
            textId: sql<string>`${deleted.textId}`.as('text_id'),
          })
          .from(deleted),
      )
      .onConflictDoNothing()
      .returning({ id: deletedEntry.id }),
  );
}
