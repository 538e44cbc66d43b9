import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** As much of a request as the reader of bodies looks at. */
export function incomingBody(
  chunks: Iterable<Buffer>,
  headers: Readonly<Record<string, string>> = {},
): IncomingMessage {
  return Object.assign(Readable.from(chunks), { headers }) as unknown as IncomingMessage;
}
