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

interface StreamEnds {
  /** Told once: how many bytes were sent, whether that was all, and what went wrong where something did. */
  readonly onEnd: (sent: number, whole: boolean, error?: unknown) => void;
  /** Cuts the connection. */
  readonly cut: () => void;
}

/**
 * An answer that is sent as its parts become ready and the client reads them. A failure half-way cuts the
 * connection, so that nobody takes the answer for whole.
 */
export function respondStream(
  head: ResponseHead,
  parts: AsyncIterable<string>,
  { onEnd, cut }: StreamEnds,
): Response {
  const chunks = gatherChunks(parts);
  let sent = 0;
  let ended = false;
  const end = (whole: boolean, error?: unknown) => {
    if (!ended) onEnd(sent, whole, error);
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
          // Not by an error of the stream: the adapter would write its message behind the list, and to the log.
          end(false, error);
          cut();
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
