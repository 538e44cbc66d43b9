import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { chmod, chown, lstat, mkdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedError, readErrorCode } from './report.ts';
import { findObstacle, isOwnedBy, type RunUser } from './run-user.ts';

/** Names the socket file; no TCP port of this number is opened. */
export const SOCKET_PORT = 5432;

/** The longest socket path the system takes, in bytes, without the closing NUL. */
const LONGEST_SOCKET_PATH = process.platform === 'darwin' ? 103 : 107;

/** The socket file in a socket directory. */
export function locateSocket(socketDir: string): string {
  return join(socketDir, `.s.PGSQL.${SOCKET_PORT}`);
}

/**
 * Makes the directory for the server's socket, which nobody but the server's user (and root) can enter:
 * `<dataDir>/socket`, or one under the system's temporary directory where that path would be too long.
 * The choice depends on the real path `dataDir` alone. Throws an `EmbeddedError` where somebody else has it.
 */
export async function prepareSocketDirectory(dataDir: string, user: RunUser): Promise<string> {
  const inside = join(dataDir, 'socket');
  if (Buffer.byteLength(locateSocket(inside)) <= LONGEST_SOCKET_PATH) {
    return await makePrivateDirectory(inside, user, true);
  }
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 20);
  return await makePrivateDirectory(join(await findTemporaryDirectory(user), `diglot-${hash}`), user, false);
}

/**
 * Throws an `EmbeddedError` unless the directory is the user's own and closed to everybody else.
 * A directory that does not exist passes: nobody listens there.
 */
export async function checkSocketDirectory(path: string, user: RunUser): Promise<void> {
  const stats = await lstat(path).catch((error: unknown) => {
    if (readErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (stats !== undefined && !isPrivate(stats, user)) throw createDistrustError(path, user);
}

async function makePrivateDirectory(path: string, user: RunUser, mayRepair: boolean): Promise<string> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (readErrorCode(error) !== 'EEXIST') throw error;
  }
  const stats = await lstat(path);
  const isOurs = stats.isDirectory() && (isOwnedBy(stats, user) || (user.switched && stats.uid === 0));
  if (!isOurs) throw createDistrustError(path, user);
  // Where others can write beside it, an open directory may hold what somebody else planted.
  if ((stats.mode & 0o077) !== 0 && !mayRepair) throw createDistrustError(path, user);
  if ((stats.mode & 0o777) !== 0o700) await chmod(path, 0o700);
  if (user.switched && !isOwnedBy(stats, user)) await chown(path, user.uid, user.gid);
  return path;
}

// TMPDIR comes last: processes with different ones must find the same directory.
async function findTemporaryDirectory(user: RunUser): Promise<string> {
  for (const candidate of ['/tmp', '/var/tmp', tmpdir()]) {
    const path = await realpath(candidate).catch(() => undefined);
    if (path === undefined || !(await lstat(path)).isDirectory()) continue;
    if (user.switched && findObstacle(path, user) !== undefined) continue;
    return path;
  }
  throw new EmbeddedError(
    'There is no temporary directory for the Postgres socket. Set DATA_DIR to a shorter path.',
  );
}

function isPrivate(stats: Stats, user: RunUser): boolean {
  return stats.isDirectory() && isOwnedBy(stats, user) && (stats.mode & 0o077) === 0;
}

function createDistrustError(path: string, user: RunUser): EmbeddedError {
  return new EmbeddedError(
    `${path}, the directory for the Postgres socket, is not a directory of ${user.name} that is closed to ` +
      'others; somebody else may have made it. Remove it, or set DATA_DIR to a shorter path.',
  );
}
