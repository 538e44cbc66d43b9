import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { SourceError } from '../records.ts';

/** A file that can be read from its beginning several times. */
export interface InputFile {
  /** What it is called, for people. */
  readonly title: string;
  readonly bytes: number;
  /** How many bytes the reading that was begun last has come to. */
  done(): number;
  /** Reads it from the beginning. Rejects with a `SourceError`. */
  chunks(): AsyncIterable<Buffer>;
  /** Never rejects. */
  close(): Promise<void>;
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const BYTE_ORDER_MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
const LONGEST_MARK = 3;
const CHUNK_BYTES = 65_536;

/**
 * Opens a file; `-` is standard input, which is kept in a file without a name since it can be read but once.
 * Rejects with a `SourceError`.
 */
export async function openInputFile(path: string, stdin: Readable): Promise<InputFile> {
  const title = path === '-' ? 'standard input' : basename(path);
  const handle = await explained(title, async () => {
    if (path === '-') return keep(stdin);
    if ((await stat(path)).isFile()) return open(path);
    // A pipe has no beginning to go back to.
    const pipe = await open(path);
    return keep(pipe.createReadStream());
  });
  const { size: bytes } = await handle.stat();
  let done = 0;
  async function* chunks(): AsyncGenerator<Buffer> {
    for (done = 0; ; ) {
      const start = done;
      const { buffer, bytesRead } = await explained(title, () =>
        handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, start),
      );
      if (bytesRead === 0) return;
      done += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }
  return { title, bytes, done: () => done, chunks, close: () => handle.close().catch(() => undefined) };
}

/** Copies a stream into a file that nobody else can open and that is gone with the program. */
async function keep(stream: Readable): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'diglot-'));
  try {
    const handle = await open(join(folder, 'input'), 'wx+', 0o600);
    for await (const chunk of stream) await handle.writeFile(chunk);
    return handle;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function explained<T>(title: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(title, error);
  }
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'it may not be read by this user'],
  ['EISDIR', 'it is a folder'],
  ['ENOSPC', 'there is no room left to keep it while it is read'],
]);

function explain(title: string, error: unknown): SourceError {
  const { code } = Object(error);
  return new SourceError(`"${title}" cannot be read: ${REASONS.get(code) ?? code ?? String(error)}.`);
}

/** Finds out how a file's texts are written, by its beginning and then by all of it. Rejects as `chunks` does. */
export async function detectEncoding(file: InputFile): Promise<Encoding> {
  let rest: Buffer | undefined;
  for await (const chunk of file.chunks()) {
    const marked = rest === undefined ? encodingByMark(chunk) : undefined;
    if (marked !== undefined) return marked;
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    const whole = bytes.length - cutCharacterLength(bytes);
    if (!isUtf8(bytes.subarray(0, whole))) return 'windows-1252';
    rest = bytes.subarray(whole);
  }
  return rest === undefined || rest.length === 0 ? 'utf-8' : 'windows-1252';
}

function encodingByMark(start: Buffer): Encoding | undefined {
  return BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, index) => start[index] === byte))?.[0];
}

/** How many bytes at the end begin a character of UTF-8 that goes on in the next chunk. */
function cutCharacterLength(bytes: Buffer): number {
  for (let length = 1; length <= 3 && length <= bytes.length; length += 1) {
    const byte = bytes[bytes.length - length] ?? 0;
    if (byte < 0x80) return 0;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    if (byte >= 0xc0) return needed > length ? length : 0;
  }
  return 0;
}

/** A file's texts as UTF-8, without a byte order mark. What a text can't hold becomes U+FFFD. */
export async function* readUtf8(file: InputFile, encoding: Encoding): AsyncGenerator<Buffer> {
  if (encoding === 'utf-8') {
    let first = true;
    for await (const chunk of file.chunks()) {
      yield first && encodingByMark(chunk) === encoding ? chunk.subarray(LONGEST_MARK) : chunk;
      first = false;
    }
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const chunk of file.chunks()) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}
