import { createHash } from 'node:crypto';
import type postgres from 'postgres';
import { hashSecret } from '../domain/credential.ts';

/** An account of the seed and its credentials, which are nobody's secrets. */
export interface SeedAccount {
  readonly user: string;
  readonly key: string;
  readonly token: string;
  readonly contacts: number;
  /** How many groups each contact is in. */
  readonly membershipsEach: 0 | 2 | 3;
}

export const PASSWORD = 'correct horse battery staple';

/** An account of the seed. */
export function seedAccount(user: string, contacts: number, membershipsEach: 0 | 2 | 3 = 2): SeedAccount {
  return {
    user,
    contacts,
    membershipsEach,
    key: digest(`key of ${user}`),
    token: digest(`token of ${user}`),
  };
}

/** The books that are read, by their number of contacts. */
export const READ_BOOKS = {
  10: seedAccount('bench-10', 10),
  1000: seedAccount('bench-1000', 1000),
  10000: seedAccount('bench-10000', 10_000),
  100000: seedAccount('bench-100000', 100_000),
} as const;

/** The book that is written to; its contacts are in no group. */
export const WRITTEN_BOOK = seedAccount('bench-written', 1000, 0);

export const BENCH_ACCOUNTS = [...Object.values(READ_BOOKS), WRITTEN_BOOK];

/** 32 hexadecimal digits of a text. */
export function digest(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** Makes the credentials look used just now, so that no run has to note a use of them. */
export async function refreshCredentials(sql: postgres.Sql): Promise<void> {
  await sql`
    update credential set used_at = now(),
      expires_at = case when expires_at is not null then now() + interval '7 days' end`;
}

/** Takes back what a run has written, and leaves the tables as they were. */
export async function restoreWrittenBook(sql: postgres.Sql): Promise<void> {
  const { user } = WRITTEN_BOOK;
  await sql`delete from membership using account where account.id = account_id and user_name = ${user}`;
  await sql`
    delete from contact using account
    where account.id = account_id and user_name = ${user} and contact.name not like 'Contact %'`;
  await sql.unsafe('vacuum contact, membership');
}

/** Ends the sessions that a run has begun. */
export async function forgetLogins(sql: postgres.Sql): Promise<void> {
  const { user, key, token } = WRITTEN_BOOK;
  const [keptKey, keptToken] = [hashSecret(key), hashSecret(token)];
  await sql`
    delete from credential using account
    where account.id = account_id and user_name = ${user} and encode(hash, 'hex') not in (${keptKey}, ${keptToken})`;
}

/** The ids of an account's contacts and groups, each in ascending order. */
export async function readIds(sql: postgres.Sql, user: string) {
  const contacts = await sql`
    select contact.id, text_id from contact join account on account.id = account_id
    where user_name = ${user} order by contact.id`;
  const groups = await sql`
    select contact_group.id, text_id from contact_group join account on account.id = account_id
    where user_name = ${user} order by contact_group.id`;
  const toIdentity = ({ id, text_id: textId }: postgres.Row) => ({ id: Number(id), textId: String(textId) });
  return { contacts: contacts.map(toIdentity), groups: groups.map(toIdentity) };
}

/** The numbers of an account's contacts, which were given out one after the other. */
export async function readContactRange(sql: postgres.Sql, user: string) {
  const [range] = await sql`
    select min(contact.id) as first, count(*) as count from contact join account on account.id = account_id
    where user_name = ${user}`;
  return { first: Number(range?.first), count: Number(range?.count) };
}
