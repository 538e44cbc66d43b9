import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { garble, misspell } from './chaos-garble.ts';
import type { Random } from './chaos-random.ts';

/** What the vendor answered. */
export interface VendorAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** One request that is about to be answered badly. */
export interface Exchange {
  readonly random: Random;
  /** Sends the request on, and reads the whole answer. */
  ask(): Promise<VendorAnswer>;
  /** Sends an answer as a whole. */
  send(answer: VendorAnswer): void;
  /** The connection, for what is no answer as a whole. Whoever writes to it ends it. */
  readonly socket: Socket;
  /** Origin of somebody else. */
  readonly elsewhere: string;
}

type Trouble = (exchange: Exchange) => Promise<void>;

const LONGEST_DELAY_MS = 150;
const STALL_MS = 400;
const MOST_PIECES = 20;
const CHUNKED = 'transfer-encoding: chunked';
const HTML =
  '<!DOCTYPE html>\n<html><head><title>Site maintenance</title></head><body><h1>Back soon</h1></body></html>';

const delay: Trouble = async ({ ask, send, random }) => {
  await sleep(random.from(1, LONGEST_DELAY_MS));
  send(await ask());
};

/** Whole, but in pieces that cut characters as they come. */
const trickle: Trouble = async ({ ask, socket, random }) => {
  const answer = await ask();
  const bytes = Buffer.concat([headOf(answer, lengthOf(answer)), answer.body]);
  const pieces = random.from(2, MOST_PIECES);
  for (let piece = 0; piece < pieces; piece += 1) {
    const edge = (place: number) => Math.floor((bytes.length * place) / pieces);
    socket.write(bytes.subarray(edge(piece), edge(piece + 1)));
    await sleep(1);
  }
  socket.end();
};

const cutBeforeHead: Trouble = async ({ ask, socket, random }) => {
  if (random.isBelow(0.5)) await ask();
  socket.destroy();
};

const cutInHead: Trouble = async ({ ask, socket, random }) => {
  const answer = await ask();
  const head = headOf(answer, lengthOf(answer));
  socket.end(head.subarray(0, random.from(1, head.length - 1)));
};

const cutInBody: Trouble = async ({ ask, socket, random }) => {
  const answer = await ask();
  const part = someOf(answer.body, random);
  socket.end(
    random.isBelow(0.5)
      ? Buffer.concat([headOf(answer, lengthOf(answer)), part])
      : Buffer.concat([headOf(answer, CHUNKED), chunkOf(part)]),
  );
};

/** All of it was sent, though nothing says so. */
const cutBeforeLastChunk: Trouble = async ({ ask, socket }) => {
  const answer = await ask();
  socket.end(Buffer.concat([headOf(answer, CHUNKED), chunkOf(answer.body)]));
};

/** Half an answer that looks whole to HTTP: with its own length, or ended by the connection's end. */
const shorten: Trouble = async ({ ask, socket, random }) => {
  const answer = await ask();
  const body = someOf(answer.body, random);
  const length = random.isBelow(0.5) ? lengthOf({ ...answer, body }) : 'x-length: none';
  socket.end(Buffer.concat([headOf(answer, length), body]));
};

const stall: Trouble = async ({ ask, socket, random }) => {
  const answer = await ask();
  if (random.isBelow(0.5)) {
    socket.write(Buffer.concat([headOf(answer, lengthOf(answer)), someOf(answer.body, random)]));
  }
  await sleep(STALL_MS);
  socket.destroy();
};

/** The vendor gets it twice, as from a client that tried again, or a network that did. */
const repeatRequest: Trouble = async ({ ask, send }) => {
  await ask();
  send(await ask());
};

const repeatBody: Trouble = async ({ ask, send }) => {
  const answer = await ask();
  send({ ...answer, body: Buffer.concat([answer.body, answer.body]) });
};

const garbleBody: Trouble = async ({ ask, send, random }) => {
  const answer = await ask();
  send({ ...answer, body: garble(answer.body, random) });
};

const misspellMember: Trouble = async ({ ask, send, random }) => {
  const answer = await ask();
  send({ ...answer, body: misspell(answer.body, random) });
};

function answerWith(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = { 'content-type': 'text/html; charset=utf-8' },
): Trouble {
  return async ({ send }) => send({ status, headers: Object.entries(headers), body: Buffer.from(body) });
}

/** Where a redirect may lead to at the vendor itself; there is a page of HTML. */
export const MAINTENANCE = '/maintenance.html';

const redirect: Trouble = async ({ send, elsewhere, random }) => {
  const status = random.pick([301, 302, 303, 307, 308]);
  const place = random.pick([`${elsewhere}/maintenance`, MAINTENANCE]);
  send({ status, headers: [['location', place]], body: Buffer.from(HTML) });
};

/** By the name that a failed test tells. */
export const TROUBLES = {
  delay,
  trickle,
  'cut before the head': cutBeforeHead,
  'cut in the head': cutInHead,
  'cut in the body': cutInBody,
  'cut before the last chunk': cutBeforeLastChunk,
  shorten,
  stall,
  'repeat the request': repeatRequest,
  'repeat the body': repeatBody,
  garble: garbleBody,
  'misspell a member': misspellMember,
  'HTML with 500': answerWith(500, HTML),
  'HTML with 502': answerWith(502, HTML),
  '503 with Retry-After': answerWith(503, '', { 'retry-after': '0' }),
  '429 with Retry-After': answerWith(429, '{}', { 'retry-after': '1', 'content-type': 'application/json' }),
  'HTML with 200': answerWith(200, HTML),
  'nothing with 200': answerWith(200, ''),
  redirect,
} as const satisfies Readonly<Record<string, Trouble>>;

export type TroubleName = keyof typeof TROUBLES;

/** The head of an answer on a connection that ends behind it. */
function headOf({ status, headers }: VendorAnswer, length: string): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`HTTP/1.1 ${status} Any\r\n${lines}connection: close\r\n${length}\r\n\r\n`);
}

function lengthOf({ body }: VendorAnswer): string {
  return `content-length: ${body.length}`;
}

function chunkOf(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]);
}

function someOf(body: Buffer, random: Random): Buffer {
  return body.subarray(0, random.from(0, body.length - 1));
}
