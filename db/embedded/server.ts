import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildEnvironment } from './cluster.ts';
import { readServerLock } from './lock-file.ts';
import { isPostgresIn } from './processes.ts';
import { EmbeddedError, readErrorCode, readErrorMessage } from './report.ts';
import { buildSpawnIdentity } from './run-user.ts';
import type { Site } from './site.ts';
import { SOCKET_PORT } from './socket-directory.ts';

/** A server process started here. */
export interface SpawnedServer {
  readonly pid: number;
  hasExited(): boolean;
  /** What the server's log has gained since the start, at most its last 4 KiB. */
  readLog(): Promise<string>;
  /** Asks the process to stop at once, without waiting. */
  stop(): void;
}

const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
const LOG_EXCERPT_BYTES = 4096;
const STOP_PATIENCE_MS = 30_000;
const STOP_POLL_MS = 5;

const SETTINGS: Readonly<Record<string, string>> = {
  port: String(SOCKET_PORT),
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '100',
  jit: 'off',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_destination: 'stderr',
  log_checkpoints: 'off',
  // Below LOG come the errors of statements, whose messages quote values; the client is told them anyway.
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_statement: 'none',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};

/**
 * Starts the server of a site, which outlives this process. Resolves when the process runs, long before it
 * takes connections. Rejects with an `EmbeddedError` where the program cannot be run.
 */
export async function spawnServer(site: Site, socketDir: string): Promise<SpawnedServer> {
  const log = await openLog(site);
  try {
    const { size } = await log.stat();
    const child = spawn(site.binaries.postgres, buildArguments(site.clusterDir, socketDir), {
      cwd: site.dataDir,
      detached: true,
      env: buildEnvironment(),
      stdio: ['ignore', log.fd, log.fd],
      ...buildSpawnIdentity(site.user),
    });
    let exited = false;
    child.on('exit', () => {
      exited = true;
    });
    child.unref();
    await once(child, 'spawn').catch((error: unknown) => {
      throw createSpawnError(error, site);
    });
    return {
      pid: child.pid ?? 0,
      hasExited: () => exited,
      readLog: () => readLogFrom(site.logFile, size),
      stop: () => {
        if (!exited) child.kill('SIGINT');
      },
    };
  } finally {
    await log.close();
  }
}

/**
 * Stops the server of a cluster (sessions are cut, all data is kept) and waits until it is gone.
 * Resolves to false where it has no server that is seen from here. Rejects with an `EmbeddedError` after 30 s.
 */
export async function stopServer(clusterDir: string): Promise<boolean> {
  const lock = await readServerLock(clusterDir);
  if (lock === undefined || !lock.alive) return false;
  process.kill(lock.pid, 'SIGINT');
  const deadline = performance.now() + STOP_PATIENCE_MS;
  while (performance.now() < deadline) {
    const now = await readServerLock(clusterDir);
    if (now?.pid !== lock.pid && (await isPostgresIn(clusterDir, lock.pid)) === false) return true;
    await sleep(STOP_POLL_MS);
  }
  throw new EmbeddedError(
    `Postgres (process ${lock.pid}) does not stop. Look into its log; stop it with: kill -QUIT ${lock.pid}`,
  );
}

function buildArguments(clusterDir: string, socketDir: string): readonly string[] {
  // The setting is a list: quotes keep a path with a comma or a quote in it together.
  const sockets = `"${socketDir.replaceAll('"', '""')}"`;
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: sockets });
  return ['-D', clusterDir, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

// The server keeps the open file, so the log can only be set aside at a start.
async function openLog(site: Site): Promise<FileHandle> {
  const size = await stat(site.logFile).then(
    (stats) => stats.size,
    () => 0,
  );
  if (size > LOG_LIMIT_BYTES) {
    await rename(site.logFile, `${site.logFile}.1`).catch((error: unknown) => {
      // Another process that starts the server has set it aside just now.
      if (readErrorCode(error) !== 'ENOENT') throw error;
    });
  }
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  const log = await open(site.logFile, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600);
  await log.chmod(0o600);
  if (site.user.switched) await log.chown(site.user.uid, site.user.gid);
  return log;
}

async function readLogFrom(path: string, offset: number): Promise<string> {
  const log = await open(path, 'r');
  try {
    const { size } = await log.stat();
    const begin = Math.max(Math.min(offset, size), size - LOG_EXCERPT_BYTES);
    const { buffer, bytesRead } = await log.read(Buffer.alloc(size - begin), 0, size - begin, begin);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await log.close();
  }
}

function createSpawnError(error: unknown, site: Site): EmbeddedError {
  return new EmbeddedError(
    `${site.binaries.postgres} cannot be run as ${site.user.name}: ${readErrorMessage(error)}. The shipped ` +
      'Postgres needs the GNU C library and a file system that allows programs to run (no musl, no noexec). ' +
      'Set DATABASE_URL to use your own Postgres.',
    { cause: error },
  );
}
