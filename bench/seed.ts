import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type postgres from 'postgres';
import { hashSecret } from '../domain/credential.ts';
import { createPasswords } from '../domain/password.ts';
import { digest, PASSWORD, type SeedAccount } from './books.ts';

const GROUPS_EACH = 10;
/** What a database was seeded with: it changes with the accounts and with this file. */
export async function fingerprintOf(accounts: readonly SeedAccount[]): Promise<string> {
  const code = await readFile(fileURLToPath(import.meta.url), 'utf8');
  return digest(code + JSON.stringify(accounts));
}

/** Fills a migrated database with accounts. */
export async function seed(sql: postgres.Sql, accounts: readonly SeedAccount[]): Promise<void> {
  // A vacuum in the middle of a round would be one server's alone.
  for (const table of ['contact', 'membership', 'credential'])
    await sql.unsafe(`alter table ${table} set (autovacuum_enabled = false)`);
  // Nobody else is there, and a seed that was interrupted is begun again.
  await sql.unsafe('set session_replication_role = replica');
  await sql.unsafe('set synchronous_commit = off');
  const passwordHash = await createPasswords().hash(PASSWORD);
  for (const account of accounts) await seedBook(sql, account, passwordHash);
  await sql.unsafe('vacuum (analyze, freeze)');
}

async function seedBook(sql: postgres.Sql, account: SeedAccount, passwordHash: string): Promise<void> {
  const { user, contacts, membershipsEach, key, token } = account;
  const [added] = await sql`
    insert into account (user_name, email, password_hash, region)
    values (${user}, ${`${user}@example.com`}, ${passwordHash}, 'DK') returning id`;
  const id: number = added?.id;
  await sql`insert into login_name (name, account_id) values (${user}, ${id})`;
  await sql`
    insert into credential (account_id, kind, hash, expires_at) values
      (${id}, 'key', ${Buffer.from(hashSecret(key), 'hex')}, null),
      (${id}, 'token', ${Buffer.from(hashSecret(token), 'hex')}, now() + interval '7 days')`;
  await sql`
    insert into contact (account_id, id, text_id, name, email, dialcode, msisdn, street, zipcode,
      birthday_seconds, sex)
    select ${id}::bigint, id, id::text, 'Contact ' || place, 'contact.' || place || '@example.com', 45,
      4520000000 + place, 'Vestergade ' || place, (1000 + place % 8000)::text, place * 1000,
      case place % 2 when 0 then 'female' else 'male' end::sex
    from (select place, nextval('contact_numbers') as id from generate_series(1, ${contacts}::int) as place) as new`;
  await sql`
    insert into contact_group (account_id, id, text_id, name)
    select ${id}::bigint, id, md5('group ' || id), 'Group ' || place
    from (select place, nextval('group_numbers') as id from generate_series(1, ${GROUPS_EACH}::int) as place) as new`;
  if (membershipsEach === 0) return;
  await sql.unsafe('analyze contact, contact_group');
  await sql`
    insert into membership (account_id, contact_id, group_id)
    select ${id}::bigint, place.id, every_group.ids[1 + (place.number + shift) % ${GROUPS_EACH}::int]
    from (select id, row_number() over (order by id) as number from contact where account_id = ${id}) as place
    cross join (select array_agg(id order by id) as ids from contact_group where account_id = ${id}) as every_group
    cross join (values (1, 0), (2, 3), (3, 5)) as shifted(nth, shift)
    where nth <= ${membershipsEach}::int`;
}
