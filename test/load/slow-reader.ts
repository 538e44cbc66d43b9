import { connect } from 'node:net';
import { createReplyReader, type LoadReply } from './reply-reader.ts';

/** A client that takes its answer at its own pace. */
export interface SlowReader {
  /** Resolves once the answer is whole or the connection has ended, which a client that pauses learns late. */
  readonly ended: Promise<ReadEnding>;
  received(): number;
  /** Reads on as fast as it comes. */
  hurry(): void;
  /** Goes away without a word. */
  leave(): void;
}

export interface ReadEnding {
  /** Undefined where the connection ended first. */
  readonly reply: LoadReply | undefined;
  /** The last bytes that came. */
  readonly tail: string;
}

export interface SlowReaderOptions {
  readonly port: number;
  readonly request: string;
  readonly bytesPerSecond: number;
}

const TICKS_PER_SECOND = 10;
const TAIL_BYTES = 64;
/** Of one read: more than it may is made up for by a pause. */
const LEAST_BYTES = 1_000;
const MOST_BYTES = 65_536;

/** Sends a request and reads the answer at a pace. Of the operating system it takes no more than it reads. */
export function openSlowReader({ port, request, bytesPerSecond }: SlowReaderOptions): SlowReader {
  const reader = createReplyReader();
  let received = 0;
  let tail = '';
  let reply: LoadReply | undefined;
  let allowed = 0;
  let hurries = false;
  const perTick = Math.max(1, Math.round(bytesPerSecond / TICKS_PER_SECOND));
  const takeIn = (bytes: number, buffer: Uint8Array) => {
    // The buffer is used again for what comes next.
    const piece = Buffer.from(buffer.subarray(0, bytes));
    received += bytes;
    tail = (tail + piece.toString('latin1')).slice(-TAIL_BYTES);
    reply = reader.push(piece) ?? reply;
    if (reply !== undefined) socket.destroy();
    allowed -= bytes;
    return hurries || allowed > 0;
  };
  const socket = connect({
    port,
    host: '127.0.0.1',
    onread: { buffer: Buffer.alloc(Math.min(Math.max(perTick, LEAST_BYTES), MOST_BYTES)), callback: takeIn },
  });
  socket.write(request, 'latin1');
  socket.on('error', () => undefined);
  const ticks = setInterval(() => {
    allowed = Math.min(allowed + perTick, perTick);
    if (hurries || allowed > 0) socket.resume();
  }, 1000 / TICKS_PER_SECOND);
  const ended = new Promise<ReadEnding>((resolve) => {
    socket.on('close', () => {
      clearInterval(ticks);
      resolve({ reply, tail });
    });
  });
  return {
    ended,
    received: () => received,
    hurry: () => {
      hurries = true;
      socket.resume();
    },
    leave: () => socket.destroy(),
  };
}
