/** An answer that came whole. */
export interface LoadReply {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: Buffer;
  /** True where the server closes the connection behind it. */
  readonly closes: boolean;
}

/** Puts one answer together from what comes over a connection. */
export interface ReplyReader {
  /** Takes what came; returns the answer once it is whole. Throws where it is no HTTP, or more than one answer. */
  push(piece: Buffer): LoadReply | undefined;
  /** How many bytes of an answer that is not whole yet have come. */
  pending(): number;
}

interface Head {
  readonly text: string;
  readonly bodyStart: number;
  /** Undefined where the body comes in chunks. */
  readonly contentLength: number | undefined;
}

const HEAD_END = '\r\n\r\n';
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

export function createReplyReader(): ReplyReader {
  let pieces: Buffer[] = [];
  let size = 0;
  let head: Head | undefined;
  const gather = () => {
    const [only = Buffer.alloc(0)] = pieces.length === 1 ? pieces : [Buffer.concat(pieces)];
    pieces = [only];
    return only;
  };
  return {
    push: (piece) => {
      pieces.push(piece);
      size += piece.length;
      head ??= parseHead(gather());
      if (head === undefined || !mayBeWhole(head, size, piece)) return undefined;
      const body = readBody(head, gather());
      if (body === undefined) return undefined;
      const reply = toReply(head.text, body);
      pieces = [];
      size = 0;
      head = undefined;
      return reply;
    },
    pending: () => size,
  };
}

function parseHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const text = bytes.toString('latin1', 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  if (length === undefined && !/\r\ntransfer-encoding: *chunked/i.test(text))
    throw new Error(`the answer has no length: ${text}`);
  return {
    text,
    bodyStart: end + HEAD_END.length,
    contentLength: length === undefined ? undefined : Number(length),
  };
}

/** Spares most of the work on a long list: its chunks are looked at once the last one may be there. */
function mayBeWhole({ bodyStart, contentLength }: Head, size: number, piece: Buffer): boolean {
  if (contentLength !== undefined) return size >= bodyStart + contentLength;
  return piece.length < LAST_CHUNK.length || piece.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
}

function readBody({ bodyStart, contentLength }: Head, bytes: Buffer): Buffer | undefined {
  if (contentLength === undefined) return joinChunks(bytes, bodyStart);
  if (bytes.length > bodyStart + contentLength) throw new Error('more came than the answer');
  return bytes.subarray(bodyStart);
}

function joinChunks(bytes: Buffer, start: number): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let position = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', position);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', position, lineEnd), 16);
    if (Number.isNaN(size)) throw new Error('a chunk has no size');
    const end = lineEnd + 2 + size + 2;
    if (bytes.length < end) return undefined;
    if (size === 0) {
      if (bytes.length > end) throw new Error('more came than the answer');
      return Buffer.concat(chunks);
    }
    chunks.push(bytes.subarray(lineEnd + 2, end - 2));
    position = end;
  }
}

function toReply(head: string, body: Buffer): LoadReply {
  return { status: Number(head.split(' ', 2)[1]), head, body, closes: /\r\nconnection: *close/i.test(head) };
}
