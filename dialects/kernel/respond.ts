import { DomainError } from '../../domain/errors.ts';

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
const encoder = new TextEncoder();

/** An answer of which the whole text is at hand. */
export function respondText(head: ResponseHead, text: string): Response {
  return new Response(text, head);
}

/**
 * An answer that is sent as its parts become ready and the client reads them. A failure half-way cuts the
 * connection, so that nobody takes the answer for whole. `onEnd` is told once: how many bytes were
 * sent, and whether that was all.
 */
export function respondStream(
  head: ResponseHead,
  parts: AsyncIterable<string>,
  onEnd: (sent: number, whole: boolean) => void,
): Response {
  const chunks = gatherChunks(parts);
  let sent = 0;
  let ended = false;
  const end = (whole: boolean) => {
    if (!ended) onEnd(sent, whole);
    ended = true;
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const next = await chunks.next();
          if (next.done === true) {
            end(true);
            controller.close();
            return;
          }
          sent += next.value.length;
          controller.enqueue(next.value);
        } catch (error) {
          end(false);
          controller.error(error);
        }
      },
      cancel: async () => {
        end(false);
        await chunks.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, head);
}

/** Small parts travel together. */
async function* gatherChunks(parts: AsyncIterable<string>): AsyncGenerator<Uint8Array, undefined> {
  let gathered = '';
  for await (const part of parts) {
    gathered += part;
    if (gathered.length < CHUNK_CHARACTERS) continue;
    yield encoder.encode(gathered);
    gathered = '';
  }
  if (gathered !== '') yield encoder.encode(gathered);
  return undefined;
}

/** An answer or its parts as one text. Rejects with `store-unavailable` where that is more than `maxBytes`. */
export async function collectParts(
  answer: string | AsyncIterable<string>,
  maxBytes: number,
): Promise<string> {
  let text = '';
  let bytes = 0;
  for await (const part of typeof answer === 'string' ? [answer] : answer) {
    text += part;
    bytes += Buffer.byteLength(part);
    if (bytes > maxBytes) {
      throw new DomainError('store-unavailable', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
        reason: 'too long for HTTP/1.0',
      });
    }
  }
  return text;
}
