import { sql } from 'drizzle-orm';
import { type Credential, createSecret, hashSecret } from '../domain/credential.ts';
import type { ContactStore, GroupStore, MembershipStore, SessionStore } from '../domain/store.ts';
import { callerPart, createRunForCaller, type Pool } from './caller.ts';
import { type ConnectionSettings, createClient, createDatabase, type Database } from './client.ts';
import { createContactStore } from './contact-store.ts';
import { createGroupStore } from './group-store.ts';
import { createMembershipStore } from './membership-store.ts';
import { sendBy } from './pool.ts';
import { createQueue } from './queue.ts';
import { credential } from './schema.ts';
import { createSessionStore } from './session-store.ts';
import { createPrepare, type Send } from './statement.ts';

/** What may be done to an address book where nothing of it stays: all but to log in. */
export interface RehearsalStore
  extends ContactStore,
    GroupStore,
    MembershipStore,
    Omit<SessionStore, 'findLogin' | 'addCredential'> {}

/** Work in the name of an account, with a credential that nobody else ever has. */
export type Rehearse = <T>(
  accountId: number,
  work: (store: RehearsalStore, caller: Credential) => Promise<T>,
) => Promise<T>;

const HOUR_SECONDS = 3600;
const CALLER_TTL_SECONDS = 24 * HOUR_SECONDS;
const CLOSE_TIMEOUT_SECONDS = 5;
const NO_LIMIT = {
  noteCreated: async () => {},
  noteImported: async () => {},
  noteDeleted: async () => {},
  reopenFull: async () => {},
};

/**
 * Makes the way to look at an account's address book as it is at one moment, and to try what calls would do to it:
 * on a connection and in a transaction of its own, which is undone at the end. Rejects with `store-unavailable`, or
 * with what the work rejects with.
 */
export function createRehearse(settings: ConnectionSettings): Rehearse {
  return async (accountId, work) => {
    // Pipelined, or the driver never tells its transactions which connection they have; it is the only one.
    const options = { connections: 1, byKeys: true, statementTimeoutSeconds: HOUR_SECONDS };
    const client = createClient(settings, options);
    const db = createDatabase(client);
    const undone = new Error('undone');
    const outcomes: Awaited<ReturnType<typeof work>>[] = [];
    try {
      await client.begin('isolation level repeatable read', async (transaction) => {
        // By the transaction itself: were its connection lost, no statement may go by the next one.
        const send: Send = (text, parameters) => sendBy(transaction, text, parameters);
        const secret = createSecret();
        await addCaller(db, send, accountId, secret);
        outcomes.push(await work(createStore(db, send), { kind: 'token', secret }));
        throw undone;
      });
    } catch (error) {
      if (error !== undone) throw error;
    } finally {
      await client.end({ timeout: CLOSE_TIMEOUT_SECONDS });
    }
    return outcomes[0] as Awaited<ReturnType<typeof work>>;
  };
}

async function addCaller(db: Database, send: Send, accountId: number, secret: string): Promise<void> {
  const expiresAt = sql`now() + make_interval(secs => ${sql.raw(String(CALLER_TTL_SECONDS))})`;
  // Sent as it is, a parameter is a text or a number.
  const hash = sql`decode(${hashSecret(secret)}, 'hex')`;
  const values = { accountId, kind: 'token', hash, expiresAt } as const;
  const { sql: text, params } = db.insert(credential).values(values).toSQL();
  await send(text, params);
}

function createStore(db: Database, send: Send): RehearsalStore {
  const queue = createQueue({ maxWaiting: Number.POSITIVE_INFINITY, timeoutMs: HOUR_SECONDS * 1000 });
  const run = createRunForCaller(queue, () => {});
  const pool: Pool = { db, prepare: createPrepare(send), run };
  const pools = { reads: pool, writes: pool, lists: pool };
  const caller = callerPart(db, CALLER_TTL_SECONDS);
  return {
    ...createContactStore(pools, caller, NO_LIMIT),
    ...createGroupStore(pools, caller),
    ...createMembershipStore(pool, caller),
    ...createSessionStore(pools, queue, caller, CALLER_TTL_SECONDS),
  };
}
