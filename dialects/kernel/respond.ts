import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { DomainError } from '../../domain/errors.ts';
import { sendWithOthers } from './send-together.ts';

/** How an answer is sent, apart from its text. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: Record<string, string>;
}

/**
 * Headers of every answer: these are secrets' neighbours, so nobody may keep them or guess their type.
 * Names are in their customary case, which some hand-written HTTP/1 clients look for.
 */
export const COMMON_HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const;

const RETRY_AFTER_SECONDS = 2;
const CHUNK_CHARACTERS = 16_384;

/** Sends an answer of which the whole text is at hand, with its length in UTF-8. */
export function respondText(
  { status, headers }: ResponseHead,
  text: string,
  bytes: number,
  outgoing: ServerResponse,
): Response {
  const sized = { ...headers, 'Content-Length': String(bytes) };
  // Hono has its own answer to HEAD, made of the head of this one.
  if (outgoing.req.method === 'HEAD') return new Response(text, { status, headers: sized });
  sendWithOthers(outgoing, status, sized, text);
  return RESPONSE_ALREADY_SENT;
}

/** Told once: how many bytes were sent, whether that was all, and what went wrong where something did. */
export type OnStreamEnd = (sent: number, whole: boolean, error?: unknown) => void;

/**
 * Sends an answer as its parts become ready and the client reads them. A failure half-way cuts the connection, so
 * that nobody takes the answer for whole. Written to the connection as text: a stream of the Fetch standard would
 * have each part encoded first, into memory that is given back late.
 */
export function respondStream(
  head: ResponseHead,
  parts: AsyncIterable<string>,
  outgoing: ServerResponse,
  onEnd: OnStreamEnd,
): Response {
  outgoing.writeHead(head.status, head.headers);
  void sendParts(parts, outgoing, onEnd);
  return RESPONSE_ALREADY_SENT;
}

/** Never rejects. */
async function sendParts(
  parts: AsyncIterable<string>,
  outgoing: ServerResponse,
  onEnd: OnStreamEnd,
): Promise<void> {
  let sent = 0;
  try {
    for await (const chunk of gatherChunks(parts)) {
      sent += Buffer.byteLength(chunk);
      if (!outgoing.write(chunk)) await untilWritable(outgoing);
      if (outgoing.destroyed) break;
    }
    const whole = !outgoing.destroyed;
    if (whole) outgoing.end();
    onEnd(sent, whole);
  } catch (error) {
    onEnd(sent, false, error);
    outgoing.destroy();
  }
}

/** Resolves when the client has read what was written, or has gone. */
function untilWritable(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (outgoing.destroyed) resolve();
    const settle = () => {
      outgoing.off('drain', settle).off('close', settle);
      resolve();
    };
    outgoing.on('drain', settle).on('close', settle);
  });
}

/** Small parts travel together. */
async function* gatherChunks(parts: AsyncIterable<string>): AsyncGenerator<string, undefined> {
  let gathered = '';
  for await (const part of parts) {
    gathered += part;
    if (gathered.length < CHUNK_CHARACTERS) continue;
    yield gathered;
    gathered = '';
  }
  if (gathered !== '') yield gathered;
  return undefined;
}

/** Memory that whole answers may hold, all together. */
export interface Budget {
  /** False where there is not so much left. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

/** A budget of so many bytes. */
export function createBudget(bytes: number): Budget {
  let left = bytes;
  return {
    take: (wanted) => {
      if (wanted > left) return false;
      left -= wanted;
      return true;
    },
    give: (returned) => {
      left += returned;
    },
  };
}

/**
 * An answer or its parts as one text. It holds its bytes of the budget from then on; where they are not to be
 * had it holds none, and rejects with `store-unavailable`.
 */
export async function collectParts(
  answer: string | AsyncIterable<string>,
  budget: Budget,
): Promise<{ readonly text: string; readonly bytes: number }> {
  let text = '';
  let bytes = 0;
  try {
    for await (const part of typeof answer === 'string' ? [answer] : answer) {
      const more = Buffer.byteLength(part);
      if (!budget.take(more)) {
        const detail = { retryAfterSeconds: RETRY_AFTER_SECONDS, reason: 'too long for HTTP/1.0' };
        throw new DomainError('store-unavailable', detail);
      }
      bytes += more;
      text += part;
    }
    return { text, bytes };
  } catch (error) {
    budget.give(bytes);
    throw error;
  }
}
