import { and, eq, sql } from 'drizzle-orm';
import type { Database } from './client.ts';
import type { Queue } from './queue.ts';
import { account, contact } from './schema.ts';

const CHECKS_PER_LIMIT = 1000;

/** Keeps accounts from having more contacts than they may, give or take a thousandth. */
export interface ContactLimit {
  /** Marks the account as full where this contact was its last. Never rejects. */
  noteCreated(accountId: number, contactId: number): Promise<void>;
  /** Marks the account as full where it is, after many contacts at once. Never rejects. */
  noteImported(accountId: number): Promise<void>;
  /** There is room again in an account that was full. Never rejects. */
  noteDeleted(accountId: number): Promise<void>;
  /** Takes the mark off accounts that have room, by a limit that was raised. */
  reopenFull(): Promise<void>;
}

/**
 * To count the contacts of an account takes a tenth of a second where there are a million, so it is done for
 * every contact of a small limit only, else for one contact in as many as make a thousandth of the limit.
 */
export function createContactLimit(
  db: Database,
  queue: Queue,
  maxContacts: number,
  warn: (event: { readonly level: 'warn'; readonly message: string }) => void,
): ContactLimit {
  const every = Math.ceil(maxContacts / CHECKS_PER_LIMIT);
  const isFull = isFullAt(maxContacts);
  const mark = db
    .update(account)
    .set({ contactsFull: true })
    .where(and(eq(account.id, sql.placeholder('accountId')), isFull))
    .prepare('mark_full');
  const unmark = db
    .update(account)
    .set({ contactsFull: false })
    .where(eq(account.id, sql.placeholder('accountId')))
    .prepare('unmark_full');
  // The call that this belongs to has been carried out already.
  const attempt = async (work: () => Promise<unknown>) => {
    await queue
      .run(work)
      .catch(() => warn({ level: 'warn', message: 'the contacts of an account were not counted' }));
  };
  return {
    noteCreated: async (accountId, contactId) => {
      if (contactId % every === 0) await attempt(() => mark.execute({ accountId }));
    },
    noteImported: (accountId) => attempt(() => mark.execute({ accountId })),
    noteDeleted: (accountId) => attempt(() => unmark.execute({ accountId })),
    reopenFull: async () => {
      await queue.run(() =>
        db
          .update(account)
          .set({ contactsFull: false })
          .where(and(account.contactsFull, sql`not ${isFull}`)),
      );
    },
  };
}

/** Counts no further than the limit. */
function isFullAt(maxContacts: number) {
  const counted = sql`select 1 from ${contact} where ${contact.accountId} = ${account.id} limit ${sql.raw(String(maxContacts))}`;
  return sql`(select count(*) from (${counted}) as counted) >= ${sql.raw(String(maxContacts))}`;
}
