import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { type Client, createClient, parseDatabaseUrl } from '../../../db/client.ts';
import { type FaultyStore, makeStore } from '../support/stores.ts';

/** A store whose log can be read. */
export interface CanaryStore extends FaultyStore {
  /** All that its server has logged. */
  readLog(): Promise<string>;
}

/** Makes a store; a server has Postgres's own settings, but for where its log goes. */
export async function makeCanaryStore(kind: FaultyStore['kind']): Promise<CanaryStore> {
  const store = await makeStore(kind);
  if (kind === 'embedded') {
    return { ...store, readLog: () => readFile(join(store.env.DATA_DIR ?? '', 'postgres.log'), 'utf8') };
  }
  const sql = await connect(store);
  await sql.unsafe('alter system set logging_collector = on');
  const [row] = await sql.unsafe('show data_directory');
  await sql.end();
  await store.stopServer('SIGINT');
  await store.startServer();
  return { ...store, readLog: () => readFilesIn(join(String(row?.data_directory), 'log'), () => true) };
}

/** A connection past the gateway. */
export async function connect(store: FaultyStore): Promise<Client> {
  return createClient(parseDatabaseUrl(await store.findUrl()), {
    connections: 1,
    statementTimeoutSeconds: 60,
  });
}

/** The text of all files of a directory that `isWanted` by their path in it, with their names. */
export async function readFilesIn(directory: string, isWanted: (path: string) => boolean): Promise<string> {
  const names = await readdir(directory, { recursive: true });
  let text = '';
  for (const name of names.map((path) => relative(directory, join(directory, path))).filter(isWanted)) {
    const path = join(directory, name);
    if ((await stat(path)).isFile()) text += `${name}\n${await readFile(path, 'latin1')}\n`;
  }
  return text;
}

/** What everybody on the machine can see of every process. */
export async function listProcesses(): Promise<string> {
  return (await promisify(execFile)('ps', ['-axww', '-o', 'pid,user,args'])).stdout;
}

/** What whoever administers the server can see of its sessions. */
export async function listSessions(sql: Client): Promise<string> {
  const rows = await sql.unsafe('select application_name, usename, query, wait_event from pg_stat_activity');
  return JSON.stringify(rows);
}
