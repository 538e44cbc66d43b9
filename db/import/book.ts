import { sql } from 'drizzle-orm';
import type { ImportBatch, ImportScope, WithImport } from '../../domain/import.ts';
import type { ConnectionSettings, Database, Transaction } from '../client.ts';
import type { ContactLimit } from '../contact-limit.ts';
import { attempt, translateFault } from '../errors.ts';
import { openPool } from '../pool.ts';
import { createQueue } from '../queue.ts';
import { contact } from '../schema.ts';
import { createRefreshStatistics } from '../statistics.ts';
import { createImportReads } from './reads.ts';
import { refreshShadow, shadowBook } from './shadow.ts';
import { createImportWrites, reserveNumbers } from './writes.ts';

export interface ImportSettings {
  readonly maxContacts: number;
  /** False for a pooler that loses prepared statements. */
  readonly prepared: boolean;
}

// For another import's batch into the same account, which goes first, or for the copy of a whole book.
const STATEMENT_TIMEOUT_SECONDS = 600;
const QUEUE_LIMITS = { maxWaiting: Number.POSITIVE_INFINITY, timeoutMs: STATEMENT_TIMEOUT_SECONDS * 1000 };

/** Makes the way to import into an account's book, on a connection of its own. */
export function createWithImport(
  settings: ConnectionSettings,
  limit: Pick<ContactLimit, 'noteImported'>,
  { maxContacts, prepared }: ImportSettings,
): WithImport {
  return async (scope, work) => {
    const queue = createQueue(QUEUE_LIMITS);
    const options = { connections: 1, statementTimeoutSeconds: STATEMENT_TIMEOUT_SECONDS, prepared };
    const pool = openPool(settings, options, queue);
    const countRoom = async (tx: Pick<Transaction, 'execute'>) => {
      const counted = sql`select 1 from ${contact} where ${contact.accountId} = ${scope.accountId} limit ${maxContacts}::bigint`;
      const [row] = await tx.execute<{ count: number }>(
        sql`select count(*) as count from (${counted}) as counted`,
      );
      return maxContacts - (row?.count ?? 0);
    };
    try {
      if (scope.dryRun) {
        return await rehearse(pool.db, scope.accountId, (tx) => {
          const batch = createBatch(tx, scope);
          const keepPlanned = createKeepPlanned(() => refreshShadow(tx));
          return work({
            countRoom: () => attempt(() => countRoom(tx)),
            reserveNumbers: (kind, numbers) => attempt(() => reserveNumbers(tx, kind, numbers)),
            inBatch: async (body) => {
              const outcome = await attempt(() => body(batch));
              await attempt(keepPlanned);
              return outcome;
            },
            noteFilled: async () => {},
          });
        });
      }
      const keepPlanned = createKeepPlanned(createRefreshStatistics(pool.db));
      return await work({
        countRoom: () => queue.run(() => countRoom(pool.db)),
        reserveNumbers: (kind, numbers) => queue.run(() => reserveNumbers(pool.db, kind, numbers)),
        inBatch: async (body) => {
          const outcome = await queue.run(() =>
            pool.db.transaction(async (tx) => {
              await takeTurn(tx, scope.accountId);
              return body(createBatch(tx, scope));
            }),
          );
          await attempt(keepPlanned);
          return outcome;
        },
        noteFilled: () => limit.noteImported(scope.accountId),
      });
    } finally {
      await pool.close();
    }
  };
}

/** Does the work in one transaction, which is undone at the end, on a copy of the account's book. */
async function rehearse<T>(
  db: Database,
  accountId: number,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const outcomes: Promise<T>[] = [];
  try {
    await db.transaction(async (tx) => {
      await shadowBook(tx, accountId);
      outcomes.push(work(tx));
      await Promise.allSettled(outcomes);
      tx.rollback();
    });
  } catch (error) {
    // What the work came to is told by itself; else the copy could not be made.
    if (outcomes[0] === undefined) throw translateFault(error);
  }
  return outcomes[0] as Promise<T>;
}

function createBatch(tx: Transaction, scope: ImportScope): ImportBatch {
  return { ...createImportReads(tx, scope), ...createImportWrites(tx, scope) };
}

/** Two imports into one account go batch by batch, in turn. */
async function takeTurn(tx: Transaction, accountId: number): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`diglot import ${accountId}`}, 0))`);
}

/** Has statements planned anew whenever the book may have grown to twice its size, behind batches 1, 2, 4 and so on. */
function createKeepPlanned(refresh: () => Promise<void>): () => Promise<void> {
  let batches = 0;
  let due = 1;
  return async () => {
    batches += 1;
    if (batches < due) return;
    due *= 2;
    await refresh();
  };
}
