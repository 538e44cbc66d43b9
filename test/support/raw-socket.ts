import { once } from 'node:events';
import { connect } from 'node:net';

/** One response as it came over the connection. */
export interface RawReply {
  /** The whole status line, such as `HTTP/1.1 200 OK`. */
  readonly statusLine: string;
  readonly status: number;
  /** By names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/** A connection on which a test writes the bytes of its requests itself. */
export interface RawConnection {
  write(bytes: string | Buffer): void;
  /** Says that nothing more will be sent; answers still come. */
  endWriting(): void;
  /** The next response, an interim one (1xx) too. Rejects where the connection ends before its end. */
  readReply(options?: { readonly toHead?: boolean }): Promise<RawReply>;
  /** Resolves once the other side has closed, to what came that nobody has read. */
  readToEnd(): Promise<string>;
  destroy(): void;
}

const PATIENCE_MS = 10_000;

export async function openRaw(port: number): Promise<RawConnection> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  // One byte to a character: lengths in the text are lengths in bytes.
  let received = '';
  let ended = false;
  let wake = () => {};
  socket.setEncoding('latin1');
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  socket.on('data', (chunk: string) => {
    received += chunk;
    wake();
  });
  // A reset is an end as well: the server may close while something is still on its way to it.
  socket.on('error', () => {});
  for (const event of ['end', 'close']) {
    socket.on(event, () => {
      ended = true;
      wake();
    });
  }
  const more = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  return {
    write: (bytes) => socket.write(bytes),
    endWriting: () => socket.end(),
    readReply: async ({ toHead = false } = {}) => {
      while (true) {
        const parsed = parseReply(received, toHead, ended);
        if (parsed !== undefined) {
          received = received.slice(parsed.length);
          return parsed.reply;
        }
        if (ended) throw new Error(`the connection ended after ${JSON.stringify(received)}`);
        await more();
      }
    },
    readToEnd: async () => {
      while (!ended) await more();
      return received;
    },
    destroy: () => socket.destroy(),
  };
}

/** Sends bytes on a connection of their own and reads the first response. */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<RawReply> {
  const connection = await openRaw(port);
  connection.write(bytes);
  try {
    return await connection.readReply();
  } finally {
    connection.destroy();
  }
}

interface Parsed {
  readonly reply: RawReply;
  /** How many bytes of what was received the response took. */
  readonly length: number;
}

/** The response at the start of the text; undefined where it is not whole yet. */
function parseReply(text: string, toHead: boolean, ended: boolean): Parsed | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [statusLine = '', ...lines] = text.slice(0, headEnd).split('\r\n');
  const headers = new Map(lines.map(parseHeader));
  const status = Number(statusLine.split(' ')[1]);
  const bodyStart = headEnd + 4;
  const body =
    toHead || status < 200 ? { bytes: '', end: bodyStart } : parseBody(text, bodyStart, headers, ended);
  if (body === undefined) return undefined;
  const decoded = Buffer.from(body.bytes, 'latin1').toString('utf8');
  return { reply: { statusLine, status, headers, text: decoded }, length: body.end };
}

function parseHeader(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function parseBody(text: string, start: number, headers: ReadonlyMap<string, string>, ended: boolean) {
  if (headers.get('transfer-encoding') === 'chunked') return parseChunks(text, start);
  const declared = headers.get('content-length');
  if (declared === undefined) return ended ? { bytes: text.slice(start), end: text.length } : undefined;
  const end = start + Number(declared);
  return text.length < end ? undefined : { bytes: text.slice(start, end), end };
}

function parseChunks(text: string, start: number) {
  let bytes = '';
  let position = start;
  while (true) {
    const lineEnd = text.indexOf('\r\n', position);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(text.slice(position, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (text.length < end) return undefined;
    if (size === 0) return { bytes, end };
    bytes += text.slice(lineEnd + 2, lineEnd + 2 + size);
    position = end;
  }
}
