import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseDatabaseUrl } from '../../db/client.ts';
import { NOBODY } from './data-dirs.ts';
import { atEndOfFile } from './end-of-file.ts';
import { findFreePort } from './free-port.ts';

/** A PgBouncer in front of the run's Postgres. */
export interface PgBouncer {
  /** Leads to the database through it. */
  readonly url: string;
  /** Kills it, and starts it again after so long. */
  restart(downMs: number): Promise<void>;
}

interface PgBouncerOptions {
  readonly poolMode: 'session' | 'transaction';
  /** False leaves out what Diglot needs of its configuration. */
  readonly configured?: boolean;
}

// Where Debian has it, which is on no path but root's.
const PROGRAM = '/usr/sbin/pgbouncer';

export const hasPgBouncer = existsSync(PROGRAM);

/** Starts one that is stopped after the test file. */
export async function startPgBouncer(databaseUrl: string, options: PgBouncerOptions): Promise<PgBouncer> {
  const folder = await mkdtemp(join(tmpdir(), 'diglot-pgbouncer-'));
  const port = await findFreePort();
  const file = join(folder, 'pgbouncer.ini');
  await writeFile(file, describe(databaseUrl, port, options), { mode: 0o600 });
  // It refuses to be run by root, as Postgres does.
  if (NOBODY !== undefined) for (const path of [folder, file]) await chown(path, NOBODY, NOBODY);
  let running = await start();
  atEndOfFile(async () => {
    await kill(running);
    await rm(folder, { recursive: true });
  });
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  url.searchParams.delete('host');
  return {
    url: url.href,
    restart: async (downMs) => {
      await kill(running);
      await sleep(downMs);
      running = await start();
    },
  };

  async function start(): Promise<ChildProcess> {
    const child = spawn(PROGRAM, ['-q', ...(NOBODY === undefined ? [] : ['-u', 'nobody']), file], {
      stdio: 'ignore',
    });
    while (!(await listensOn(port))) {
      if (child.exitCode !== null) throw new Error('PgBouncer did not start');
      await sleep(10);
    }
    return child;
  }
}

function describe(
  databaseUrl: string,
  port: number,
  { poolMode, configured = true }: PgBouncerOptions,
): string {
  const { host, port: serverPort, user, password } = parseDatabaseUrl(databaseUrl);
  const secret = password === '' ? '' : ` password=${password}`;
  return [
    '[databases]',
    `* = host=${host} port=${serverPort} user=${user}${secret}`,
    '[pgbouncer]',
    `listen_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\nauth_type = any`,
    `pool_mode = ${poolMode}\ndefault_pool_size = 10`,
    configured
      ? 'ignore_startup_parameters = statement_timeout, plan_cache_mode, enable_seqscan, enable_bitmapscan'
      : '',
    '',
  ].join('\n');
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function listensOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
