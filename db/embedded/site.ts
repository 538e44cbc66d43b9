import { existsSync } from 'node:fs';
import { chmod, mkdir, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Binaries, findBinaries } from './binaries.ts';
import { checkCluster, createCluster, readClusterMajor } from './cluster.ts';
import { ensurePassword, readPassword } from './password.ts';
import { EmbeddedError, type EventSink, explainFileError, readErrorCode } from './report.ts';
import { chooseRunUser, findObstacle, type RunUser } from './run-user.ts';
import { removeLeftovers } from './scratch.ts';

/** One data directory with everything needed to run the server in it. All paths are real ones. */
export interface Site {
  readonly dataDir: string;
  readonly clusterDir: string;
  readonly logFile: string;
  readonly binaries: Binaries;
  readonly user: RunUser;
  readonly password: string;
}

/**
 * Makes a data directory ready for the server: creates it, the password and the cluster where missing, and
 * checks all that would keep the server from starting. Throws an `EmbeddedError` that says what is in the way.
 */
export async function prepareSite(dataDir: string, onEvent: EventSink): Promise<Site> {
  const wanted = resolve(dataDir);
  try {
    return await prepare(wanted, onEvent);
  } catch (error) {
    throw explainFileError(error, wanted);
  }
}

async function prepare(wanted: string, onEvent: EventSink): Promise<Site> {
  const binaries = findBinaries();
  const user = await chooseRunUser(join(wanted, 'postgres'));
  if (user.switched) {
    for (const part of [
      binaries.postgres,
      binaries.initdb,
      join(binaries.root, 'lib'),
      join(binaries.root, 'share'),
    ]) {
      assertReachable(part, user, 'Move the gateway to a place such as /opt/diglot');
    }
    assertReachable(
      await findExisting(wanted),
      user,
      'Set DATA_DIR to a place such as /var/lib/diglot',
      wanted,
    );
  }
  await makeDataDirectory(wanted, user.switched ? 0o711 : 0o700);
  const dataDir = await realpath(wanted);
  await removeLeftovers(dataDir);

  const place = join(dataDir, 'postgres');
  const exists = (await readClusterMajor(place)) !== undefined;
  const password = exists ? await readPassword(dataDir) : await ensurePassword(dataDir);
  if (!exists) {
    const began = performance.now();
    if (await createCluster(place, binaries, user, password)) {
      const milliseconds = Math.round(performance.now() - began);
      onEvent({
        name: 'created',
        level: 'info',
        message: 'Made a new embedded database',
        detail: { dataDir, milliseconds },
      });
    }
  }
  const clusterDir = await realpath(place);
  if (user.switched) assertReachable(clusterDir, user, 'Set DATA_DIR to a place such as /var/lib/diglot');
  await checkCluster(clusterDir, binaries);
  return { dataDir, clusterDir, logFile: join(dataDir, 'postgres.log'), binaries, user, password };
}

function assertReachable(path: string, user: RunUser, remedy: string, goal = path): void {
  const obstacle = findObstacle(path, user);
  if (obstacle === undefined) return;
  throw new EmbeddedError(
    `Postgres does not run as root, so it runs as ${user.name}, who cannot enter ${obstacle.path} (mode ` +
      `${obstacle.mode}) on the way to ${goal}. ${remedy}, or run chmod o+x ${obstacle.path}, or run the ` +
      'gateway as an ordinary user, or set DATABASE_URL to use your own Postgres.',
  );
}

// The real path of the nearest directory on the way that is there already.
async function findExisting(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (readErrorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    return await findExisting(dirname(path));
  }
}

// One by one, as Node's recursive mkdir never ends where the system refuses with ENOENT (under /proc).
async function makeDataDirectory(path: string, mode: number): Promise<void> {
  if (!existsSync(dirname(path))) await makeDataDirectory(dirname(path), mode);
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (readErrorCode(error) === 'EEXIST') return;
    throw error;
  }
  // The umask may have taken bits away that Postgres needs to get through.
  await chmod(path, mode);
}
