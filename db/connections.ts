import type { Socket } from 'node:net';

const CHECKS = 4;

/** Keeps an eye on the connections to Postgres. */
export interface ConnectionWatch {
  watch(socket: Socket): void;
  /** How many are open. */
  open(): number;
}

/**
 * Closes connections on which the server owes an answer for `silenceMs`, longer than any statement may take:
 * it is gone without a word, and TCP would wait for a quarter of an hour before it said so.
 */
export function createConnectionWatch(silenceMs: number): ConnectionWatch {
  const sockets = new Set<Socket>();
  return {
    open: () => sockets.size,
    watch: (socket) => {
      sockets.add(socket);
      const check = createCheck(socket, silenceMs);
      const timer = setInterval(check, silenceMs / CHECKS);
      timer.unref();
      socket.once('close', () => {
        sockets.delete(socket);
        clearInterval(timer);
      });
    },
  };
}

function createCheck(socket: Socket, silenceMs: number): () => void {
  let read = 0;
  let answered = 0;
  let owedSince: number | undefined;
  return () => {
    const { bytesRead, bytesWritten } = socket;
    if (bytesRead !== read || bytesWritten === answered) {
      read = bytesRead;
      answered = bytesWritten;
      owedSince = undefined;
      return;
    }
    owedSince ??= performance.now();
    if (performance.now() - owedSince >= silenceMs) socket.destroy();
  };
}
