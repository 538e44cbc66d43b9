import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createRandom, type Random, seedOf } from './chaos-random.ts';
import { MAINTENANCE, TROUBLES, type TroubleName, type VendorAnswer } from './chaos-troubles.ts';

/** A way to a vendor on which much goes wrong. */
export interface ChaosProxy {
  readonly url: string;
  /** What happened so far, with the seed that makes it happen again: for the message of a failure. */
  tell(): string;
  /** How many requests came to a server that a redirect led to, and that nobody was to be led to. */
  strays(): number;
  close(): Promise<void>;
}

interface ChaosOptions {
  /** The same troubles in the same order for each path. */
  readonly seed: number;
  readonly kinds?: readonly [TroubleName, ...TroubleName[]];
  /** After so many troubles in a row a path is clear once: whoever tries again once more gets through. */
  readonly mostInARow?: number;
  /** The part of the requests that shall meet trouble, from 0 to 1. */
  readonly share?: number;
}

const ALL = Object.keys(TROUBLES) as [TroubleName, ...TroubleName[]];
// Of a connection, not of an answer; or untrue once the body was read.
const DROPPED = new Set([
  ...['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host', 'expect', 'date'],
]);

/** Opens such a way to the origin. Requests and answers are held as a whole, so none of them should be vast. */
export async function startChaosProxy(target: string, options: ChaosOptions): Promise<ChaosProxy> {
  const { seed, kinds = ALL, mostInARow = 3, share = 0.7 } = options;
  const paths = new Map<string, { readonly random: Random; inARow: number }>();
  const told: string[] = [];
  let strays = 0;
  const elsewhere = await serve(async (_request, response) => {
    strays += 1;
    response.end('{}');
  });

  /** What shall go wrong with the next request to a path, if anything. */
  const chooseTrouble = (path: string): { readonly random: Random; readonly name?: TroubleName } => {
    if (path === MAINTENANCE) return { random: createRandom(seed), name: 'HTML with 200' };
    const state = paths.get(path) ?? { random: createRandom(seed ^ seedOf(path)), inARow: 0 };
    paths.set(path, state);
    const { random } = state;
    const isClear = state.inARow >= mostInARow || !random.isBelow(share);
    state.inARow = isClear ? 0 : state.inARow + 1;
    return isClear ? { random } : { random, name: random.pick(kinds) };
  };

  const server = await serve(async (request, response) => {
    const { url = '/', socket } = request;
    const path = url.replace(/\?.*/s, '');
    const { random, name } = chooseTrouble(path);
    told.push(`${path}: ${name ?? 'clear'}`);
    const body = await readAll(request);
    const exchange = {
      random,
      ask: () => askVendor(target, request, body),
      send: (answer: VendorAnswer) => sendWhole(response, answer),
      socket,
      elsewhere: elsewhere.url,
    };
    if (name === undefined) exchange.send(await exchange.ask());
    else await TROUBLES[name](exchange);
  });
  return {
    url: server.url,
    tell: () => [`Chaos with seed ${seed}:`, ...told].join('\n  '),
    strays: () => strays,
    close: async () => {
      await Promise.all([server.close(), elsewhere.close()]);
    },
  };
}

interface Serving {
  readonly url: string;
  close(): Promise<void>;
}

async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Serving> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((request, response) => {
    // A client that is gone wants no answer; one that waits for what has failed here shall not wait on.
    answer(request, response).catch(() => request.socket.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

async function askVendor(target: string, request: IncomingMessage, body: Buffer): Promise<VendorAnswer> {
  const { method = 'GET', url = '/' } = request;
  const headers = Object.entries(request.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const answer = await fetch(`${target}${url}`, {
    method,
    headers: headers.filter(([name]) => !DROPPED.has(name)),
    redirect: 'manual',
    ...(body.length > 0 && { body }),
  });
  return {
    status: answer.status,
    headers: [...answer.headers].filter(([name]) => !DROPPED.has(name)),
    body: Buffer.from(await answer.arrayBuffer()),
  };
}

function sendWhole(response: ServerResponse, { status, headers, body }: VendorAnswer): void {
  for (const [name, value] of headers) response.appendHeader(name, value);
  response.writeHead(status, { 'content-length': body.length }).end(body);
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
