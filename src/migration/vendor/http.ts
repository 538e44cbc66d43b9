import { AnswerFault } from './answer.ts';
import { createSilence, type Silence } from './silence.ts';

/** A call to a vendor: below its base address, with parameters of which some are secret. */
export interface VendorCall {
  readonly path: string;
  readonly values: Readonly<Record<string, string>>;
}

/** An answer could not be had. The message is to follow what was asked for, and holds nothing that was received. */
export class VendorTrouble extends Error {
  /** False where asking again would change nothing. */
  readonly passes: boolean;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    detail: { readonly passes: boolean; readonly retryAfterSeconds?: number | undefined },
  ) {
    super(message);
    this.name = 'VendorTrouble';
    this.passes = detail.passes;
    this.retryAfterSeconds = detail.retryAfterSeconds;
  }
}

/** Takes the body of an answer, piece by piece, and says at its end what it was. */
export interface BodyTaker<T> {
  readonly take: (bytes: Uint8Array) => Promise<void>;
  readonly end: () => T;
}

/** Carries out a call, hands on the body of its answer, and resolves to what it was. */
export type Exchange = <T>(call: VendorCall, body: BodyTaker<T>) => Promise<T>;

const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];
const NO_POST = [404, 405];
/** What is told of the caller may pass: the request came at a bad time. */
const PASSING_REFUSALS = [408, 425, 429];

/**
 * Makes the way to a vendor's calls. Parameters are sent as a form, out of sight of the vendor's log, and as a query
 * only where the vendor takes no form. `silenceMs` is the longest that the vendor may let us wait for its next bytes.
 * Rejects with a `VendorTrouble`, into which an `AnswerFault` is turned, or with what else the taker throws.
 */
export function createExchange(base: URL, silenceMs: number): Exchange {
  let method: 'POST' | 'GET' = 'POST';
  return async ({ path, values }, body) => {
    const silence = createSilence(silenceMs);
    const form = new URLSearchParams(values);
    const ask = (url: URL) => send(url, method, form, silence);
    try {
      const url = callUrl(base, path);
      let response = await ask(url);
      if (method === 'POST' && NO_POST.includes(response.status)) {
        await drop(response);
        method = 'GET';
        response = await ask(url);
        // The path is not there at all: the next call may find one that is.
        if (NO_POST.includes(response.status)) method = 'POST';
      }
      const mediaType = readMediaType(response);
      if (response.status !== 200) await refuse(response, mediaType);
      return await orExplained(mediaType, async () => {
        await readBody(response, silence, body.take);
        return body.end();
      });
    } finally {
      silence.end();
    }
  };
}

/** The address of a call below a base. */
export function callUrl(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = base.pathname.replace(/\/$/, '') + path;
  return url;
}

/** Follows redirects within the vendor's own origin alone: a credential goes nowhere else. */
async function send(
  url: URL,
  method: 'POST' | 'GET',
  form: URLSearchParams,
  silence: Silence,
): Promise<Response> {
  let target = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const asked = new URL(target);
    if (method === 'GET') asked.search = form.toString();
    silence.begin();
    const options = {
      method,
      redirect: 'manual',
      signal: silence.signal,
      headers: { accept: 'application/json' },
    } as const;
    const response = await orTrouble(() =>
      fetch(asked, method === 'GET' ? options : { ...options, body: form }),
    );
    if (!REDIRECTS.includes(response.status)) return response;
    await drop(response);
    target = findTarget(response, target);
  }
  throw new VendorTrouble('is redirected without end', { passes: true });
}

function findTarget(response: Response, from: URL): URL {
  const location = response.headers.get('location') ?? '';
  const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (target?.origin === from.origin) {
    target.search = '';
    return target;
  }
  const where = target === undefined ? 'nowhere' : `to ${target.origin}, where no credential is sent`;
  throw new VendorTrouble(`is redirected ${where}`, { passes: true });
}

async function refuse(response: Response, mediaType: string): Promise<never> {
  const { status } = response;
  await drop(response);
  const passes = status < 400 || status >= 500 || PASSING_REFUSALS.includes(status);
  throw new VendorTrouble(`was answered with HTTP ${status} (${mediaType})`, {
    passes,
    retryAfterSeconds: readRetryAfter(response.headers.get('retry-after')),
  });
}

async function readBody(
  response: Response,
  silence: Silence,
  take: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  try {
    while (true) {
      silence.begin();
      const { done, value } = await orTrouble(() => reader.read());
      silence.end();
      if (done) return;
      await take(value);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function orExplained<T>(mediaType: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AnswerFault)) throw error;
    const message = `was answered with HTTP 200 (${mediaType}), but the answer ${error.message}`;
    throw new VendorTrouble(message, { passes: true });
  }
}

async function drop(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}

async function orTrouble<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new VendorTrouble(describeNetworkFault(error), { passes: true });
  }
}

/** By a code alone: the messages of the platform quote addresses. */
function describeNetworkFault(error: unknown): string {
  if (error instanceof DOMException) return 'was not answered in time';
  const code: unknown = error instanceof Error ? Reflect.get(Object(error.cause), 'code') : undefined;
  const known = typeof code === 'string' && /^\w+$/.test(code) ? ` (${code})` : '';
  return `found no answer, or one that was cut off${known}`;
}

/** The media type alone, and only where it looks like one. */
function readMediaType(response: Response): string {
  const type = response.headers.get('content-type')?.split(';', 1)[0]?.trim() ?? '';
  return /^[\w.+-]{1,40}\/[\w.+-]{1,60}$/.test(type) ? type : 'of no known type';
}

/** Seconds, or a date (RFC 9110). */
function readRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - Date.now()) / 1000);
}
