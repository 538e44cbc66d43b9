import { type Client, createClient, parseDatabaseUrl } from '../../db/client.ts';

/** Which half of an identity an import brings: the other is a number or a text made here, which no run repeats. */
export type KnownHalf = 'id' | 'textId' | 'none';

/** What an import has left of an account in the tables, with what is made here left out. */
export interface ImportedState {
  readonly contacts: readonly unknown[];
  readonly groups: readonly unknown[];
  readonly origins: readonly unknown[];
  readonly deleted: readonly unknown[];
}

// What stands for an entry whatever its numbers are: its key in the source.
const KEY_OF = (kind: 'contact' | 'group', id: string) => `(
  select string_agg(o.key, ' and ' order by o.key) from origin o
  where o.account_id = $1 and o.kind = '${kind}' and o.target_id = ${id})`;

const IDS = (known: KnownHalf, row: string) =>
  ({
    id: `'id', ${row}.id, 'textId', case ${row}.text_id when ${row}.id::text then 'digits' else 'made' end`,
    textId: `'textId', ${row}.text_id`,
    none: `'textId', case ${row}.text_id when ${row}.id::text then 'digits' else 'made' end`,
  })[known];

/** Reads it, in an order of its own. */
export async function readImported(
  databaseUrl: string,
  accountId: number,
  known: KnownHalf,
): Promise<ImportedState> {
  const read = async (sql: Client, statement: string): Promise<readonly unknown[]> =>
    (await sql.unsafe(statement, [accountId])).map(({ state }) => state);
  return withClient(databaseUrl, async (sql) => ({
    contacts: await read(
      sql,
      `select json_build_object('key', key, ${IDS(known, 'c')}, 'name', name, 'email', email, 'dialcode', dialcode,
         'msisdn', msisdn, 'phoneText', phone_text, 'street', street, 'zipcode', zipcode,
         'birthdaySeconds', birthday_seconds, 'sex', sex, 'groups', groups) as state
       from (select *, ${KEY_OF('contact', 'contact.id')} as key,
         array(select ${KEY_OF('group', 'm.group_id')} as key from membership m
           where m.account_id = $1 and m.contact_id = contact.id order by key) as groups
         from contact where account_id = $1) as c
       order by key`,
    ),
    groups: await read(
      sql,
      `select json_build_object('key', key, ${IDS(known, 'g')}, 'name', name) as state
       from (select *, ${KEY_OF('group', 'contact_group.id')} as key
         from contact_group where account_id = $1) as g
       order by key`,
    ),
    origins: await read(
      sql,
      `select json_build_object('source', source, 'kind', kind, 'key', key, 'fingerprint', fingerprint,
         'groups', array(select ${KEY_OF('group', 'id')} as key from unnest(group_ids) as id order by key)) as state
       from origin where account_id = $1 order by source, kind, key`,
    ),
    deleted: await read(
      sql,
      `select json_build_object('kind', kind) as state from deleted_entry where account_id = $1 order by kind`,
    ),
  }));
}

const TABLES = [
  ...['account', 'contact', 'contact_group', 'membership', 'origin', 'deleted_entry', 'reserved_id'],
];

/** Every row's version in the tables that an import writes to: two readings are equal where nothing was written. */
export function readVersions(databaseUrl: string): Promise<Readonly<Record<string, unknown>>> {
  return withClient(databaseUrl, async (sql) => {
    const versions = TABLES.map(async (table) => {
      const [row] = await sql.unsafe(
        `select count(*)::int as rows, md5(string_agg(ctid::text || xmin::text, ' ' order by ctid))
         from ${table}`,
      );
      return [table, row] as const;
    });
    return Object.fromEntries(await Promise.all(versions));
  });
}

async function withClient<T>(databaseUrl: string, work: (sql: Client) => Promise<T>): Promise<T> {
  const sql = createClient(parseDatabaseUrl(databaseUrl), { connections: 1, statementTimeoutSeconds: 60 });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
