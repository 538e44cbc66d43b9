import type { Socket } from 'node:net';
import { type Client, type ConnectionSettings, createClient } from '../client.ts';

/** One of the two stores of a copy. */
export interface CopySide {
  readonly settings: ConnectionSettings;
  /** For statements by themselves. */
  readonly client: Client;
}

/** A transaction: a client of one connection, and of no other after that. */
export type CopySession = Client;

/** A store as it is at one moment. */
export const VIEW = 'isolation level repeatable read read only';

// The longest that Postgres takes: the driver sends no 0, and the database's user may have a limit of its own.
const STATEMENT_TIMEOUT_SECONDS = 2_147_483;
/** The migrations take two. */
const CONNECTIONS = 2;

/** Opens a side, which connects when it is first used. Whoever opens it ends its client. */
export function openSide(settings: ConnectionSettings): CopySide {
  const options = { connections: CONNECTIONS, statementTimeoutSeconds: STATEMENT_TIMEOUT_SECONDS };
  return { settings, client: createClient(settings, options) };
}

/**
 * Does the work in a transaction on a connection of its own, which is closed at once where the work fails: it may be in
 * the middle of a copy that nobody reads. The driver's own transactions would wait for ever then, and crash where the
 * connection is lost.
 */
export async function inTransaction<T>(
  { settings }: CopySide,
  mode: '' | typeof VIEW,
  work: (session: CopySession) => Promise<T>,
): Promise<T> {
  let socket: Socket | undefined;
  const onSocket = (opened: Socket) => {
    if (socket === undefined) socket = opened;
    else {
      // The driver would go on by it, outside of the transaction.
      opened.destroy();
      throw Object.assign(new Error('the connection of a transaction is lost'), {
        code: 'CONNECTION_CLOSED',
      });
    }
  };
  const session = createClient(settings, {
    ...{ connections: 1, statementTimeoutSeconds: STATEMENT_TIMEOUT_SECONDS, onSocket },
  });
  try {
    await session.unsafe(`begin ${mode}`);
    const outcome = await work(session);
    await session.unsafe('commit');
    return outcome;
  } catch (error) {
    socket?.destroy();
    throw error;
  } finally {
    await session.end({ timeout: 0 });
  }
}

/**
 * Has several do what there is to do at once, each taking one item after the other. After a failure there are no more
 * items, and once all have ended it is rejected with.
 */
export async function shareOut<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (take: () => Item | undefined) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const workers = Array.from({ length: atOnce }, () =>
    work(() => queue.shift()).catch((error: unknown) => {
      queue.length = 0;
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
