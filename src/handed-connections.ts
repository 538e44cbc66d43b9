import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Calls `take` for each connection that somebody else has accepted. */
export type HandedConnections = (take: (socket: Socket) => void) => void;

/** Connections that a server did not accept by itself. */
export interface Handed {
  count(): number;
  /** Takes no more, and resolves when all have ended. */
  close(): Promise<void>;
}

/** Has a server without a port serve the connections that it is handed, no more than so many at once. */
export function serveHanded(server: Server, connections: HandedConnections, maxSockets: number): Handed {
  const open = new Set<Socket>();
  let onEmpty: (() => void) | undefined;
  connections((socket) => {
    if (open.size >= maxSockets) {
      server.emit('drop');
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      if (open.size === 0) onEmpty?.();
    });
    // As the sockets are that http's server accepts.
    socket.allowHalfOpen = true;
    server.emit('connection', socket);
  });
  // Begins what http's server checks from time to time.
  server.emit('listening');
  return {
    count: () => open.size,
    close: () =>
      new Promise((resolve) => {
        if (open.size === 0) resolve();
        else onEmpty = resolve;
      }),
  };
}
