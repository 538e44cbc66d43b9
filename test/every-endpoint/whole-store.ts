import { createClient, parseDatabaseUrl } from '../../db/client.ts';
import { atEndOfFile } from '../support/end-of-file.ts';

/** The rows of every table, and the places of the sequences, that came (`+`) or went (`-`) since. */
export type ReadChanges = () => Promise<readonly string[]>;

/** Notes the whole store as it is. */
export type WatchStore = () => Promise<ReadChanges>;

/**
 * Opens a connection of its own for the test file, so that nothing of the program stands between. What was
 * noted stays in the server and is compared there: only a difference is fetched.
 */
export async function openWholeStore(databaseUrl: string): Promise<WatchStore> {
  const client = createClient(parseDatabaseUrl(databaseUrl), { connections: 1, statementTimeoutSeconds: 10 });
  atEndOfFile(() => client.end());
  const tables = await client.unsafe(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const rows = tables.map(({ name }) => `select '${name} ' || to_jsonb(t)::text as line from "${name}" t`);
  const sequences = `select sequencename || ' ' || coalesce(last_value, 0)::text from pg_sequences`;
  const now = [...rows, sequences].join(' union all ');
  let watches = 0;
  return async () => {
    watches += 1;
    const before = `pg_temp.before_${watches}`;
    await client.unsafe(`create temporary table before_${watches} as ${now}`);
    const went = `select '- ' || line from ${before} except all select '- ' || line from (${now}) now`;
    const came = `select '+ ' || line from (${now}) now except all select '+ ' || line from ${before}`;
    const changes = `select * from ((${went}) union all (${came})) change (line) order by line`;
    return async () => (await client.unsafe(changes)).map(({ line }) => String(line));
  };
}

/** Those of the changes that are an account's. */
export function ofAccount(changes: readonly string[], accountId: number): readonly string[] {
  const inBook = new RegExp(`"account_id": ${accountId}\\b`);
  const itself = new RegExp(`^. account .*"id": ${accountId}\\b`);
  return changes.filter((line) => inBook.test(line) || itself.test(line));
}
