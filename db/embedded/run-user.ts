import { type Stats, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EmbeddedError, readErrorCode } from './report.ts';

/** The user Postgres runs as. */
export interface RunUser {
  /** Unsigned, as `stat` reports it. */
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  /** True where the gateway is root and must start Postgres as somebody else. */
  readonly switched: boolean;
}

/** A directory or file that a user cannot enter or run. */
export interface Obstacle {
  readonly path: string;
  /** Octal permission bits, such as `0700`. */
  readonly mode: string;
}

const NOBODY_ID = 65_534;

/**
 * Chooses the user to run Postgres as: the current one, or, for root (whom Postgres refuses), the owner of
 * the existing cluster, or `nobody`. Throws an `EmbeddedError` where the cluster's owner cannot be used.
 */
export async function chooseRunUser(clusterDir: string): Promise<RunUser> {
  const uid = process.geteuid?.() ?? 0;
  const gid = process.getegid?.() ?? 0;
  const owner = await readClusterOwner(clusterDir);
  if (uid !== 0) {
    if (owner !== undefined && owner.uid !== uid) {
      throw new EmbeddedError(
        `The Postgres cluster ${clusterDir} belongs to user id ${owner.uid}, but the gateway runs as user id ` +
          `${uid}. Run it as that user or as root, or set DATA_DIR to a directory of your own.`,
      );
    }
    return { uid, gid, name: `user id ${uid}`, switched: false };
  }
  if (owner === undefined) return await readNobody();
  if (owner.uid === 0) {
    throw new EmbeddedError(
      `The Postgres cluster ${clusterDir} belongs to root, and Postgres does not run as root. ` +
        `Give it to an ordinary user, for example: chown -R nobody ${clusterDir}`,
    );
  }
  return { uid: owner.uid, gid: owner.gid, name: `user id ${owner.uid}`, switched: true };
}

/** The `uid` and `gid` options for a child process of this user; empty where no switch is needed. */
export function buildSpawnIdentity(user: RunUser): { uid?: number; gid?: number } {
  // Node wants signed 32-bit numbers here, where macOS's nobody is -2.
  return user.switched ? { uid: user.uid | 0, gid: user.gid | 0 } : {};
}

/** Tells whether a file or directory belongs to the user. */
export function isOwnedBy(stats: Stats, user: RunUser): boolean {
  return stats.uid >>> 0 === user.uid;
}

/**
 * The first directory on the way to `path` (or `path` itself) that the user cannot enter or run.
 * Undefined where the way is clear. `path` must be absolute, real and exist.
 */
export function findObstacle(path: string, user: RunUser): Obstacle | undefined {
  const parent = dirname(path);
  const above = parent === path ? undefined : findObstacle(parent, user);
  if (above !== undefined) return above;
  const stats = statSync(path);
  const bits = stats.mode & 0o7777;
  const shift = isOwnedBy(stats, user) ? 6 : stats.gid >>> 0 === user.gid ? 3 : 0;
  return (bits >> shift) & 1 ? undefined : { path, mode: bits.toString(8).padStart(4, '0') };
}

// A directory without PG_VERSION is no cluster, so its owner decides nothing.
async function readClusterOwner(clusterDir: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    await stat(join(clusterDir, 'PG_VERSION'));
  } catch (error) {
    const code = readErrorCode(error);
    if (code === 'ENOENT') return undefined;
    // Another user's cluster is closed to us; its directory still tells whose it is.
    if (code !== 'EACCES') throw error;
  }
  const stats = await stat(clusterDir);
  return { uid: stats.uid >>> 0, gid: stats.gid >>> 0 };
}

async function readNobody(): Promise<RunUser> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const fields = passwd
    .split('\n')
    .find((line) => line.startsWith('nobody:'))
    ?.split(':');
  const uid = Number.parseInt(fields?.[2] ?? '', 10);
  const gid = Number.parseInt(fields?.[3] ?? '', 10);
  return {
    uid: (Number.isNaN(uid) ? NOBODY_ID : uid) >>> 0,
    gid: (Number.isNaN(gid) ? NOBODY_ID : gid) >>> 0,
    name: 'nobody',
    switched: true,
  };
}
