import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import postgres from 'postgres';

/** The database of a benchmark, with a connection for what is not measured. */
export interface BenchDatabase {
  readonly url: string;
  readonly sql: postgres.Sql;
  /** The processes that serve this database, and those that write for all; none where they are on another machine. */
  serverPids(): Promise<readonly number[]>;
  close(): Promise<void>;
}

const INT8 = 20;

/**
 * Opens the database of that name, beside the one at `adminUrl`. Where its seed is another than `fingerprint`,
 * or there is none, it is made anew: migrated by the gateway itself, then seeded.
 */
export async function openSeeded(
  adminUrl: string,
  name: string,
  fingerprint: string,
  seed: (sql: postgres.Sql) => Promise<void>,
): Promise<BenchDatabase> {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  await withConnection(adminUrl, async (admin) => {
    const [found] =
      await admin`select shobj_description(oid, 'pg_database') as seed from pg_database where datname = ${name}`;
    if (found?.seed === fingerprint) return;
    await admin.unsafe(`drop database if exists "${name}"`);
    await admin.unsafe(`create database "${name}" encoding 'UTF8' template template0`);
    await migrate(url.href);
    await withConnection(url.href, seed);
    await admin.unsafe(`comment on database "${name}" is '${fingerprint}'`);
  });
  // A gateway that is newer than the seed may have more migrations.
  await migrate(url.href);
  const sql = connect(url.href);
  return { url: url.href, sql, serverPids: () => listServerPids(sql), close: () => sql.end() };
}

function connect(url: string): postgres.Sql {
  return postgres(url, {
    max: 1,
    fetch_types: false,
    onnotice: () => undefined,
    types: { int8: { to: INT8, from: [INT8], serialize: String, parse: Number } },
    connection: { application_name: 'bench' },
  });
}

/** Makes a database anew, beside the one at `adminUrl`, and resolves to its URL. It is empty: not even migrated. */
export async function recreate(adminUrl: string, name: string): Promise<string> {
  await withConnection(adminUrl, async (admin) => {
    await admin.unsafe(`drop database if exists "${name}" with (force)`);
    await admin.unsafe(`create database "${name}" encoding 'UTF8' template template0`);
  });
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Drops a database that nobody needs any more. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await withConnection(adminUrl, (admin) => admin.unsafe(`drop database if exists "${name}" with (force)`));
}

async function withConnection<T>(url: string, use: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = connect(url);
  try {
    return await use(sql);
  } finally {
    await sql.end();
  }
}

async function migrate(url: string): Promise<void> {
  const env = { PATH: process.env.PATH, DATABASE_URL: url };
  await promisify(execFile)(process.execPath, ['dist/src/main.js', 'migrate'], { env });
}

async function listServerPids(sql: postgres.Sql): Promise<readonly number[]> {
  const rows = await sql`
    select pid from pg_stat_activity
    where pid <> pg_backend_pid() and (datname = current_database()
      or backend_type in ('checkpointer', 'walwriter', 'background writer', 'autovacuum launcher'))`;
  const pids: number[] = rows.map(({ pid }) => pid);
  // Those of a server on another machine are something else here, or nothing.
  const commands = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => undefined)),
  );
  return pids.filter((_, place) => commands[place]?.trim() === 'postgres');
}
