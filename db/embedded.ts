import { setTimeout as sleep } from 'node:timers/promises';
import { DATABASE_USER } from './embedded/cluster.ts';
import { joinServer } from './embedded/join.ts';
import { DATABASE_NAME, type Presence } from './embedded/presence.ts';
import { type EmbeddedEvent, type EventSink, explainFileError, readErrorMessage } from './embedded/report.ts';
import { stopServer } from './embedded/server.ts';
import { prepareSite, type Site } from './embedded/site.ts';
import { SOCKET_PORT } from './embedded/socket-directory.ts';

export { EmbeddedError, type EmbeddedEvent } from './embedded/report.ts';

/** How to connect to the embedded Postgres; the password is a secret. */
export interface ConnectionSettings {
  /** The directory of the Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** One user's hold on the embedded Postgres. */
export interface EmbeddedPostgres {
  readonly connection: ConnectionSettings;
  /** major.minor as the server reports. */
  readonly version: string;
  /**
   * Leaves the server; the last one out stops it, which cuts all connections, so close yours before.
   * Idempotent. Never rejects: a server that does not stop is an event (`stop-failed`).
   */
  close(): Promise<void>;
}

/** Where the embedded Postgres keeps its data. */
export interface EmbeddedOptions {
  readonly dataDir: string;
  /** Told of life-cycle facts worth a log line. */
  readonly onEvent?: (event: EmbeddedEvent) => void;
}

const LONGEST_BACK_OFF_MS = 10_000;
/** A server that dies sooner than this is not started again at once: it may do nothing else. */
const STEADY_AFTER_MS = 2000;
const HASTY_PAUSE_MS = 250;
const MOST_LEAVE_ATTEMPTS = 3;

/**
 * Opens the embedded Postgres of a data directory: makes it where missing, starts it where it does not run,
 * joins it where it does, and starts it again whenever it dies, until `close`.
 * Rejects with an `EmbeddedError`, whose message is for the operator.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const onEvent: EventSink = options.onEvent ?? (() => undefined);
  const site = await prepareSite(options.dataDir, onEvent);
  const held = await holdServer(site, onEvent);
  return {
    connection: {
      host: held.first.socketDir,
      port: SOCKET_PORT,
      user: DATABASE_USER,
      password: site.password,
      database: DATABASE_NAME,
    },
    version: held.first.version,
    close: held.release,
  };
}

// Keeps a presence in the site's server until it is released.
async function holdServer(
  site: Site,
  onEvent: EventSink,
): Promise<{ readonly first: Presence; readonly release: () => Promise<void> }> {
  const closing = new AbortController();
  let joinedAt = 0;
  let current: Promise<Presence | undefined>;
  let released: Promise<void> | undefined;

  const join = async (): Promise<Presence | undefined> => {
    const presence = await joinServer(site, { onLost, onEvent, isClosing: () => closing.signal.aborted });
    joinedAt = performance.now();
    return presence;
  };

  const onLost = (): void => {
    if (closing.signal.aborted) return;
    onEvent({ name: 'lost', level: 'warn', message: 'Lost the embedded database' });
    current = recover(performance.now() - joinedAt < STEADY_AFTER_MS ? HASTY_PAUSE_MS : 0);
  };

  const recover = async (pauseMs: number): Promise<Presence | undefined> => {
    const began = performance.now();
    for (let failures = 0; ; failures += 1) {
      const delay = failures === 0 ? pauseMs : Math.min(100 * 2 ** failures, LONGEST_BACK_OFF_MS);
      await sleep(delay, undefined, { signal: closing.signal }).catch(() => undefined);
      try {
        const presence = await join();
        if (presence !== undefined) reportRecovered(onEvent, performance.now() - began);
        return presence;
      } catch (error) {
        reportFailure(onEvent, 'recovery-failed', error);
        if (closing.signal.aborted) return undefined;
      }
    }
  };

  const release = async (): Promise<void> => {
    closing.abort();
    try {
      let presence = await current;
      for (let attempt = 1; presence !== undefined && attempt <= MOST_LEAVE_ATTEMPTS; attempt += 1) {
        const outcome = await presence.leave(() => stopServer(site.clusterDir));
        if (outcome !== 'lost') return reportLeft(onEvent, outcome);
        // Without the connection nobody knows who is last; a server that is still up must be asked again.
        presence = await join();
      }
    } catch (error) {
      reportFailure(onEvent, 'stop-failed', error);
    }
  };

  current = join();
  const first = await current.catch((error: unknown) => {
    throw explainFileError(error, site.dataDir);
  });
  if (first === undefined) throw new Error('Joining ended without a server although nobody closed it');
  return {
    first,
    release: () => {
      released ??= release();
      return released;
    },
  };
}

function reportRecovered(onEvent: EventSink, duration: number): void {
  const detail = { milliseconds: Math.round(duration) };
  onEvent({ name: 'recovered', level: 'info', message: 'The embedded database is back', detail });
}

function reportLeft(onEvent: EventSink, outcome: 'left' | 'stopped'): void {
  const message =
    outcome === 'left' ? 'Left the embedded database to others' : 'Stopped the embedded database';
  onEvent({ name: outcome, level: 'info', message });
}

function reportFailure(onEvent: EventSink, name: 'recovery-failed' | 'stop-failed', error: unknown): void {
  const message =
    name === 'stop-failed'
      ? 'The embedded database does not stop'
      : 'The embedded database does not come back';
  onEvent({ name, level: 'error', message, detail: { reason: readErrorMessage(error) } });
}
