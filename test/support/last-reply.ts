import { expect } from 'vitest';
import type { RawConnection, RawReply } from './raw-socket.ts';

/** What every answer carries as `x-request-id`. */
export const A_REQUEST_ID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);

/** The head of a request without a body. */
export const head = (line: string, ...headers: readonly string[]) =>
  [`${line} HTTP/1.1`, 'Host: example.com', ...headers, '', ''].join('\r\n');

/** What of an answer is compared. */
export const facts = ({ status, text }: RawReply) => ({ status, text });

/** The answer to what was written, after which the server must close. */
export async function readLast(connection: RawConnection): Promise<RawReply> {
  const reply = await connection.readReply();
  expect(reply.headers.get('connection')).toBe('close');
  expect(reply.headers.get('x-request-id')).toEqual(A_REQUEST_ID);
  expect(await connection.readToEnd()).toBe('');
  return reply;
}
