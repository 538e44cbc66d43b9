import { connect, type Socket } from 'node:net';
import { createReplyReader, type LoadReply } from './reply-reader.ts';

/** A connection that sends one request after the other; cheaper than an HTTP client, and exact about losses. */
export interface LoadConnection {
  /** Resolves to the whole answer, else rejects with a `LostCall`. */
  send(request: string): Promise<LoadReply>;
  /** False once either side has closed, or the server has said that it will. */
  isOpen(): boolean;
  close(): void;
}

/** A call that got no whole answer. */
export class LostCall extends Error {
  /** `unconnected` where nobody listened; `lost` where the request, or a part of it, was on its way. */
  readonly kind: 'unconnected' | 'lost';

  constructor(kind: LostCall['kind'], message: string) {
    super(message);
    this.name = 'LostCall';
    this.kind = kind;
  }
}

const PATIENCE_MS = 30_000;

/** Connects. Rejects with a `LostCall`. */
export async function openConnection(port: number): Promise<LoadConnection> {
  const socket = await connectSocket(port);
  const reader = createReplyReader();
  let waiting: { resolve(reply: LoadReply): void; reject(error: LostCall): void } | undefined;
  let open = true;
  let reason = 'closed';
  const fail = (message: string) => {
    open = false;
    socket.destroy();
    waiting?.reject(new LostCall('lost', `${message} after ${reader.pending()} bytes of the answer`));
    waiting = undefined;
  };
  socket.setTimeout(PATIENCE_MS, () => {
    if (waiting !== undefined) fail('nothing came for 30 s');
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    reason = error.code ?? error.message;
  });
  socket.on('end', () => fail('ended'));
  socket.on('close', () => fail(reason));
  socket.on('data', (piece) => {
    try {
      const reply = reader.push(piece);
      if (reply === undefined) return;
      if (waiting === undefined) throw new Error('an answer came that nobody asked for');
      const { resolve } = waiting;
      waiting = undefined;
      if (reply.closes) open = false;
      resolve(reply);
      if (reply.closes) socket.end();
    } catch (error) {
      fail(String(error));
    }
  });
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        if (open) socket.write(request, 'latin1');
        else fail('the connection was closed before');
      }),
    isOpen: () => open,
    close: () => {
      open = false;
      socket.destroy();
    },
  };
}

/** A connected socket. Rejects with a `LostCall`. */
export function connectSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const refuse = (error: NodeJS.ErrnoException) => {
      // Who listens no more refuses a connection, or resets one that it has not taken: nothing was sent on either.
      const isRefused = error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET';
      const kind = isRefused ? 'unconnected' : 'lost';
      reject(new LostCall(kind, `not connected: ${error.code ?? error.message}`));
    };
    socket.once('error', refuse);
    socket.once('connect', () => {
      socket.off('error', refuse);
      resolve(socket);
    });
  });
}
