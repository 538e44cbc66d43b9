import { type Client, createClient, parseDatabaseUrl } from '../../db/client.ts';
import type { VendorBook } from './vendor-book.ts';

const SEEDING_TIMEOUT_SECONDS = 300;

/** Puts a book into an account past every rule of a gateway, ids and all. */
export async function seedBook(
  databaseUrl: string,
  accountId: number,
  { contacts, groups }: VendorBook,
): Promise<void> {
  await withClient(databaseUrl, async (sql) => {
    const memberships = contacts.flatMap(({ id, groups: ids }) =>
      ids.map((groupId) => ({ contact_id: id, group_id: groupId })),
    );
    await sql.unsafe(
      `insert into contact (account_id, id, text_id, name, email, dialcode, msisdn, phone_text, street, zipcode,
        birthday_seconds, sex)
       select $1, id, "textId", name, email, dialcode, msisdn, "phoneText", street, zipcode, "birthdaySeconds", sex
       from json_to_recordset($2) as book (id bigint, "textId" text, name text, email text, dialcode smallint,
        msisdn bigint, "phoneText" text, street text, zipcode text, "birthdaySeconds" bigint, sex sex)`,
      [accountId, JSON.stringify(contacts)],
    );
    await sql.unsafe(
      `insert into contact_group (account_id, id, text_id, name)
       select $1, id, "textId", name from json_to_recordset($2) as book (id bigint, "textId" text, name text)`,
      [accountId, JSON.stringify(groups)],
    );
    await sql.unsafe(
      `insert into membership (account_id, contact_id, group_id)
       select $1, contact_id, group_id from json_to_recordset($2) as book (contact_id bigint, group_id bigint)`,
      [accountId, JSON.stringify(memberships)],
    );
  });
}

/** How big a book shall be. */
export interface BookSize {
  readonly contacts: number;
  readonly groups: number;
  /** How many groups each contact is in. */
  readonly membershipsEach: number;
}

/** Fills an account by four statements, for books of a size that is a trial in itself; Txty ids from 1000 on. */
export async function seedBigBook(databaseUrl: string, accountId: number, size: BookSize): Promise<void> {
  const { contacts, groups, membershipsEach } = size;
  await withClient(databaseUrl, async (sql) => {
    // Nobody else is there, and the statements keep all promises themselves.
    await sql.unsafe('set session_replication_role = replica');
    await sql.unsafe(
      `insert into contact (account_id, id, text_id, name, email, dialcode, msisdn, street, zipcode, birthday_seconds, sex)
       select $1, 1000 + place, (1000 + place)::text, 'Jane Doe æ ' || place, 'jane.' || place || '@example.com', 45,
         4520000000 + place, 'Vestergade ' || place, (1000 + place % 8000)::text, place * 1000,
         case place % 2 when 0 then 'female' else 'male' end::sex
       from generate_series(0, $2::int - 1) as place`,
      [accountId, contacts],
    );
    await sql.unsafe(
      `insert into contact_group (account_id, id, text_id, name)
       select $1, 100 + place, md5('group ' || place), 'Group ' || place from generate_series(0, $2::int - 1) as place`,
      [accountId, groups],
    );
    await sql.unsafe(
      `insert into membership (account_id, contact_id, group_id)
       select $1, 1000 + place, 100 + (place + shift) % $3::int
       from generate_series(0, $2::int - 1) as place, generate_series(0, $4::int - 1) as shift`,
      [accountId, contacts, groups, membershipsEach],
    );
    await sql.unsafe('analyze contact, contact_group, membership');
  });
}

/** Has the next contact, or group, that a client makes get this number, were nothing in its way. */
export async function setNextNumber(
  databaseUrl: string,
  sequence: 'contact_numbers' | 'group_numbers' | 'import_numbers',
  next: number,
): Promise<void> {
  await withClient(databaseUrl, async (sql) => {
    await sql.unsafe('select setval($1::regclass, $2, false)', [sequence, next]);
  });
}

async function withClient(databaseUrl: string, work: (sql: Client) => Promise<void>): Promise<void> {
  const sql = createClient(parseDatabaseUrl(databaseUrl), {
    connections: 1,
    statementTimeoutSeconds: SEEDING_TIMEOUT_SECONDS,
  });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
