import { DomainError } from '../domain/errors.ts';
import { DirectoryError } from '../domain/store.ts';

/** The store can't be used as it is configured; the message is for the operator and holds no secret. */
export class StoreError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StoreError';
  }
}

/** The store refused a statement, which is a fault of ours; the message holds names of the schema alone. */
export class StoreFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StoreFault';
  }
}

/** How long a client is asked to wait before it tries again. */
export const RETRY_AFTER_SECONDS = 2;

// Errors of sockets and of the driver: the statement may or may not have been carried out.
const LOST_CONNECTION = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'EACCES',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'TLS_REFUSED',
]);

// Postgres appendix A: connection exceptions (08), a refused login (28) or database (3D), insufficient
// resources (53), operator intervention (57) and system errors (58).
const UNAVAILABLE_CLASSES = new Set(['08', '28', '3D', '53', '57', '58']);
// A server that became read-only, and a database that takes no connections.
const UNAVAILABLE_CODES = new Set(['25006', '55000']);

// Serialization failure, deadlock, and a foreign key whose row went away between its check and its use.
const CONFLICTS = new Set(['40001', '40P01', '23503']);

// A prepared statement that the server does not have.
const LOST_STATEMENT = '26000';
const POOLER_ADVICE = 'a pooler between here and Postgres loses prepared statements: set DIGLOT_PREPARE=off';

// The one uniqueness rule that an operator can run into by an error.
const TAKEN: Readonly<Record<string, DirectoryError>> = {
  login_name_pkey: new DirectoryError(
    'login-name-taken',
    'Another account has this user name or e-mail address.',
  ),
};

// What Node says of a certificate that it does not trust.
const UNTRUSTED = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

// What the operator can do about a server that answers, but will not have us.
const ADVICE: Readonly<Record<string, string>> = {
  '08P01':
    'The server refuses the connection. If it is PgBouncer, set its ignore_startup_parameters = statement_timeout, plan_cache_mode, enable_seqscan, enable_bitmapscan; else its log says why.',
  '28000': 'The server refuses this user: check the user of DATABASE_URL and the server’s pg_hba.conf.',
  '28P01': 'The server refuses the password: check the user and password of DATABASE_URL.',
  '3D000': 'There is no such database: create the one that DATABASE_URL names, with ENCODING UTF8.',
  TLS_REFUSED: 'The server has no TLS: turn its ssl on, or take sslmode out of DATABASE_URL.',
  '42501': 'The database user may not change the schema: make it the owner of the database.',
};

/** What to tell the operator of a failure to open the store, or what `translateFault` makes of it. */
export function explainOpening(error: unknown): Error {
  const code = readText(error, 'code') ?? '';
  if (UNTRUSTED.has(code))
    return new StoreError(
      `The server’s certificate is not trusted (${code}): name who issued it in NODE_EXTRA_CA_CERTS, or take sslmode=require.`,
    );
  const advice = ADVICE[code];
  return advice === undefined ? translateFault(error) : new StoreError(advice);
}

/** True where the statement was rolled back because of another one and may succeed if sent again. */
export function isConflict(error: unknown): boolean {
  return CONFLICTS.has(readText(error, 'code') ?? '');
}

const UNIQUE_VIOLATION = '23505';

/** True where something that must be unique is there already. */
export function isTaken(error: unknown): boolean {
  return readText(error, 'code') === UNIQUE_VIOLATION;
}

/**
 * True where the connection was refused or lost before the statement was sent. Of a connection that dies under a
 * statement the driver says so itself; an error that ends a session reaches a statement only where it was
 * received for another one, before this one was sent (postgres 3.4.9 keeps it beyond a reconnect).
 */
export function isNeverSent(error: unknown): boolean {
  return readText(error, 'severity') === 'FATAL';
}

/**
 * What a failed statement means: `store-unavailable`, a `DirectoryError`, or a fault of ours. The driver's
 * error holds the statement's parameters, secrets among them, so only names of the schema go on.
 */
export function translateFault(error: unknown): Error {
  if (error instanceof DomainError || error instanceof DirectoryError || error instanceof StoreError)
    return error;
  const code = readText(error, 'code');
  if (code !== undefined && isUnavailable(code)) {
    return new DomainError('store-unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, reason: code });
  }
  if (code === LOST_STATEMENT) return new StoreFault(POOLER_ADVICE);
  const constraint = readText(error, 'constraint_name');
  if (constraint !== undefined)
    return TAKEN[constraint] ?? new StoreFault(`the store refused by ${constraint}`);
  return new StoreFault(
    `the store failed: ${code ?? 'no code'} in ${readText(error, 'raisedIn') ?? 'the driver'}`,
  );
}

/** Does the work, and rejects with what `translateFault` makes of its failure. */
export async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translateFault(error);
  }
}

function isUnavailable(code: string): boolean {
  return (
    LOST_CONNECTION.has(code) ||
    UNTRUSTED.has(code) ||
    UNAVAILABLE_CODES.has(code) ||
    (code.length === 5 && UNAVAILABLE_CLASSES.has(code.slice(0, 2)))
  );
}

/** A field of a driver's error, through the wrapping that Drizzle puts around it. */
export function readText(error: unknown, field: string): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    const value: unknown = Reflect.get(current, field);
    if (typeof value === 'string') return value;
  }
  return undefined;
}
