import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { GatewayEnv } from '../dialects/kernel/mount.ts';
import type { AnswerUnparsed } from '../dialects/kernel/unparsed.ts';

/** A server that listens. */
export interface Listener {
  readonly port: number;
  /** Takes no new connections, lets requests finish for a while, then closes what is left. */
  close(): Promise<void>;
}

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const MAX_HEADER_BYTES = 16 * 1024;
const CLOSE_TIMEOUT_MS = 5_000;

export interface ListenOptions {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly answerUnparsed: AnswerUnparsed;
}

/** Serves an application on a port. Rejects where the port can't be had. */
export async function listen(app: Hono<GatewayEnv>, options: ListenOptions): Promise<Listener> {
  const { host, port, answerUnparsed } = options;
  const answer = getRequestListener((request, env) => app.fetch(request, env as GatewayEnv['Bindings']));
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      // HTTP/1.1 demands a host, but nothing here asks for it.
      requireHostHeader: false,
    },
    (incoming, outgoing) => answer(acceptable(incoming), outgoing),
  );
  server.on('clientError', (error: ClientError, socket) => refuseUnparsed(error, socket, answerUnparsed));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) };
}

/**
 * The adapter refuses requests without a host (HTTP/1.0 has none), with an odd one, or with an odd target,
 * by an empty 400. Nothing here uses the host, and every path has a dialect to answer for it.
 */
function acceptable(incoming: IncomingMessage): IncomingMessage {
  incoming.headers.host = 'localhost';
  const target = incoming.url ?? '/';
  if (!target.startsWith('/')) incoming.url = `/${target.replace(/^https?:\/\/[^/?#]*\/?/i, '')}`;
  if (target.includes('\\')) incoming.url = incoming.url?.replaceAll('\\', '%5C');
  return incoming;
}

interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

const UNPARSED_STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** A request that is no HTTP ends its connection; an answer that is under way on it is cut, never mixed up. */
function refuseUnparsed(error: ClientError, socket: Duplex, answerUnparsed: AnswerUnparsed): void {
  const isAnswering = Reflect.get(socket, '_httpMessage') !== null && Reflect.has(socket, '_httpMessage');
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering) {
    socket.destroy();
    return;
  }
  socket.end(answerUnparsed(error.rawPacket, UNPARSED_STATUS[error.code ?? ''] ?? 400));
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS);
  await closed;
  clearTimeout(timer);
}
