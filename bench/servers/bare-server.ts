import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import type { Operation, Parameters } from './operations.ts';

/** Serves the operations by `node:http` alone. */
export function serveBare(operations: ReadonlyMap<string, Operation>, port: number): void {
  createServer((request, response) => {
    answer(operations, request, response).catch((error) => {
      process.stderr.write(`${error}\n`);
      response.writeHead(500).end();
    });
  }).listen(port, '127.0.0.1');
}

async function answer(
  operations: ReadonlyMap<string, Operation>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/';
  const queryStart = url.indexOf('?');
  const operation = operations.get(queryStart === -1 ? url : url.slice(0, queryStart));
  if (operation === undefined) {
    response.writeHead(404).end();
    return;
  }
  const query = queryStart === -1 ? '' : url.slice(queryStart + 1);
  const sent = request.method === 'POST' ? `${query}&${await readText(request)}` : query;
  const body = JSON.stringify(await operation(parse(sent) as Parameters));
  response.writeHead(200, { ...headersOfJson(), 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

/** The headers that the gateway sends as well. */
export function headersOfJson() {
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': randomUUID(),
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const piece of request) text += piece;
  return text;
}
