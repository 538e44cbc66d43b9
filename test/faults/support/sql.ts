import { type Client, createClient, parseDatabaseUrl } from '../../../db/client.ts';

/** One connection past the gateway, which does not look like one of a gateway's; whoever opens it ends it. */
export async function connect(url: string): Promise<Client> {
  const sql = createClient(parseDatabaseUrl(url), { connections: 1, statementTimeoutSeconds: 60 });
  try {
    await sql`set application_name = 'a test'`;
    return sql;
  } catch (error) {
    await sql.end({ timeout: 0 });
    throw error;
  }
}

/** Does something on a connection of its own. */
export async function withConnection<T>(url: string, work: (sql: Client) => Promise<T>): Promise<T> {
  const sql = await connect(url);
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** The first column of the first row of an answer. */
export function askOnce(url: string, statement: string): Promise<unknown> {
  return withConnection(url, async (sql) => {
    const [row = {}] = await sql.unsafe(statement);
    return Object.values(row)[0];
  });
}

/** Makes a database with nothing in it. */
export async function createDatabase(url: string, name: string): Promise<void> {
  await askOnce(url, `create database ${name} encoding 'UTF8' template template0`);
}

/** Waits until no statement of a gateway runs any more: one that was cut off may still be carried out. */
export async function waitForQuiet(url: string): Promise<void> {
  const busy = `select count(*)::int from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`;
  await withConnection(url, async (sql) => {
    for (;;) {
      const [row] = await sql.unsafe(busy);
      if (row?.count === 0) return;
    }
  });
}
