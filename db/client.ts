import type { Socket } from 'node:net';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { endWithConnection } from './driver-faults.ts';
import { StoreError } from './errors.ts';
import { openSocket } from './sockets.ts';

/** How to reach a Postgres database; `host` may be the directory of a Unix socket. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly ssl?: 'require' | 'prefer' | 'verify-full' | undefined;
}

export interface ClientOptions {
  readonly connections: number;
  readonly statementTimeoutSeconds: number;
  /** False sends a statement only to a connection that has none: in the order of their coming, but more slowly. */
  readonly pipelined?: boolean;
  /** True for statements that find all they touch by its keys: see `BY_KEYS`. */
  readonly byKeys?: boolean;
  /** False has the server parse and plan each statement anew, for a pooler that loses them. */
  readonly prepared?: boolean;
  /** Told of each socket that was opened, or is about to be. */
  readonly onSocket?: (socket: Socket) => void;
}

export type Client = postgres.Sql;
export type Database = PostgresJsDatabase;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

const CONNECT_TIMEOUT_SECONDS = 2;
const MAX_BACKOFF_SECONDS = 0.5;
const DEFAULT_PORT = 5432;

/**
 * Statements that go by keys have one good plan, whatever the tables hold. Left to itself Postgres plans a list anew
 * for each call, which takes longer than the list; or it keeps a plan that it made while the tables were small or
 * not yet analysed, and reads a whole account for each page.
 */
const BY_KEYS = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
} as const;

const asItIs = <T>(value: T): T => value;

/** Reads `{1,2}`. */
function readNumbers(text: string): readonly number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(Number);
}

/** Types by their numbers in Postgres' catalogue, alike for all connections whether or not Drizzle has them. */
const TYPES = {
  // Every bigint of the schema is kept within 2^53.
  int8: { to: 20, from: [20], serialize: String, parse: Number },
  // Written by those who send it; a time is read by its column.
  json: { to: 114, from: [114], serialize: asItIs, parse: JSON.parse },
  int8Array: { to: 1016, from: [1016], serialize: asItIs, parse: readNumbers },
  timestamptz: { to: 1184, from: [1184], serialize: asItIs, parse: asItIs },
};

/**
 * A pool of connections. Every option is given here: the driver would take what is missing from `PG…`
 * variables of the environment. Connects when first used.
 */
export function createClient(settings: ConnectionSettings, options: ClientOptions): Client {
  const socket = async () => {
    const opened = await openSocket(settings);
    options.onSocket?.(opened);
    return opened;
  };
  const client = postgres({
    host: settings.host,
    port: settings.port,
    // Documented by the driver, but missing from its types.
    ...{ socket },
    user: settings.user,
    pass: settings.password,
    database: settings.database,
    // The socket comes with it.
    ssl: false,
    max: options.connections,
    // Missing from the driver's types as well.
    ...(options.pipelined === false ? { max_pipeline: 0 } : {}),
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    idle_timeout: 0,
    max_lifetime: null,
    backoff: (retries) => Math.min(MAX_BACKOFF_SECONDS, 0.05 * 2 ** retries),
    target_session_attrs: 'read-write',
    prepare: options.prepared ?? true,
    fetch_types: false,
    onnotice: () => undefined,
    types: TYPES,
    connection: {
      application_name: 'diglot',
      statement_timeout: options.statementTimeoutSeconds * 1000,
      ...(options.byKeys ? BY_KEYS : {}),
    },
  });
  return endWithConnection(client);
}

/** The same pool for Drizzle. */
export function createDatabase(client: Client): Database {
  return drizzle(client, { casing: 'snake_case' });
}

/** Reads `postgres://user:password@host:port/database?sslmode=…`. Throws a `StoreError` that names no secret. */
export function parseDatabaseUrl(text: string): ConnectionSettings {
  const url = parseUrl(text);
  const database = decodeURIComponent(url.pathname.slice(1));
  if (database === '') throw new StoreError('DATABASE_URL names no database: end it with /NAME.');
  return {
    host:
      url.searchParams.get('host') ??
      (url.hostname === '' ? 'localhost' : url.hostname.replace(/^\[|\]$/g, '')),
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    user: decodeURIComponent(url.username) || 'postgres',
    password: decodeURIComponent(url.password),
    database,
    ssl: readSslMode(url.searchParams.get('sslmode')),
  };
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new StoreError('DATABASE_URL is no URL: write postgres://USER:PASSWORD@HOST:PORT/DATABASE.');
  }
}

function readSslMode(mode: string | null): ConnectionSettings['ssl'] {
  switch (mode) {
    case null:
    case 'disable':
      return undefined;
    case 'prefer':
    case 'allow':
      return 'prefer';
    case 'require':
      return 'require';
    case 'verify-ca':
    case 'verify-full':
      return 'verify-full';
    default:
      throw new StoreError('sslmode in DATABASE_URL must be disable, prefer, require or verify-full.');
  }
}
