import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import { EmbeddedError, readErrorCode, readErrorMessage } from './report.ts';
import { buildSpawnIdentity, type RunUser } from './run-user.ts';
import { buildScratchPath, syncDirectory } from './scratch.ts';

const run = promisify(execFile);

/** The superuser of the private cluster, who also owns the application's database. */
export const DATABASE_USER = 'diglot';

/**
 * The whole environment of the Postgres programs: no LC_*, LANG or PG* setting reaches them, and none of
 * the gateway's secrets.
 */
export function buildEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { LC_ALL: 'C', TZ: 'UTC' };
  for (const name of ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH']) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/** The major version of a cluster, or undefined where the directory holds none. */
export async function readClusterMajor(clusterDir: string): Promise<string | undefined> {
  try {
    return (await readFile(join(clusterDir, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (readErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Makes sure that an existing cluster can be opened by the shipped Postgres, and closes it to other users
 * (Postgres refuses an open one). Throws an `EmbeddedError` for another major version.
 */
export async function checkCluster(clusterDir: string, binaries: Binaries): Promise<void> {
  const major = await readClusterMajor(clusterDir);
  if (major !== String(binaries.major)) {
    throw new EmbeddedError(
      `The cluster ${clusterDir} was made by Postgres ${major ?? '(unknown)'}, but this gateway ships Postgres ` +
        `${binaries.major}, which cannot open it. Run the version of the gateway that made it, or move its ` +
        'contents over with pg_dump of that version, or set DATA_DIR to an empty directory to begin anew.',
    );
  }
  const { mode } = await stat(clusterDir);
  if ((mode & 0o027) !== 0) await chmod(clusterDir, 0o700);
}

/**
 * Makes a new cluster (UTF-8, passwords asked for) and puts it into place in one step, so that a crash leaves
 * no half of one. Where another process was faster, its cluster stays. Resolves to whether ours was taken.
 */
export async function createCluster(
  clusterDir: string,
  binaries: Binaries,
  user: RunUser,
  password: string,
): Promise<boolean> {
  const dataDir = dirname(clusterDir);
  const work = buildScratchPath(dataDir, 'cluster');
  const passwordFile = join(work, 'password');
  const draft = join(work, 'cluster');
  try {
    await mkdir(work, { mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
    if (user.switched) {
      await chown(passwordFile, user.uid, user.gid);
      await chown(work, user.uid, user.gid);
    }
    await runInitdb(binaries, user, work, ['--pgdata', draft, '--pwfile', passwordFile]);
    return await putIntoPlace(draft, clusterDir);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function runInitdb(
  binaries: Binaries,
  user: RunUser,
  cwd: string,
  where: readonly string[],
): Promise<void> {
  const options = [
    `--username=${DATABASE_USER}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  try {
    await run(binaries.initdb, [...where, ...options], {
      cwd,
      env: buildEnvironment(),
      ...buildSpawnIdentity(user),
    });
  } catch (error) {
    throw createInitdbError(error, binaries);
  }
}

function createInitdbError(error: unknown, binaries: Binaries): EmbeddedError {
  const said =
    error instanceof Error && 'stderr' in error && typeof error.stderr === 'string'
      ? error.stderr.trim()
      : '';
  const reason = said === '' ? readErrorMessage(error) : said.split('\n').slice(-5).join(' ');
  return new EmbeddedError(
    `${binaries.initdb} could not make the database: ${reason}. ` +
      'Put this right, or set DATABASE_URL to use your own Postgres.',
    { cause: error },
  );
}

async function putIntoPlace(draft: string, clusterDir: string): Promise<boolean> {
  try {
    await rename(draft, clusterDir);
    await syncDirectory(dirname(clusterDir));
    return true;
  } catch (error) {
    const code = readErrorCode(error);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    if ((await readClusterMajor(clusterDir)) !== undefined) return false;
    throw new EmbeddedError(
      `${clusterDir} holds files but no Postgres cluster. Move it away, or set DATA_DIR to another directory.`,
    );
  }
}
