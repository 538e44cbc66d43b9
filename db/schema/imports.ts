import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  pgEnum,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { id } from './columns.ts';
import { account } from './directory.ts';

export const entryKind = pgEnum('entry_kind', ['contact', 'group']);

/** For the half of an identity that an import does not bring: apart, so that none of the two above meets it. */
export const importNumbers = pgSequence('import_numbers', { startWith: 1_600_000_000 });

/** Numbers brought over from elsewhere, for ever: new ids step over them in every account. */
export const reservedId = pgTable(
  'reserved_id',
  {
    sequence: text().notNull(),
    id: id().notNull(),
  },
  (table) => [primaryKey({ columns: [table.sequence, table.id] })],
);

/** What was deleted here, so that no import brings it back unasked. */
export const deletedEntry = pgTable(
  'deleted_entry',
  {
    accountId: id()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    kind: entryKind().notNull(),
    id: id().notNull(),
    textId: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.kind, table.id] }),
    index('deleted_entry_text_id').on(table.accountId, table.kind, table.textId),
  ],
);

/** Where imported entries came from, and what was last said of them there. It outlives its entry. */
export const origin = pgTable(
  'origin',
  {
    accountId: id()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    source: text().notNull(),
    kind: entryKind().notNull(),
    /** What the source calls it. */
    key: text().notNull(),
    /** Number of the contact or group that it became. */
    targetId: id().notNull(),
    /** The first half of the SHA-256 of what the source said. */
    fingerprint: uuid().notNull(),
    /** The groups of a contact that the source told of, by their numbers here. */
    groupIds: bigint({ mode: 'number' }).array().notNull().default(sql`'{}'`),
    /** Whether the entry was here before, and was taken for the same person or group by what is said of it. */
    matched: boolean().notNull().default(false),
    /** Whether the source has brought the number of its entry, or the text, so that clients know it by that. */
    broughtId: boolean().notNull().default(false),
    broughtTextId: boolean().notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.source, table.kind, table.key] }),
    index('origin_target').on(table.accountId, table.kind, table.targetId),
  ],
);
