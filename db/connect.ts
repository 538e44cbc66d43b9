import type { Directory, LoginGuard, Store } from '../domain/store.ts';
import { callerPart, createRunForCaller } from './caller.ts';
import { type ConnectionSettings, createClient, createDatabase, parseDatabaseUrl } from './client.ts';
import { createContactStore } from './contact-store.ts';
import { createDirectory } from './directory.ts';
import { explainOpening } from './errors.ts';
import { createGroupStore } from './group-store.ts';
import { createLoginGuard } from './login-guard.ts';
import { createMembershipStore } from './membership-store.ts';
import { applyMigrations, isMigrated } from './migrate.ts';
import { createNoteUse, createSessionStore } from './session-store.ts';

/** Where the store is and how it is used. */
export interface StoreOptions {
  /** `postgres://…`; undefined for the embedded Postgres in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** Connections that serve requests, pipelined. */
  readonly poolSize: number;
  /** Connections that serve the later pages of long lists. */
  readonly listPoolSize: number;
  readonly statementTimeoutSeconds: number;
  /** How long a login token lives after its last use. */
  readonly tokenTtlSeconds: number;
  readonly loginMaxFailures: number;
  /** Told of facts worth a log line; never holds a secret. */
  readonly onEvent: (event: StoreEvent) => void;
}

export interface StoreEvent {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/** An open store. Nothing but `migrate` may be used before the migrations are in. */
export interface OpenStore {
  readonly kind: 'embedded' | 'server';
  readonly store: Store;
  readonly directory: Directory;
  readonly loginGuard: LoginGuard;
  /**
   * Brings the schema up to date; safe in several processes at once. Returns how many migrations ran.
   * Rejects with a `StoreError` where the server will not have us.
   */
  migrate(): Promise<number>;
  /** True where the store answers and every migration is in. Never rejects. */
  isReady(): Promise<boolean>;
  /** Waits for statements that are under way, then leaves the store. */
  close(): Promise<void>;
}

const CLOSE_TIMEOUT_SECONDS = 5;
const MIGRATION_TIMEOUT_SECONDS = 0;

/** Opens the store. Rejects with an `EmbeddedError` or a `StoreError`, whose messages are for the operator. */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  const { databaseUrl } = options;
  if (databaseUrl !== undefined)
    return openOn(parseDatabaseUrl(databaseUrl), 'server', options, async () => {});
  // Loaded only where it is used: a deployment on a server may have no binaries at all.
  const { openEmbedded } = await import('./embedded.ts');
  const embedded = await openEmbedded({ dataDir: options.dataDir, onEvent: options.onEvent });
  return openOn(embedded.connection, 'embedded', options, embedded.close);
}

function openOn(
  settings: ConnectionSettings,
  kind: OpenStore['kind'],
  options: StoreOptions,
  leave: () => Promise<void>,
): OpenStore {
  const { statementTimeoutSeconds, tokenTtlSeconds, onEvent } = options;
  const client = createClient(settings, { connections: options.poolSize, statementTimeoutSeconds });
  const listClient = createClient(settings, { connections: options.listPoolSize, statementTimeoutSeconds });
  const db = createDatabase(client);
  const listDb = createDatabase(listClient);
  const noteUse = createNoteUse(db, tokenTtlSeconds);
  const caller = callerPart(db, tokenTtlSeconds);
  const run = createRunForCaller((credentialId) => {
    // Nobody waits for this note; a use that goes unnoted is noted the next time.
    noteUse(credentialId).catch(() =>
      onEvent({ level: 'warn', message: 'a use of a credential was not noted' }),
    );
  });
  return {
    kind,
    store: {
      ...createContactStore(db, listDb, caller, run),
      ...createGroupStore(db, listDb, caller, run),
      ...createMembershipStore(db, caller, run),
      ...createSessionStore(db, caller, run, tokenTtlSeconds),
    },
    directory: createDirectory(db),
    loginGuard: createLoginGuard(client, options.loginMaxFailures),
    migrate: () => migrateOnce(settings),
    isReady: () => isMigrated(db).catch(() => false),
    close: async () => {
      await Promise.all([
        client.end({ timeout: CLOSE_TIMEOUT_SECONDS }),
        listClient.end({ timeout: CLOSE_TIMEOUT_SECONDS }),
      ]);
      await leave();
    },
  };
}

/** The migrations have a connection of their own, which holds their lock and may wait for it. */
async function migrateOnce(settings: ConnectionSettings): Promise<number> {
  const client = createClient(settings, {
    connections: 1,
    statementTimeoutSeconds: MIGRATION_TIMEOUT_SECONDS,
  });
  try {
    return await applyMigrations(client);
  } catch (error) {
    throw explainOpening(error);
  } finally {
    await client.end({ timeout: CLOSE_TIMEOUT_SECONDS });
  }
}
