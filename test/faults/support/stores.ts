import { join } from 'node:path';
import { DATABASE_USER } from '../../../db/embedded/cluster.ts';
import { readServerLock } from '../../../db/embedded/lock-file.ts';
import { readPassword } from '../../../db/embedded/password.ts';
import { DATABASE_NAME } from '../../../db/embedded/presence.ts';
import { withDatabase } from '../../support/database-url.ts';
import { makeFolder, readServerPid } from '../../support/embedded-site.ts';
import { type PrivateOptions, startPrivatePostgres } from './private-postgres.ts';
import { createDatabase } from './sql.ts';

/** Where a gateway keeps its address book, and how a test reaches past it. */
export interface FaultyStore {
  readonly kind: 'embedded' | 'server';
  /** The variables that lead a gateway to it. */
  readonly env: Readonly<Record<string, string>>;
  /** The same database for the test itself; the embedded one has none before a gateway made it. */
  findUrl(): Promise<string>;
  serverPid(): number;
  /** Kills the server with SIGKILL, or stops it with SIGINT. */
  stopServer(signal: 'SIGKILL' | 'SIGINT'): Promise<void>;
  /** Starts the server again, where it is not the gateway who does. */
  startServer(): Promise<void>;
}

export const STORE_KINDS = ['embedded', 'server'] as const;

/** A store of a test's own, of the kind. */
export function makeStore(kind: FaultyStore['kind']): Promise<FaultyStore> {
  return kind === 'embedded' ? makeEmbeddedStore() : makeServerStore();
}

/** An empty data directory. */
export async function makeEmbeddedStore(): Promise<FaultyStore> {
  const dataDir = join(await makeFolder(), 'data');
  return {
    kind: 'embedded',
    env: { DATA_DIR: dataDir },
    findUrl: async () => {
      const lock = await readServerLock(join(dataDir, 'postgres'));
      const url = new URL(`postgres://localhost:5432/${DATABASE_NAME}`);
      url.username = DATABASE_USER;
      url.password = await readPassword(dataDir);
      url.searchParams.set('host', lock?.socketDir ?? join(dataDir, 'socket'));
      return url.href;
    },
    serverPid: () => readServerPid(dataDir),
    stopServer: async (signal) => {
      process.kill(readServerPid(dataDir), signal);
    },
    startServer: async () => undefined,
  };
}

/** A private server with an empty database. */
export async function makeServerStore(options: PrivateOptions = {}): Promise<FaultyStore> {
  const server = await startPrivatePostgres(options);
  return {
    kind: 'server',
    env: { DATABASE_URL: server.url },
    findUrl: async () => server.url,
    serverPid: server.pid,
    stopServer: server.stop,
    startServer: server.start,
  };
}

/** A maker of stores with nothing in them: data directories, or databases of one private server. */
export async function makeEmptyStores(kind: FaultyStore['kind']): Promise<() => Promise<FaultyStore>> {
  if (kind === 'embedded') return makeEmbeddedStore;
  const server = await makeServerStore();
  const serverUrl = await server.findUrl();
  let made = 0;
  return async () => {
    made += 1;
    await createDatabase(serverUrl, `empty_${made}`);
    const url = withDatabase(serverUrl, `empty_${made}`);
    return { ...server, env: { DATABASE_URL: url }, findUrl: async () => url };
  };
}
