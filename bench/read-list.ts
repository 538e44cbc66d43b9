import { connect, type Socket } from 'node:net';
import type { BenchRequest } from './http-request.ts';
import { writeRequest } from './http-request.ts';

/** How the answer to one long list came. */
export interface ListReading {
  readonly firstByteMs: number;
  readonly totalMs: number;
  readonly bytes: number;
}

const HEAD_END = '\r\n\r\n';
const LAST_CHUNK = '0\r\n\r\n';
const LIST_END = ']}';
const KEPT = 16;
const SILENCE_MS = 60_000;

/**
 * Asks for a list on a connection of its own and reads it as fast as it comes. The first byte is the first of
 * the body. Rejects where the list was not sent to its end.
 */
export function readList(port: number, request: BenchRequest): Promise<ListReading> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let bytes = 0;
    let head: string | undefined = '';
    let firstByteMs = Number.NaN;
    let tail = '';
    socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error('nothing came for a minute')));
    socket.once('error', reject);
    socket.on('data', (piece) => {
      bytes += piece.length;
      tail = (tail + piece.toString('latin1', Math.max(0, piece.length - KEPT))).slice(-KEPT);
      if (head === undefined) return;
      head += piece.toString('latin1');
      const headEnd = head.indexOf(HEAD_END);
      if (headEnd === -1 || head.length === headEnd + HEAD_END.length) return;
      firstByteMs = performance.now() - startedAt;
      head = undefined;
    });
    socket.once('end', () => {
      const isWhole = tail.endsWith(LIST_END) || (tail.endsWith(LAST_CHUNK) && tail.includes(LIST_END));
      if (isWhole) resolve({ firstByteMs, totalMs: performance.now() - startedAt, bytes });
      else reject(new Error(`a list ended with ${JSON.stringify(tail)}`));
    });
    socket.write(writeRequest(request).replace(HEAD_END, `\r\nConnection: close${HEAD_END}`));
  });
}
