import type { WithImport } from '../domain/import.ts';
import type { Directory, LoginGuard, Store } from '../domain/store.ts';
import type { UsageStore } from '../domain/usage.ts';
import { callerPart, createRunForCaller, type Pools } from './caller.ts';
import { type ConnectionSettings, createClient, type Database, parseDatabaseUrl } from './client.ts';
import { createContactLimit } from './contact-limit.ts';
import { createContactStore } from './contact-store.ts';
import type { CopiedTable, CopyTarget, OnCopyProgress } from './copy/copy.ts';
import { createDirectory } from './directory.ts';
import { explainOpening } from './errors.ts';
import { createGroupStore } from './group-store.ts';
import { createWithImport } from './import/book.ts';
import { createLoginGuard } from './login-guard.ts';
import { createMembershipStore } from './membership-store.ts';
import { applyMigrations, isMigrated } from './migrate.ts';
import { openPool } from './pool.ts';
import { createQueue, type Queue } from './queue.ts';
import { createRehearse, type Rehearse } from './rehearsal.ts';
import { describeServer, type ServerFacts } from './server-facts.ts';
import { createNoteUse, createSessionStore } from './session-store.ts';
import { createRefreshStatistics } from './statistics.ts';
import { createUsageStore } from './usage-store.ts';

/** Where the store is and how it is used. */
export interface StoreOptions {
  /** `postgres://…`; undefined for the embedded Postgres in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** Connections that serve calls which only read, pipelined. */
  readonly poolSize: number;
  /** Connections that serve calls which change something, pipelined. */
  readonly writePoolSize: number;
  /** Connections that serve the later pages of long lists. */
  readonly listPoolSize: number;
  readonly statementTimeoutSeconds: number;
  /** Whether statements are prepared once for a connection. */
  readonly prepare: 'on' | 'off';
  /** How long a call waits for the store. */
  readonly storeTimeoutMs: number;
  /** Calls that may wait for the store at once. */
  readonly maxQueue: number;
  /** Contacts of one account, give or take a thousandth. */
  readonly maxContacts: number;
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
  readonly usage: UsageStore;
  /**
   * Brings the schema up to date; safe in several processes at once. Returns how many migrations ran.
   * Rejects with a `StoreError` where the server will not have us.
   */
  migrate(): Promise<number>;
  /** True where the store answers and every migration is in. Never rejects. */
  isReady(): Promise<boolean>;
  /** Has what became of the tables known to whoever plans statements. Rejects where the store does not answer. */
  refreshStatistics(): Promise<void>;
  /** Looks at an account's address book, or tries calls on it, and leaves it as it is. */
  readonly rehearse: Rehearse;
  /** Opens an account's address book to import into. */
  readonly withImport: WithImport;
  /** Makes the store of another server what this one is: see `copyStore`. */
  readonly copyTo: (target: CopyTarget, onProgress: OnCopyProgress) => Promise<readonly CopiedTable[]>;
  /** What the server says of itself. Rejects with `store-unavailable`. */
  describeServer(): Promise<ServerFacts>;
  /** True while no further call would be taken. */
  isFull(): boolean;
  /** How many connections to the server are open. */
  connections(): number;
  /** How many statements of calls, and pages of lists, are under way or waiting. */
  waiting(): { readonly calls: number; readonly pages: number };
  /** Waits for statements that are under way, then leaves the store. */
  close(): Promise<void>;
}

const CLOSE_TIMEOUT_SECONDS = 5;
// The longest that Postgres takes: the driver sends no 0, and the database's user may have a limit of its own.
const MIGRATION_TIMEOUT_SECONDS = 2_147_483;
const LIST_GRACE_MS = 1000;
const READY_TIMEOUT_MS = 1000;
const READY_CHECKS = 16;

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
  const prepared = options.prepare === 'on';
  const queue = createQueue({ maxWaiting: options.maxQueue, timeoutMs: options.storeTimeoutMs });
  // The head of such a list has been sent: its pages may take as long as their statements may.
  const pageTimeoutMs = statementTimeoutSeconds * 1000 + LIST_GRACE_MS;
  const pageQueue = createQueue({ maxWaiting: Number.POSITIVE_INFINITY, timeoutMs: pageTimeoutMs });
  const openFor = (connections: number, by: Queue, pipelined: boolean) =>
    openPool(settings, { connections, pipelined, statementTimeoutSeconds, prepared }, by);
  const reads = openFor(options.poolSize, queue, true);
  const writes = openFor(options.writePoolSize, queue, true);
  const lists = openFor(options.listPoolSize, pageQueue, false);
  const all = [reads, writes, lists];
  const { db } = writes;
  const noteUse = createNoteUse(db, queue, tokenTtlSeconds);
  const noteLater = (credentialId: number) => {
    // Nobody waits for this note; a use that goes unnoted is noted the next time.
    noteUse(credentialId).catch(() =>
      onEvent({ level: 'warn', message: 'a use of a credential was not noted' }),
    );
  };
  const run = createRunForCaller(queue, noteLater);
  const pools: Pools = {
    reads: { ...reads, run },
    writes: { ...writes, run },
    lists: { ...lists, run: createRunForCaller(pageQueue, noteLater) },
  };
  const caller = callerPart(db, tokenTtlSeconds);
  const limit = createContactLimit(db, queue, options.maxContacts, onEvent);
  return {
    kind,
    store: {
      ...createContactStore(pools, caller, limit),
      ...createGroupStore(pools, caller),
      ...createMembershipStore(pools.writes, caller),
      ...createSessionStore(pools, queue, caller, tokenTtlSeconds),
    },
    directory: createDirectory(db, limit),
    loginGuard: createLoginGuard(writes.client, queue, options.loginMaxFailures),
    // Behind nobody who waits for an answer: a batch of counts takes longer than a call.
    usage: createUsageStore(lists.db, pageQueue),
    migrate: () => migrateOnce(settings),
    isReady: createIsReady(reads.db),
    rehearse: createRehearse(settings),
    copyTo: async (target, onProgress) => {
      // Loaded here, since a gateway never copies.
      const { copyStore } = await import('./copy/copy.ts');
      return copyStore(settings, target, onProgress);
    },
    withImport: createWithImport(settings, limit, { maxContacts: options.maxContacts, prepared }),
    // By the connections that may take long, and without a limit to their wait.
    refreshStatistics: createRefreshStatistics(lists.db),
    describeServer: () => queue.run(() => describeServer(reads.db)),
    connections: () => all.reduce((open, pool) => open + pool.connections(), 0),
    isFull: queue.isFull,
    waiting: () => ({ calls: queue.waiting(), pages: pageQueue.waiting() }),
    close: async () => {
      await Promise.all(all.map((pool) => pool.close()));
      await leave();
    },
  };
}

/** A store that does not answer is not ready, and is not asked by ever more checks. */
function createIsReady(db: Database): () => Promise<boolean> {
  const queue = createQueue({ maxWaiting: READY_CHECKS, timeoutMs: READY_TIMEOUT_MS });
  return () => queue.run(() => isMigrated(db)).catch(() => false);
}

/** The migrations have connections of their own, of which one holds their lock and may wait for it. */
async function migrateOnce(settings: ConnectionSettings): Promise<number> {
  const client = createClient(settings, {
    connections: 2,
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
