import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { parseAnswer } from './http-answer.ts';
import { judgeEnvelope, PACKETS_HIDE_THE_PATH } from './judge-raw.ts';

/** A client that never comes to an end, and how often it sends a byte. */
export interface SlowCase {
  readonly stalls: 'before' | 'in the line' | 'in the headers' | 'in the body' | 'in the chunks';
  readonly everyMs: number;
  readonly target: '/api/contacts/add' | '/contact/create/api.json';
}

export const anySlow: fc.Arbitrary<SlowCase> = fc.record({
  stalls: fc.constantFrom('before', 'in the line', 'in the headers', 'in the body', 'in the chunks'),
  everyMs: fc.constantFrom(50, 200, 1000, 60_000),
  target: fc.constantFrom('/api/contacts/add', '/contact/create/api.json'),
});

const DEADLINE_MS = 80_000;

const SENT: Readonly<Record<SlowCase['stalls'], { start: (target: string) => string; drip: string }>> = {
  before: { start: () => '', drip: '\r\n' },
  'in the line': { start: (target) => `POST ${target}?a=`, drip: 'a' },
  'in the headers': { start: (target) => `POST ${target} HTTP/1.1\r\nHost: example.com\r\nX: `, drip: 'a' },
  'in the body': {
    start: (target) => `POST ${target} HTTP/1.1\r\nHost: example.com\r\nContent-Length: 100000\r\n\r\nname=`,
    drip: 'a',
  },
  'in the chunks': {
    start: (target) => `POST ${target} HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n\r\n`,
    drip: '1\r\na\r\n',
  },
};

/**
 * Sends as slowly as the case says until the other side has had enough. Resolves to how long that took;
 * rejects where it never has, or says so in the wrong words.
 */
export async function runSlow(port: number, { stalls, everyMs, target }: SlowCase): Promise<number> {
  const began = performance.now();
  const { start, drip } = SENT[stalls];
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const chunks: Buffer[] = [];
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  if (start(target) !== '') socket.write(start(target));
  const ticking = setInterval(() => socket.writable && socket.write(drip), everyMs);
  const deadline = setTimeout(() => socket.destroy(), DEADLINE_MS);
  await closed;
  clearInterval(ticking);
  clearTimeout(deadline);
  const ms = performance.now() - began;
  if (ms >= DEADLINE_MS)
    throw new Error(`${JSON.stringify({ stalls, everyMs, target })} was borne for ${DEADLINE_MS} ms`);
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0) return ms;
  const parsed = parseAnswer(bytes, false);
  if (parsed === undefined || parsed.length < bytes.length)
    throw new Error(`${stalls}: not one answer: ${bytes.toString('latin1')}`);
  const isFilemail =
    target.startsWith('/api') && /headers|body|chunks/.test(stalls) && !PACKETS_HIDE_THE_PATH;
  judgeEnvelope(parsed.answer, isFilemail ? 'filemail' : 'any');
  if (![400, 408].includes(parsed.answer.status))
    throw new Error(`${stalls} was answered ${parsed.answer.status}`);
  return ms;
}
