import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  foreignKey,
  index,
  pgEnum,
  pgSequence,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  varchar,
} from 'drizzle-orm/pg-core';
import { TEXT_LIMITS } from '../../domain/text.ts';
import { id } from './columns.ts';
import { account } from './directory.ts';

export const sex = pgEnum('sex', ['male', 'female']);

// Above what either vendor is known to have given out, so that an import finds the numbers free that it brings.
export const contactNumbers = pgSequence('contact_numbers', { startWith: 1_100_000_000 });
export const groupNumbers = pgSequence('group_numbers', { startWith: 1_100_000_000 });

export const contact = pgTable(
  'contact',
  {
    accountId: id()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    id: id().notNull(),
    textId: text().notNull(),
    name: varchar({ length: TEXT_LIMITS.name }).notNull(),
    email: varchar({ length: TEXT_LIMITS.email }),
    dialcode: smallint(),
    msisdn: bigint({ mode: 'number' }),
    phoneText: text(),
    street: varchar({ length: TEXT_LIMITS.street }),
    zipcode: varchar({ length: TEXT_LIMITS.zipcode }),
    birthdaySeconds: bigint({ mode: 'number' }),
    sex: sex(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    unique('contact_text_id').on(table.accountId, table.textId),
    check('contact_ids', sql`${table.id} > 0 and ${table.textId} <> ''`),
    check('contact_name', sql`${table.name} <> ''`),
    check('contact_msisdn', sql`${table.msisdn} between 1 and 999999999999999 and ${table.dialcode} > 0`),
    check('contact_phone', sql`(${table.msisdn} is null) = (${table.dialcode} is null)`),
    check('contact_one_phone', sql`${table.msisdn} is null or ${table.phoneText} is null`),
  ],
);

export const contactGroup = pgTable(
  'contact_group',
  {
    accountId: id()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    id: id().notNull(),
    textId: text().notNull(),
    name: varchar({ length: TEXT_LIMITS.groupName }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    unique('contact_group_text_id').on(table.accountId, table.textId),
    check('contact_group_ids', sql`${table.id} > 0 and ${table.textId} <> ''`),
    check('contact_group_name', sql`${table.name} <> ''`),
  ],
);

export const membership = pgTable(
  'membership',
  {
    accountId: id().notNull(),
    contactId: id().notNull(),
    groupId: id().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.contactId, table.groupId] }),
    index('membership_group').on(table.accountId, table.groupId, table.contactId),
    foreignKey({
      columns: [table.accountId, table.contactId],
      foreignColumns: [contact.accountId, contact.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.accountId, table.groupId],
      foreignColumns: [contactGroup.accountId, contactGroup.id],
    }).onDelete('cascade'),
  ],
);
