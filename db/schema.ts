import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgSequence,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import type { DialectAccess } from '../domain/account.ts';
import { TEXT_LIMITS } from '../domain/text.ts';

/*
 * The directory (account, login_name, credential, reserved_id) is looked up without knowing the account.
 * Every key of the book (contact, contact_group, membership) begins with the account, so that no row can
 * name another account's, and the book can be spread over machines by account.
 */

export const answerStyle = pgEnum('answer_style', ['compatible', 'documented']);
export const credentialKind = pgEnum('credential_kind', ['token', 'key']);
export const sex = pgEnum('sex', ['male', 'female']);
export const entryKind = pgEnum('entry_kind', ['contact', 'group']);

/** SHA-256 of a secret, as hexadecimal in the program. */
const sha256 = customType<{ data: string; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (hex) => Buffer.from(hex, 'hex'),
});

const id = () => bigint({ mode: 'number' });
const instant = () => timestamp({ withTimezone: true, mode: 'date' });

export const account = pgTable('account', {
  id: id().primaryKey().generatedAlwaysAsIdentity(),
  userName: varchar({ length: TEXT_LIMITS.userName }).notNull(),
  email: varchar({ length: TEXT_LIMITS.email }).notNull(),
  passwordHash: text(),
  region: varchar({ length: 2 }).notNull(),
  answers: answerStyle(),
  disabled: boolean().notNull().default(false),
  /** True while the account has as many contacts as it may have. */
  contactsFull: boolean().notNull().default(false),
  /** By the name of a dialect; one that is not there is on. */
  dialects: jsonb().$type<Readonly<Record<string, DialectAccess>>>().notNull().default({}),
  createdAt: instant().notNull().defaultNow(),
});

/** User names and e-mail addresses, folded: one name leads to one account, whichever of the two it is. */
export const loginName = pgTable(
  'login_name',
  {
    name: text().primaryKey(),
    accountId: id()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
  },
  (table) => [index('login_name_account').on(table.accountId)],
);

export const credential = pgTable(
  'credential',
  {
    id: id().primaryKey().generatedAlwaysAsIdentity(),
    accountId: id()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    kind: credentialKind().notNull(),
    hash: sha256().notNull(),
    description: varchar({ length: TEXT_LIMITS.description }),
    createdAt: instant().notNull().defaultNow(),
    usedAt: instant().notNull().defaultNow(),
    expiresAt: instant(),
  },
  (table) => [
    unique('credential_hash').on(table.hash),
    index('credential_account').on(table.accountId, table.kind),
    index('credential_expiry').on(table.expiresAt),
    check('credential_key_never_expires', sql`(${table.kind} = 'token') = (${table.expiresAt} is not null)`),
  ],
);

/** Failed logins of late; the columns are those that rate-limiter-flexible writes. */
export const loginFailure = pgTable('login_failure', {
  key: varchar({ length: 255 }).primaryKey(),
  points: integer().notNull().default(0),
  expire: bigint({ mode: 'number' }),
});

// Above what either vendor is known to have given out, so that an import finds the numbers free that it brings.
export const contactNumbers = pgSequence('contact_numbers', { startWith: 1_100_000_000 });
export const groupNumbers = pgSequence('group_numbers', { startWith: 1_100_000_000 });
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

/** Calls by account and day (UTC), of each operation by each client. */
export const usage = pgTable(
  'usage',
  {
    accountId: id()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    day: date({ mode: 'string' }).notNull(),
    dialect: text().notNull(),
    operation: text().notNull(),
    client: varchar({ length: TEXT_LIMITS.client }).notNull(),
    calls: id().notNull(),
    refusals: id().notNull(),
    undeclared: id().notNull(),
    lastUsedAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.day, table.dialect, table.operation, table.client] }),
  ],
);
