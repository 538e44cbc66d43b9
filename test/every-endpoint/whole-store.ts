import { createClient, parseDatabaseUrl } from '../../db/client.ts';
import { atEndOfFile } from '../support/end-of-file.ts';

/** Reads every row of every table, and where the sequences stand. */
export type ReadWholeStore = () => Promise<readonly string[]>;

/** Opens a connection of its own for the test file, so that nothing of the program stands between. */
export async function openWholeStore(databaseUrl: string): Promise<ReadWholeStore> {
  const client = createClient(parseDatabaseUrl(databaseUrl), { connections: 1, statementTimeoutSeconds: 10 });
  atEndOfFile(() => client.end());
  const tables = await client.unsafe(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const rows = tables.map(({ name }) => `select '${name} ' || to_jsonb(t)::text as line from "${name}" t`);
  const sequences = `select sequencename || ' ' || coalesce(last_value, 0)::text from pg_sequences`;
  const query = `${[...rows, sequences].join(' union all ')} order by line`;
  return async () => (await client.unsafe(query)).map(({ line }) => String(line));
}
