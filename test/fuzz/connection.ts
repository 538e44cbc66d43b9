import { connect, type Socket } from 'node:net';
import { type HttpAnswer, parseAnswer } from './http-answer.ts';

/** A client of its own connection, which it keeps alive and opens again when it has been closed. */
export interface Connection {
  /** Sends the bytes of one request; requests that are sent together are answered in their order. */
  send(bytes: Buffer, isHead?: boolean): Promise<HttpAnswer>;
  close(): void;
}

interface Waiting {
  readonly isHead: boolean;
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** How long an answer may take before it counts as none. */
const DEADLINE_MS = 15_000;

export function openConnection(port: number): Connection {
  let socket: Socket | undefined;
  let buffered: Buffer = Buffer.alloc(0);
  const waiting: Waiting[] = [];
  const failAll = (reason: string) => {
    const problem =
      buffered.length > 0 ? `${reason}, after ${buffered.toString('latin1').slice(0, 500)}` : reason;
    socket?.destroy();
    socket = undefined;
    buffered = Buffer.alloc(0);
    for (const { reject, timer } of waiting.splice(0)) {
      clearTimeout(timer);
      reject(new Error(problem));
    }
  };
  const take = () => {
    while (buffered.length > 0) {
      const first = waiting[0];
      if (first === undefined) throw new Error('more came than was asked for');
      const parsed = parseAnswer(buffered, first.isHead);
      if (parsed === undefined) return;
      buffered = buffered.subarray(parsed.length);
      if (parsed.answer.status < 200) continue;
      waiting.shift();
      clearTimeout(first.timer);
      if (parsed.answer.headers.get('connection')?.[0] === 'close') closeQuietly();
      first.resolve(parsed.answer);
    }
  };
  const closeQuietly = () => {
    socket?.removeAllListeners('close');
    socket?.destroy();
    socket = undefined;
    if (buffered.length > 0) throw new Error('more came behind the last answer');
  };
  const open = (): Socket => {
    const opened = connect({ port, host: '127.0.0.1', noDelay: true });
    opened.on('error', () => undefined);
    opened.on('close', () => {
      if (socket === opened) failAll('the connection was closed without an answer');
    });
    opened.on('data', (chunk: Buffer) => {
      if (socket !== opened) return;
      buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
      try {
        take();
      } catch (error) {
        failAll(String(error));
      }
    });
    return opened;
  };
  return {
    send: (bytes, isHead = false) =>
      new Promise((resolve, reject) => {
        socket ??= open();
        const timer = setTimeout(() => failAll(`no answer within ${DEADLINE_MS} ms`), DEADLINE_MS);
        waiting.push({ isHead, resolve, reject, timer });
        socket.write(bytes);
      }),
    close: () => {
      socket?.removeAllListeners('close');
      socket?.destroy();
      socket = undefined;
    },
  };
}
