import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  date,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  varchar,
} from 'drizzle-orm/pg-core';
import type { DialectAccess } from '../../domain/account.ts';
import { TEXT_LIMITS } from '../../domain/text.ts';
import { id, instant } from './columns.ts';

export const answerStyle = pgEnum('answer_style', ['compatible', 'documented']);
export const credentialKind = pgEnum('credential_kind', ['token', 'key']);

/** SHA-256 of a secret, as hexadecimal in the program. */
const sha256 = customType<{ data: string; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (hex) => Buffer.from(hex, 'hex'),
});

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
