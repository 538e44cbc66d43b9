import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type HttpAnswer, parseAnswer } from './http-answer.ts';

/** What came of some bytes on a connection of their own. */
export interface Exchange {
  readonly answers: readonly HttpAnswer[];
  /** What came behind the last whole answer. */
  readonly rest: Buffer;
  /** True where the other side had not closed, nor sent as many answers as were waited for. */
  readonly gaveUp: boolean;
  readonly ms: number;
}

interface Sending {
  readonly writes: readonly Buffer[];
  /** How the connection is ended. */
  readonly end: 'finish' | 'reset';
  /** As many answers as are waited for. */
  readonly enough: number;
  /** How long nothing may come before no more is waited for. */
  readonly quietMs: number;
  /** How long the other side may take to close after that. */
  readonly deadlineMs: number;
  /** True for the answers, by their position, that have no body. */
  readonly isHead?: (position: number) => boolean;
}

/**
 * Sends bytes and reads the answers, closes its own side of the connection, and reads until the other side
 * has closed too. Rejects where that takes longer than the deadline, or where an answer is no HTTP.
 */
export async function exchange(port: number, sending: Sending): Promise<Exchange> {
  const { deadlineMs, end, enough, isHead, quietMs, writes } = sending;
  const began = performance.now();
  const reader = createReader(isHead);
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  let isClosed = false;
  let wake = () => {};
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    reader.take(chunk);
    wake();
  });
  socket.on('end', () => socket.end());
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isClosed = true;
      wake();
      resolve();
    });
  });
  const change = (ms: number) =>
    new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  await writeAll(socket, writes, closed);
  let isQuiet = false;
  while (end === 'finish' && !isClosed && !isQuiet && reader.answers.length < enough)
    isQuiet = !(await change(quietMs));
  const answeredMs = performance.now() - began;
  if (end === 'reset') socket.resetAndDestroy();
  else if (socket.writable) socket.end();
  while (!isClosed && performance.now() - began < deadlineMs) await change(deadlineMs);
  socket.destroy();
  if (reader.problem() !== undefined) throw new Error(reader.problem());
  if (!isClosed) throw new Error(`the connection was not closed within ${deadlineMs} ms`);
  return { answers: reader.answers, rest: reader.rest(), gaveUp: isQuiet, ms: answeredMs };
}

async function writeAll(socket: Socket, writes: readonly Buffer[], closed: Promise<void>): Promise<void> {
  for (const bytes of writes) {
    if (socket.destroyed) return;
    if (socket.write(bytes)) await nextTurn();
    else await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
  }
}

function createReader(isHead: (position: number) => boolean = () => false) {
  const answers: HttpAnswer[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let problem: string | undefined;
  return {
    answers,
    rest: () => rest,
    problem: () => problem,
    take: (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      try {
        while (rest.length > 0 && problem === undefined) {
          const parsed = parseAnswer(rest, isHead(answers.length));
          if (parsed === undefined) return;
          rest = rest.subarray(parsed.length);
          if (parsed.answer.status >= 200) answers.push(parsed.answer);
        }
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
      }
    },
  };
}
