import { setTimeout as sleep } from 'node:timers/promises';
import { clearStaleLocks, readServerLock, type ServerLock } from './lock-file.ts';
import { type Absence, type Presence, takePresence } from './presence.ts';
import { EmbeddedError, type EventSink } from './report.ts';
import { type SpawnedServer, spawnServer } from './server.ts';
import type { Site } from './site.ts';
import { checkSocketDirectory, prepareSocketDirectory } from './socket-directory.ts';

/** How to join a server. */
export interface JoinOptions {
  /** Called once if the presence is lost later on. */
  readonly onLost: () => void;
  readonly onEvent: EventSink;
  /** Once true, no server is started any more and a slow one is not waited for. */
  readonly isClosing: () => boolean;
}

const PATIENCE_MS = 30_000;
/** Repairing after a crash may take long with much data; starting anew would begin it all over. */
const RECOVERY_PATIENCE_MS = 10 * 60_000;
const CLOSING_PATIENCE_MS = 5_000;
const NOTICE_AFTER_MS = 3_000;
const MOST_FAILED_STARTS = 3;
const SHORTEST_PAUSE_MS = 5;
const PAUSE_AFTER_REFUSAL_MS = 15;
const LONGEST_PAUSE_MS = 250;

/**
 * Joins the server of a site, starting one where none runs, in step with all other processes that do the same.
 * Resolves to undefined only while closing, where no server runs.
 * Rejects with an `EmbeddedError` where the server does not start, does not let us in or takes too long.
 */
export async function joinServer(site: Site, options: JoinOptions): Promise<Presence | undefined> {
  const began = performance.now();
  let child: SpawnedServer | undefined;
  let failedStarts = 0;
  let wasReady = false;
  let hasNotified = false;
  try {
    for (;;) {
      const lock = await readServerLock(site.clusterDir);
      const starting = child !== undefined && !child.hasExited();
      wasReady ||= lock?.alive === true && lock.status === 'ready';
      const answer = await tryToJoin(site, lock, starting, options).catch((error: unknown) => {
        // Whoever else comes has the same password and is turned away as well.
        child?.stop();
        throw error;
      });
      if (typeof answer === 'object') {
        reportJoined(options.onEvent, child?.pid === lock?.pid, lock, performance.now() - began);
        return answer;
      }
      if (child?.hasExited()) {
        if (!(await hasLostRace(child))) failedStarts += 1;
        if (failedStarts >= MOST_FAILED_STARTS) throw await createStartError(child, site);
        child = undefined;
      } else if (!starting && lock?.alive !== true && answer === 'no-answer') {
        if (options.isClosing()) return undefined;
        const socketDir = await prepareSocketDirectory(site.dataDir, site.user);
        await clearStaleLocks(site.clusterDir, socketDir);
        child = await spawnServer(site, socketDir);
      }
      const waited = performance.now() - began;
      if (waited > choosePatience(lock, options)) throw createPatienceError(lock, site);
      if (waited > NOTICE_AFTER_MS && !hasNotified) {
        hasNotified = true;
        reportWaiting(options.onEvent, lock);
      }
      await sleep(choosePause(waited, answer));
    }
  } catch (error) {
    // Nobody can have joined a server that was never ready.
    if (!wasReady) child?.stop();
    throw error;
  }
}

// A server that runs is asked when it says that it is ready. One whose process is not to be seen is asked as
// well: it may run in another container, and starting a second one would ruin the data.
async function tryToJoin(
  site: Site,
  lock: ServerLock | undefined,
  starting: boolean,
  options: JoinOptions,
): Promise<Presence | Absence | undefined> {
  if (lock?.socketDir === undefined) return lock?.alive ? undefined : 'no-answer';
  if (lock.alive ? lock.status !== 'ready' : starting) return undefined;
  await checkSocketDirectory(lock.socketDir, site.user);
  return await takePresence(lock.socketDir, site.password, options.onLost);
}

function choosePatience(lock: ServerLock | undefined, options: JoinOptions): number {
  if (options.isClosing()) return CLOSING_PATIENCE_MS;
  return lock?.alive && lock.status === 'starting' ? RECOVERY_PATIENCE_MS : PATIENCE_MS;
}

// Short at first, as most starts take less than half a second; every refusal is a line in the server's log.
function choosePause(waited: number, answer: Absence | undefined): number {
  const shortest = answer === undefined ? SHORTEST_PAUSE_MS : PAUSE_AFTER_REFUSAL_MS;
  return Math.min(Math.max(shortest, waited / 40), LONGEST_PAUSE_MS);
}

// Another process's server had the directory when ours tried, or the last one's was not quite gone.
async function hasLostRace(child: SpawnedServer): Promise<boolean> {
  return /lock file ".*" (already exists|is empty)|pre-existing shared memory block/.test(
    await child.readLog(),
  );
}

async function createStartError(child: SpawnedServer, site: Site): Promise<EmbeddedError> {
  const lines = (await child.readLog()).trim().split('\n').slice(-5).join(' ');
  return new EmbeddedError(
    `The embedded Postgres does not start. ${site.logFile} says: ${lines || '(nothing)'}. ` +
      'Put this right, or set DATABASE_URL to use your own Postgres.',
  );
}

function createPatienceError(lock: ServerLock | undefined, site: Site): EmbeddedError {
  const where =
    lock?.socketDir === undefined ? '' : ` or its socket in ${lock.socketDir} is not to be seen here`;
  const state = lock?.alive
    ? `is ${lock.status || 'not ready'} as process ${lock.pid}, but takes no connections,${where}`
    : 'takes no connections';
  return new EmbeddedError(`The embedded Postgres ${state}. Look into ${site.logFile}.`);
}

function reportJoined(
  onEvent: EventSink,
  isOurs: boolean,
  lock: ServerLock | undefined,
  duration: number,
): void {
  const detail = { pid: lock?.pid ?? 0, milliseconds: Math.round(duration) };
  if (isOurs) onEvent({ name: 'started', level: 'info', message: 'Started the embedded database', detail });
  else onEvent({ name: 'joined', level: 'info', message: 'Joined the running embedded database', detail });
}

function reportWaiting(onEvent: EventSink, lock: ServerLock | undefined): void {
  const detail = { pid: lock?.pid ?? 0, status: lock?.status ?? 'unknown' };
  onEvent({ name: 'waiting', level: 'warn', message: 'Waiting for the embedded database', detail });
}
