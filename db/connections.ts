import type { Socket } from 'node:net';

const CHECKS = 4;

/** Keeps an eye on the connections of a pool. */
export interface ConnectionWatch {
  watch(socket: Socket): void;
  /** How many are open. */
  open(): number;
}

/**
 * Closes connections that stay silent for `silenceMs`, longer than any statement may take, while the pool
 * waits for an answer: the server is gone without a word, and TCP would take a quarter of an hour to say so.
 */
export function createConnectionWatch(silenceMs: number, isWaiting: () => boolean): ConnectionWatch {
  const sockets = new Set<Socket>();
  return {
    open: () => [...sockets].filter(({ destroyed }) => !destroyed).length,
    watch: (socket) => {
      sockets.add(socket);
      const check = createCheck(socket, silenceMs, isWaiting);
      // Looked at rather than listened to: the driver takes all listeners off before it turns to TLS.
      const timer = setInterval(() => {
        check();
        if (!socket.destroyed) return;
        sockets.delete(socket);
        clearInterval(timer);
      }, silenceMs / CHECKS);
      timer.unref();
    },
  };
}

function createCheck(socket: Socket, silenceMs: number, isWaiting: () => boolean): () => void {
  let read = 0;
  let written = 0;
  // Bytes that have their answer, as far as can be told: what was sent between two looks may not have.
  let answered = 0;
  let owedSince: number | undefined;
  return () => {
    const { bytesRead, bytesWritten } = socket;
    if (bytesRead !== read) answered = written;
    if (!isWaiting()) answered = bytesWritten;
    const isOwed = bytesRead === read && bytesWritten > answered;
    read = bytesRead;
    written = bytesWritten;
    owedSince = isOwed ? (owedSince ?? performance.now()) : undefined;
    if (owedSince !== undefined && performance.now() - owedSince >= silenceMs) socket.destroy();
  };
}
