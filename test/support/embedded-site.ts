// Data directories, child processes and questions for the tests of the embedded Postgres.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import postgres from 'postgres';
import type { ConnectionSettings } from '../../db/embedded.ts';

export const isRoot = process.geteuid?.() === 0;

const folders: string[] = [];
const children: ChildProcess[] = [];

/** A new folder that the server's user can pass through; gone after `cleanUp`. */
export async function makeFolder(ownerId?: number): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'diglot-embedded-')));
  folders.push(folder);
  if (isRoot) await chmod(folder, 0o711);
  if (ownerId !== undefined) await chown(folder, ownerId, ownerId);
  return folder;
}

/** Copies an existing data directory, owners and modes included. */
export async function copyDataDir(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', from, to]);
}

/** Kills what is left of the children and servers of this test and removes its folders. */
export async function cleanUp(): Promise<void> {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) {
    await killServers(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Kills what servers of data directories in this folder a failed test has left. */
export async function killServers(folder: string): Promise<void> {
  for (const pid of await findServers(folder)) process.kill(pid, 'SIGQUIT');
  while ((await findServers(folder)).length > 0) await sleep(10);
}

/** The process ids of all server processes with a data directory in this folder. */
export async function findServers(folder: string): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,command=']);
  return stdout
    .split('\n')
    .filter((line) => line.includes('/bin/postgres') && line.includes(`${folder}/`))
    .map((line) => Number.parseInt(line, 10));
}

/** The process id in a cluster's lock file. */
export function readServerPid(dataDir: string): number {
  return Number.parseInt(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10);
}

/** A child process that runs test/support/embedded-child.ts. */
export interface Child {
  /** What it has written to its standard error. */
  errors(): string;
  /** The connection it printed once the server was open. */
  opened(): Promise<ConnectionSettings>;
  /** Lets it close, and resolves to its exit code once it has ended by itself. */
  finish(): Promise<number | null>;
  kill(): Promise<void>;
}

/** Starts such a child, as another user where `uid` is given. */
export function startChild(args: readonly string[], uid?: number): Child {
  const script = new URL('./embedded-child.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: new URL('../..', import.meta.url).pathname,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  children.push(child);
  const exited = once(child, 'exit');
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return {
    errors: () => errors,
    opened: async () => {
      while (!output.includes('\n')) {
        if (child.exitCode !== null) throw new Error(`The child ended with ${child.exitCode}: ${errors}`);
        await sleep(5);
      }
      return JSON.parse(output).connection;
    },
    finish: async () => {
      child.stdin.end();
      const [code] = await exited;
      return code;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Asks a server one thing on a connection of its own; the first column of the first row as text. */
export async function ask(connection: ConnectionSettings, query: string): Promise<string> {
  const { host, port, user, password, database } = connection;
  const sql = postgres({
    host,
    port,
    user,
    password,
    database,
    max: 1,
    fetch_types: false,
    connect_timeout: 2,
  });
  try {
    const [row = {}] = await sql.unsafe(query);
    return String(Object.values(row)[0]);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Waits until the condition holds; resolves to how long that took in ms. */
export async function waitUntil(condition: () => boolean | Promise<boolean>): Promise<number> {
  const began = performance.now();
  while (!(await condition())) {
    if (performance.now() - began > 10_000) throw new Error('It did not come to be within 10 s');
    await sleep(10);
  }
  return performance.now() - began;
}

/** Tells whether the server answers just now. */
export async function answers(connection: ConnectionSettings): Promise<boolean> {
  if (!existsSync(join(connection.host, `.s.PGSQL.${connection.port}`))) return false;
  return await ask(connection, 'select 1').then(
    () => true,
    () => false,
  );
}
