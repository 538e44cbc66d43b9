import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { RefuseBusy } from '../dialects/kernel/busy.ts';
import type { GatewayEnv } from '../dialects/kernel/mount.ts';
import type { AnswerUnparsed } from '../dialects/kernel/unparsed.ts';
import { closeServer } from './close-server.ts';
import { type HandedConnections, serveHanded } from './handed-connections.ts';
import { cutSlowReaders, type ReadingPace } from './slow-readers.ts';
import { createUnparsedRequests } from './unparsed-requests.ts';

/** What clients may do to a listener. */
export interface ServerLimits extends ReadingPace {
  readonly maxSockets: number;
  /** Of the request line and the headers together. */
  readonly maxHeaderBytes: number;
  readonly maxBodyBytes: number;
  readonly headerTimeoutSeconds: number;
  readonly requestTimeoutSeconds: number;
  readonly keepAliveSeconds: number;
}

export interface ListenOptions {
  /** In place of a port: connections that somebody else has accepted. */
  readonly handed?: HandedConnections | undefined;
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly limits: ServerLimits;
  readonly answerUnparsed: AnswerUnparsed;
  readonly refuseBusy?: RefuseBusy;
  /** Told of each connection that was refused for being one too many, or cut for reading too slowly. */
  readonly onCut?: ((why: 'too-many' | 'too-slow') => void) | undefined;
}

/** A server that listens. */
export interface Listener {
  /** 0 where it has none. */
  readonly port: number;
  /** How many connections are open. */
  sockets(): Promise<number>;
  /** From now on every answer asks its client to connect anew the next time. */
  drain(): void;
  /** Takes no new connections, lets requests finish for a while, then closes what is left. */
  close(): Promise<void>;
}

/** Connections that the system takes while we are busy; it has a limit of its own as well. */
export const BACKLOG = 4096;
const CHECK_INTERVAL_MS = 1000;
const LAST_CALL_MS = 500;
const NO_CALL_MS = 1;

/** Serves an application on a port. Rejects where the port can't be had. */
export async function listen(app: Hono<GatewayEnv>, options: ListenOptions): Promise<Listener> {
  const { answerUnparsed, limits, refuseBusy = () => false, onCut = () => {} } = options;
  const answer = getRequestListener((request, env) => app.fetch(request, env as GatewayEnv['Bindings']));
  const unparsed = createUnparsedRequests(answerUnparsed);
  let draining = false;
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    unparsed.note(incoming, outgoing);
    if (draining) outgoing.shouldKeepAlive = false;
    if (refuseBusy(incoming, outgoing)) return undefined;
    return answer(acceptable(incoming), outgoing);
  };
  const server = createServer(
    {
      headersTimeout: limits.headerTimeoutSeconds * 1000,
      requestTimeout: limits.requestTimeoutSeconds * 1000,
      keepAliveTimeout: limits.keepAliveSeconds * 1000,
      maxHeaderSize: limits.maxHeaderBytes,
      // How late a time limit may be kept.
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
      // HTTP/1.1 demands a host, but nothing here asks for it.
      requireHostHeader: false,
    },
    serve,
  );
  server.maxConnections = limits.maxSockets;
  server.on('drop', () => onCut('too-many'));
  server.on('clientError', unparsed.refuse);
  // A client may say that it has no more to send, and still wait for its answer. (Not in Node's types.)
  Reflect.set(server, 'httpAllowHalfOpen', true);
  server.on('checkContinue', (incoming, outgoing) => {
    // A body that will be refused need not be sent.
    if (Number(incoming.headers['content-length'] ?? 0) <= limits.maxBodyBytes) outgoing.writeContinue();
    return serve(incoming, outgoing);
  });
  // Whatever else a client expects is none of ours (RFC 9110 allows to ignore it).
  server.on('checkExpectation', serve);
  cutSlowReaders(server, limits, () => onCut('too-slow'));
  const handed = options.handed && serveHanded(server, options.handed, limits.maxSockets);
  const port = handed === undefined ? await openPort(server, options) : 0;
  return {
    port,
    sockets: () => (handed === undefined ? countSockets(server) : Promise.resolve(handed.count())),
    drain: () => {
      draining = true;
    },
    close: async () => {
      const wasDraining = draining;
      draining = true;
      await closeServer(server, wasDraining ? LAST_CALL_MS : NO_CALL_MS, handed?.close);
    },
  };
}

async function openPort(server: Server, { host, port }: ListenOptions): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, resolve);
  });
  return (server.address() as AddressInfo).port;
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

function countSockets(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count ?? 0)));
}
