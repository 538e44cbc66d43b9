import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { DATABASE_USER } from './cluster.ts';
import { EmbeddedError, readErrorCode, readErrorMessage } from './report.ts';
import { locateSocket, SOCKET_PORT } from './socket-directory.ts';

/** The application's database in the cluster. */
export const DATABASE_NAME = 'diglot';

/**
 * The advisory lock (two 32-bit keys, in the database `postgres`) by which the users of a server know of each
 * other: everyone holds it shared, and who gets it exclusively is the last one. It spells DIGL, PRES.
 */
const PRESENCE_LOCK = [0x4449474c, 0x50524553] as const;

/** One user's share in a running server. */
export interface Presence {
  readonly socketDir: string;
  /** The server's version, major.minor. */
  readonly version: string;
  /**
   * Gives the share back; the last one out runs `stop` first, while nobody can join. Resolves to `lost` where
   * the connection was gone, so that nobody knows who is last. Rejects only where `stop` does.
   */
  leave(stop: () => Promise<unknown>): Promise<'left' | 'stopped' | 'lost'>;
}

/** Why there is no presence: nothing listens there, or the server cannot take us at the moment. */
export type Absence = 'no-answer' | 'not-now';

const CONNECT_TIMEOUT_SECONDS = 5;
const QUERY_TIMEOUT_MS = 10_000;

const NO_ANSWER = new Set(['ENOENT', 'ECONNREFUSED']);

/** Starting or stopping, cut off by a stop or a crash, out of connections, or no answer in time. */
const NOT_NOW = new Set([
  ...['57P01', '57P02', '57P03', '53300', 'EAGAIN', 'ECONNRESET', 'EPIPE', 'QUERY_TIMEOUT'],
  ...['CONNECT_TIMEOUT', 'CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED'],
]);

/**
 * Connects to the server that listens in `socketDir`, takes a share in it and makes the application's database
 * where missing. `onLost` is called once if the connection breaks later on without `leave`.
 * Rejects with an `EmbeddedError` where trying again would not help.
 */
export async function takePresence(
  socketDir: string,
  password: string,
  onLost: () => void,
): Promise<Presence | Absence> {
  let phase: 'taking' | 'taken' | 'lost' | 'leaving' = 'taking';
  const sql = connect(socketDir, password, () => {
    if (phase !== 'taken') return;
    phase = 'lost';
    onLost();
  });
  const ask = async (query: string): Promise<Readonly<Record<string, unknown>>> =>
    await withinTime(sql.unsafe(query).then(([row]) => row ?? {}));
  try {
    const joined = await ask(
      `select pg_try_advisory_lock_shared(${PRESENCE_LOCK.join()}) as held, ` +
        `current_setting('server_version') as version, ` +
        `exists (select from pg_database where datname = '${DATABASE_NAME}') as complete`,
    );
    // Somebody has the lock exclusively: the last one out is stopping the server.
    if (joined.held !== true) {
      await sql.end({ timeout: 1 });
      return 'not-now';
    }
    if (joined.complete !== true) await createDatabase(ask);
    phase = 'taken';
    const version = String(joined.version).split(' ', 1)[0] ?? '';
    return {
      socketDir,
      version,
      leave: async (stop) => {
        if (phase === 'lost') return 'lost';
        phase = 'leaving';
        const isLast = await giveBack(ask);
        try {
          if (isLast === true) await stop();
          return isLast === undefined ? 'lost' : isLast ? 'stopped' : 'left';
        } finally {
          await sql.end({ timeout: isLast === false ? 1 : 0 });
        }
      },
    };
  } catch (error) {
    await sql.end({ timeout: 0 });
    return classify(error, socketDir);
  }
}

type Ask = (query: string) => Promise<Readonly<Record<string, unknown>>>;

// Whoever asks after the last shared lock is gone gets it, so at least one of those leaving finds itself last.
async function giveBack(ask: Ask): Promise<boolean | undefined> {
  try {
    await ask(`select pg_advisory_unlock_shared(${PRESENCE_LOCK.join()})`);
    return (await ask(`select pg_try_advisory_lock(${PRESENCE_LOCK.join()}) as last`)).last === true;
  } catch {
    return undefined;
  }
}

async function createDatabase(ask: Ask): Promise<void> {
  try {
    await ask(`create database ${DATABASE_NAME} owner ${DATABASE_USER} template template0`);
  } catch (error) {
    // 42P04 and 23505: another newcomer was faster.
    const code = readErrorCode(error);
    if (code !== '42P04' && code !== '23505') throw error;
  }
}

function classify(error: unknown, socketDir: string): Absence {
  const code = readErrorCode(error) ?? '';
  if (NO_ANSWER.has(code)) return 'no-answer';
  if (NOT_NOW.has(code)) return 'not-now';
  const advice = code.startsWith('28')
    ? 'The file postgres-password does not belong to this database; put the right one back from a backup.'
    : 'Look into postgres.log in the data directory.';
  throw new EmbeddedError(
    `The embedded Postgres in ${socketDir} lets nobody in: ${readErrorMessage(error)}. ${advice}`,
    { cause: error },
  );
}

// A server that is stopped in its tracks (SIGSTOP, a frozen container) accepts queries and never answers.
async function withinTime<T>(work: Promise<T>): Promise<T> {
  const stop = new AbortController();
  const timeout = sleep(QUERY_TIMEOUT_MS, undefined, { signal: stop.signal }).then(() => {
    throw Object.assign(new Error('Postgres does not answer'), { code: 'QUERY_TIMEOUT' });
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    stop.abort();
    timeout.catch(() => undefined);
  }
}

// Every option is given: what is left out, the library would read from PG* environment variables.
function connect(socketDir: string, password: string, onclose: () => void): postgres.Sql {
  return postgres({
    host: socketDir,
    port: SOCKET_PORT,
    path: locateSocket(socketDir),
    user: DATABASE_USER,
    password,
    database: 'postgres',
    ssl: false,
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    backoff: () => 0.1,
    keep_alive: null,
    prepare: false,
    fetch_types: false,
    debug: false,
    publications: 'alltables',
    target_session_attrs: 'read-write',
    connection: { application_name: 'diglot presence' },
    onnotice: () => undefined,
    onclose,
  });
}
