import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type AnswerUnparsed, findTarget } from '../dialects/kernel/unparsed.ts';

/** What node:http tells of a request that it could not parse, or that did not come in time. */
export interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

/** Refuses what is no HTTP, which ends its connection. */
export interface UnparsedRequests {
  /** Told of each request that could be parsed. */
  note(incoming: IncomingMessage, outgoing: ServerResponse): void;
  refuse(error: ClientError, socket: Duplex): void;
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

const STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
const LINGER_MS = 1000;

/** Each request gets one answer at most, and never another one's. */
export function createUnparsedRequests(answerUnparsed: AnswerUnparsed): UnparsedRequests {
  const latest = new WeakMap<Duplex, Exchange>();
  const refused = new WeakSet<Duplex>();
  return {
    note: (incoming, outgoing) => latest.set(incoming.socket, { incoming, outgoing }),
    refuse: (error, socket) => {
      // The rest of what came is no HTTP either.
      if (refused.has(socket)) return;
      refused.add(socket);
      if (error.code === 'ECONNRESET' || !socket.writable) {
        socket.destroy();
        return;
      }
      const end = (target = findTarget(error.rawPacket)) => {
        socket.end(answerUnparsed(target, STATUS[error.code ?? ''] ?? 400));
        // Closed at once, what is still on its way here would have the system take the answer back.
        setTimeout(() => socket.destroy(), LINGER_MS).unref();
      };
      const exchange = latest.get(socket);
      if (exchange === undefined) end();
      else if (exchange.incoming.complete) endBehind(exchange.outgoing, socket, end);
      else endInstead(exchange, socket, end);
    },
  };
}

/** Rubbish behind a whole request: that one's answer comes first, and is the last where it says so. */
function endBehind(outgoing: ServerResponse, socket: Duplex, end: () => void): void {
  const endNow = () => (outgoing.shouldKeepAlive ? end() : socket.end());
  if (outgoing.writableFinished) endNow();
  else outgoing.once('finish', endNow);
}

/** A fault in a body: it is answered unless the request has been already, or others before it have not. */
function endInstead(
  { incoming, outgoing }: Exchange,
  socket: Duplex,
  end: (target: string | undefined) => void,
): void {
  const isNext = Reflect.get(socket, '_httpMessage') === outgoing;
  if (!isNext || outgoing.headersSent || outgoing.socket === null) {
    socket.destroy();
    return;
  }
  // What the operation still answers goes nowhere.
  outgoing.detachSocket(outgoing.socket);
  end(incoming.url);
}
