import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import postgres from 'postgres';
import { readText } from './errors.ts';

// Where Postgres refuses a statement that was prepared before a column got another type. It was not carried out.
const STALE = new Set(['RevalidateCachedQuery', 'transformAssignedExpr']);

/*
 * The driver (3.4.9) would send such a statement again by itself, behind others that are under way on its
 * connection, and take their answers for each other's from then on: a caller would be shown another's contacts.
 * It knows the error by its `routine`, so that is kept under another name.
 */
Object.defineProperty(postgres.PostgresError.prototype, 'routine', {
  set(this: object, routine: unknown) {
    Object.assign(this, { raisedIn: routine });
  },
});

type Send<Rows> = (text: string, parameters: unknown[]) => Promise<Rows>;

/**
 * Has each connection prepare its statements anew once one has gone stale, and sends that one again, once. What is
 * prepared is known by its text, so the text changes.
 */
export function renewStale<Rows>(send: Send<Rows>): Send<Rows> {
  let renewals = 0;
  const renewed = (text: string) => (renewals === 0 ? text : `${text} /* ${renewals} */`);
  return (text, parameters) => {
    const before = renewals;
    return send(renewed(text), parameters).catch((error: unknown) => {
      if (!STALE.has(readText(error, 'raisedIn') ?? '')) throw error;
      // Of those that were under way together, the first to fail renews them all.
      if (renewals === before) renewals += 1;
      return send(renewed(text), parameters);
    });
  };
}

/**
 * The rows of an answer. Behind a statement that failed in the middle of its own rows the driver leaves as many gaps
 * in front of those of the next one, another caller's.
 */
export function withoutGaps<Row>(rows: readonly Row[]): readonly Row[] {
  return rows.length > 0 && rows[0] === undefined ? rows.filter(() => true) : rows;
}

/**
 * Has a socket tell of a failure in the moment in which it closes. Node tells of it somewhat earlier, and a statement
 * that came in between would be forgotten by the driver, which has given up all statements by then: its connection
 * would wait for that answer for ever, or take the next one, another caller's, for it.
 */
export function failAsItCloses(socket: Socket): void {
  const emit = socket.emit.bind(socket) as (...event: unknown[]) => boolean;
  let failure: unknown[] | undefined;
  Object.assign(socket, {
    emit: (...event: unknown[]) => {
      if (event[0] === 'error') {
        failure ??= event;
        return true;
      }
      if (event[0] === 'close' && failure !== undefined) emit(...failure);
      return emit(...event);
    },
  });
}

/**
 * Closes a connection on which the driver does not speak first, as it must. Where one closes between a statement and
 * its sending, at the end of a turn, the driver never sends by itself again, nor by those that follow: it waits for a
 * timer that it has cancelled. Each one that it takes adds to what it has to send, until that is long enough (1 kB)
 * to be sent at once, and all is well behind it; Postgres closes the connection that gets it.
 */
export function closeIfMute(socket: Socket): void {
  const check = () => {
    if (socket.bytesWritten === 0) socket.destroy();
  };
  // Opened by now, or being opened: what the driver has to say waits in the socket.
  setImmediate(() => setImmediate(check));
}

/**
 * Rejects where a statement fails after it was answered by a stream to write to: the driver would neither tell of that
 * failure nor end the stream, or end it by the answer to the next statement, as if all were well.
 */
export function rejectLate(statement: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    Object.assign(statement, { reject });
  });
}

type Work = (transaction: postgres.TransactionSql) => unknown;
type Begin = (options: string, work: Work) => Promise<unknown>;

/**
 * Has a transaction whose connection closes fail with that, and nothing come behind it. The driver would send what the
 * work asks for next, or its rollback, by the connection that is gone: that fails outside of every promise and ends
 * the program, or comes before a transaction on the connection that is opened next.
 */
export function endWithConnection<C extends postgres.Sql>(client: C): C {
  const begin = client.begin.bind(client) as Begin;
  const beginGuarded: Begin = (options, work) => {
    let isOver = false;
    const outcome = begin(options, async (transaction) => {
      const send = transaction.unsafe.bind(transaction);
      Object.assign(transaction, {
        unsafe: (...statement: Parameters<typeof send>) => {
          if (isOver) throw Object.assign(new Error('CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED' });
          return send(...statement);
        },
      });
      try {
        const result = await work(transaction);
        if (!isOver) return result;
      } catch (error) {
        // By then it is known whether it failed because its connection did.
        await nextTurn();
        if (!isOver) throw error;
      }
      // The driver has told of the end, and must do no more.
      return new Promise(() => {});
    });
    outcome.catch(() => {
      isOver = true;
    });
    return outcome;
  };
  return Object.assign(client, {
    begin: (...given: readonly [Work] | readonly [string, Work]) =>
      given.length === 1 ? beginGuarded('', given[0]) : beginGuarded(...given),
  });
}
