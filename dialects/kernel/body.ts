import type { IncomingMessage } from 'node:http';
import { decodeFormText, decodeUtf8, UNREADABLE } from './decode.ts';
import { readMultipart } from './multipart.ts';
import { RequestRefusal } from './refusal.ts';

/** A name and a value as they were sent, decoded; only JSON can send a list as one value. */
export type Pair = readonly [name: string, value: string | readonly string[]];

export interface BodyLimits {
  readonly maxBodyBytes: number;
  /** How long a body may take to arrive. */
  readonly bodyTimeoutSeconds: number;
}

const BYTE_ORDER_MARK = /^\uFEFF/;

/** The pairs of a query or of an urlencoded form; `raw` holds one byte in each character. */
export function* readForm(raw: string): Generator<Pair> {
  if (raw === '') return;
  for (const part of raw.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    yield equals < 0
      ? [decodeFormText(part), '']
      : [decodeFormText(part.slice(0, equals)), decodeFormText(part.slice(equals + 1))];
  }
}

/**
 * The pairs of a body: JSON and multipart where its content type says so, else a form, since old clients
 * often name no type or a wrong one. Throws a `RequestRefusal`.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Iterable<Pair>> {
  const bytes = await collect(request, limits);
  if (bytes.length === 0) return [];
  const contentType = request.headers['content-type'] ?? '';
  if (/^\s*multipart\/form-data/i.test(contentType)) return readMultipart(bytes, contentType);
  if (/^\s*[^;\s]*[/+]json\s*(?:;|$)/i.test(contentType)) return readJson(bytes);
  return readForm(bytes.toString('latin1', 0, endOfForm(bytes)));
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Some clients end a form with line breaks that are no part of it. */
function endOfForm(bytes: Uint8Array): number {
  let end = bytes.length;
  while (bytes[end - 1] === LINE_FEED || bytes[end - 1] === CARRIAGE_RETURN) end -= 1;
  return end;
}

function readJson(bytes: Uint8Array): Iterable<Pair> {
  const parsed = parseJson(decodeUtf8(bytes).replace(BYTE_ORDER_MARK, ''));
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new RequestRefusal('unreadable');
  return pairsOf(parsed);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestRefusal('unreadable');
  }
}

function* pairsOf(members: object): Generator<Pair> {
  for (const [name, value] of Object.entries(members)) {
    yield [name, Array.isArray(value) ? value.map(asText) : asText(value)];
  }
}

/** A number that may have lost digits by now is refused rather than stored otherwise than sent. */
function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' && isExact(value) ? String(value) : UNREADABLE;
}

const EXACT_DIGITS = 15;

/** Every decimal of up to 15 digits survives being read as a double (IEEE 754), and whole numbers up to 2^53. */
function isExact(value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (Number.isInteger(value)) return Number.isSafeInteger(value);
  return (
    String(value)
      .replace(/e.*|\D/g, '')
      .replace(/^0+/, '').length <= EXACT_DIGITS
  );
}

function collect(
  request: IncomingMessage,
  { maxBodyBytes, bodyTimeoutSeconds }: BodyLimits,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) {
      reject(new RequestRefusal('too-large'));
      return;
    }
    const chunks: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => refuse('too-slow'), bodyTimeoutSeconds * 1000);
    // The rest is left unread: the server closes the connection behind the answer.
    const refuse = (kind: 'too-large' | 'too-slow') => {
      clearTimeout(timer);
      request.off('data', onData);
      request.pause();
      reject(new RequestRefusal(kind));
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBodyBytes) refuse('too-large');
      else chunks.push(chunk);
    };
    // An error is made only where it is one: every request is closed in the end.
    const breakOff = () => {
      clearTimeout(timer);
      if (!request.readableEnded) reject(new RequestRefusal('unreadable'));
    };
    request.on('data', onData);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', breakOff);
    request.once('close', breakOff);
  });
}
