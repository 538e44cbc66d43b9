/** A response as it came, its body still bytes. */
export interface HttpAnswer {
  readonly status: number;
  readonly version: string;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
}

export interface Parsed {
  readonly answer: HttpAnswer;
  /** How many bytes the response took. */
  readonly length: number;
}

const STATUS_LINE = /^HTTP\/(1\.[01]) (\d{3}) [ -~]*$/;
const HEADER_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\t -~\x80-\xFF]*)$/;

/**
 * The response at the start of the bytes, undefined where it is not whole yet. Throws where it is no HTTP:
 * stricter than most clients, so that none of them could see something else in it.
 */
export function parseAnswer(bytes: Buffer, isHead: boolean): Parsed | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const [, version = '', status = ''] =
    STATUS_LINE.exec(first) ?? fail(`the status line ${JSON.stringify(first)}`);
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const [, name = '', value = ''] = HEADER_LINE.exec(line) ?? fail(`the header ${JSON.stringify(line)}`);
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value]);
  }
  const start = headEnd + 4;
  const bare = isHead || status === '304' || status === '204' || Number(status) < 200;
  const read = bare ? { body: Buffer.alloc(0), end: start } : readBody(bytes, start, headers);
  if (read === undefined) return undefined;
  return { answer: { status: Number(status), version, headers, body: read.body }, length: read.end };
}

function readBody(bytes: Buffer, start: number, headers: ReadonlyMap<string, readonly string[]>) {
  const encodings = headers.get('transfer-encoding') ?? [];
  const lengths = headers.get('content-length') ?? [];
  if (encodings.length + lengths.length !== 1) fail(`${encodings.length + lengths.length} framings`);
  if (encodings[0] !== undefined) {
    if (encodings[0] !== 'chunked') fail(`the transfer encoding ${encodings[0]}`);
    return readChunks(bytes, start);
  }
  const length = lengths[0] ?? '';
  if (!/^\d{1,12}$/.test(length)) fail(`the length ${length}`);
  const end = start + Number(length);
  return bytes.length < end ? undefined : { body: bytes.subarray(start, end), end };
}

function readChunks(bytes: Buffer, start: number) {
  const chunks: Buffer[] = [];
  let position = start;
  while (true) {
    const lineEnd = bytes.indexOf('\r\n', position);
    if (lineEnd < 0) return undefined;
    const line = bytes.toString('latin1', position, lineEnd);
    if (!/^[0-9a-fA-F]{1,8}$/.test(line)) fail(`the chunk size ${JSON.stringify(line)}`);
    const size = Number.parseInt(line, 16);
    const end = lineEnd + 2 + size + 2;
    if (bytes.length < end) return undefined;
    if (bytes.toString('latin1', end - 2, end) !== '\r\n') fail('a chunk that is longer than it says');
    if (size === 0) return { body: Buffer.concat(chunks), end };
    chunks.push(bytes.subarray(lineEnd + 2, end - 2));
    position = end;
  }
}

function fail(what: string): never {
  throw new Error(`the response is no HTTP: ${what}`);
}
