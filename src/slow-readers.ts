import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** What a client must take of its answer, while some of it waits to be sent. */
export interface ReadingPace {
  /** 0 cuts nobody. */
  readonly minReadBytesPerSecond: number;
  /** How long it may lag behind that. */
  readonly windowSeconds: number;
}

interface Reader {
  /** When it began to keep us waiting, by `performance.now()`. */
  readonly since: number;
  /** Bytes that the system had taken for it by then. */
  readonly taken: number;
}

const CHECKS_PER_WINDOW = 12;

/**
 * Closes connections whose client reads more slowly than it must, so that nobody can hold memory for nothing.
 * `onCut` is told of each. Ends with the server.
 */
export function cutSlowReaders(server: Server, pace: ReadingPace, onCut: () => void): void {
  const { minReadBytesPerSecond, windowSeconds } = pace;
  if (minReadBytesPerSecond === 0) return;
  const readers = new Map<Socket, Reader | undefined>();
  server.on('connection', (socket) => {
    readers.set(socket, undefined);
    socket.once('close', () => readers.delete(socket));
  });
  const check = () => {
    const now = performance.now();
    for (const [socket, reader] of readers) {
      const taken = bytesTaken(socket);
      if (socket.writableLength === 0) readers.set(socket, undefined);
      else if (reader === undefined) readers.set(socket, { since: now, taken });
      else if (now - reader.since >= windowSeconds * 1000) {
        const seconds = (now - reader.since) / 1000;
        if (taken - reader.taken < minReadBytesPerSecond * seconds) {
          onCut();
          socket.destroy();
        } else readers.set(socket, { since: now, taken });
      }
    }
  };
  const timer = setInterval(check, (windowSeconds * 1000) / CHECKS_PER_WINDOW);
  timer.unref();
  server.once('close', () => clearInterval(timer));
}

/** Bytes that the system has taken of what was written; within one long write only the handle knows. */
function bytesTaken(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle');
  if (typeof handle === 'object' && handle !== null) {
    const [written, queued]: unknown[] = [
      Reflect.get(handle, 'bytesWritten'),
      Reflect.get(handle, 'writeQueueSize'),
    ];
    if (typeof written === 'number' && typeof queued === 'number') return written - queued;
  }
  return socket.bytesWritten - socket.writableLength;
}
