import { readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isPostgresIn, isProcessAlive } from './processes.ts';
import { readErrorCode } from './report.ts';
import { locateSocket } from './socket-directory.ts';

/** What a cluster's postmaster.pid says, and whether it is true. */
export interface ServerLock {
  readonly pid: number;
  /** The process exists and is the server of this very cluster. */
  readonly alive: boolean;
  /** `starting`, `ready`, `stopping`, or empty where the server has not got so far. */
  readonly status: string;
  /** Where the server listens; undefined where it has not said so, or speaks of another cluster. */
  readonly socketDir: string | undefined;
}

/** Reads the lock file of a cluster's server. Undefined where there is none: no server has the cluster. */
export async function readServerLock(clusterDir: string): Promise<ServerLock | undefined> {
  const text = await readText(locateLock(clusterDir));
  if (text === undefined) return undefined;
  const [pidLine = '', directory = '', , , socketDir = '', , , status = ''] = text.split('\n');
  const pid = parsePid(pidLine);
  const inside = await isPostgresIn(clusterDir, pid);
  // A copied data directory brings the lock file of the original, which must not be mistaken for its own.
  const alive = inside ?? (await isSameDirectory(directory, clusterDir));
  const trusted = socketDir !== '' && (alive || (await isSameDirectory(directory, clusterDir)));
  return { pid, alive, status: status.trim(), socketDir: trusted ? socketDir : undefined };
}

/** Postgres fills the file at once; one that is still empty later was left by a power failure. */
const UNFINISHED_AFTER_MS = 5_000;

/**
 * Removes the lock files of a dead server that would keep Postgres from starting: those whose process id now
 * belongs to another program, and those never filled. All other stale files are left for Postgres to judge.
 */
export async function clearStaleLocks(clusterDir: string, socketDir: string): Promise<void> {
  for (const path of [locateLock(clusterDir), `${locateSocket(socketDir)}.lock`]) {
    const text = await readText(path);
    if (text !== undefined && (await isInTheWay(path, text, clusterDir))) await removeIfUnchanged(path, text);
  }
}

async function isInTheWay(path: string, text: string, clusterDir: string): Promise<boolean> {
  const [pidLine = '', directory = ''] = text.split('\n');
  const pid = parsePid(pidLine);
  if (pid === 0) {
    const stats = await stat(path).catch(() => undefined);
    return stats !== undefined && Date.now() - stats.mtimeMs > UNFINISHED_AFTER_MS;
  }
  if (!isProcessAlive(pid)) return false;
  const inside = await isPostgresIn(clusterDir, pid);
  return !(inside ?? (await isSameDirectory(directory, clusterDir)));
}

// A server in single-user mode writes its process id as a negative number.
function parsePid(line: string): number {
  return Math.abs(Number.parseInt(line, 10)) || 0;
}

function locateLock(clusterDir: string): string {
  return join(clusterDir, 'postmaster.pid');
}

// Another process may have put a new file there meanwhile: look at what was taken, and give that back.
// A second server cannot come of it, as Postgres also interlocks by shared memory named after the directory.
async function removeIfUnchanged(path: string, text: string): Promise<void> {
  const aside = join(dirname(path), `.stale-lock-${process.pid}`);
  try {
    await rename(path, aside);
    if ((await readText(aside)) === text) await rm(aside, { force: true });
    else await rename(aside, path);
  } catch (error) {
    if (readErrorCode(error) !== 'ENOENT') throw error;
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (readErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function isSameDirectory(path: string, real: string): Promise<boolean> {
  return path !== '' && (await realpath(path).catch(() => undefined)) === real;
}
