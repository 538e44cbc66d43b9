import { NOT_TEXT, parseForm } from './bytes.ts';
import type { CallCase } from './call-case.ts';
import { bytesOf, decoded, escapePair, literalText, type ResolvedPiece } from './pieces.ts';
import type { Pair } from './received.ts';

interface EncodedBody {
  readonly headers: readonly string[];
  readonly bytes: Buffer;
  /** What it says, where it can be read. */
  readonly pairs: readonly Pair[];
  readonly readable: boolean;
}

interface Content {
  readonly type: string | undefined;
  readonly bytes: Buffer;
  readonly pairs: readonly Pair[];
  readonly readable: boolean;
}

const FORM_TYPES = [
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=UTF-8',
  undefined,
  'text/plain',
  'application/xml',
  'image/png; json',
  '',
  'nonsense',
];

const JSON_TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'APPLICATION/JSON',
  'application/vnd.api+json',
  ' application/json ;x=y',
  'text/json',
];

const BOUNDARY = 'fuzz-8f14e45fceea167a';

/** Writes a body down, with the headers that belong to it. */
export function encodeBody(pieces: readonly ResolvedPiece[], call: CallCase): EncodedBody {
  if (pieces.length === 0)
    return { headers: ['Content-Length: 0'], bytes: Buffer.alloc(0), pairs: [], readable: true };
  const { type, bytes, ...content } = damage(contentOf(pieces, call), call);
  const typed = type === undefined ? [] : [`Content-Type: ${type}`];
  if (call.chunks.length === 0)
    return { ...content, headers: [...typed, `Content-Length: ${bytes.length}`], bytes };
  return {
    ...content,
    headers: [...typed, 'Transfer-Encoding: chunked'],
    bytes: inChunks(bytes, call.chunks),
  };
}

function contentOf(pieces: readonly ResolvedPiece[], { body: { kind, type } }: CallCase): Content {
  if (kind === 'json') return jsonOf(pieces, JSON_TYPES[type % JSON_TYPES.length]);
  if (kind === 'multipart') {
    const bytes = Buffer.concat([...pieces.map(partOf), Buffer.from(`--${BOUNDARY}--\r\n`)]);
    const quoted = type % 2 === 0 ? BOUNDARY : `"${BOUNDARY}"`;
    const pairs = pieces.map(({ name, value }) => [partName(name), partText(value)] as const);
    return { type: `multipart/form-data; boundary=${quoted}`, bytes, pairs, readable: true };
  }
  const form = pieces.map((piece) => escapePair(piece, true)).join('&');
  const pairs = pieces.map((piece) => [piece.name, decoded(piece)] as const);
  return {
    type: FORM_TYPES[type % FORM_TYPES.length],
    bytes: Buffer.from(form, 'latin1'),
    pairs,
    readable: true,
  };
}

function jsonOf(pieces: readonly ResolvedPiece[], type: string | undefined): Content {
  // Of two members with the very same name a parser keeps one; which, JSON does not say.
  const kept = pieces.filter(
    ({ name }, index) => pieces.findLastIndex((other) => other.name === name) === index,
  );
  const members = kept.map(({ name, value }) =>
    Buffer.concat([Buffer.from(`${JSON.stringify(name)}:`), jsonValue(value)]),
  );
  const parted = members.flatMap((member, index) => (index === 0 ? [member] : [Buffer.from(','), member]));
  return {
    type: type ?? 'application/json',
    bytes: Buffer.concat([Buffer.from('{'), ...parted, Buffer.from('}')]),
    pairs: kept.map(({ name, value }) => [name, jsonText(value)] as const),
    readable: kept.every(({ value }) => value.kind !== 'bytes'),
  };
}

function jsonValue(value: ResolvedPiece['value']): Buffer {
  if (value.kind === 'json') return Buffer.from(value.literal);
  if (value.kind === 'bytes') return Buffer.concat([Buffer.from('"'), bytesOf(value), Buffer.from('"')]);
  return Buffer.from(JSON.stringify(value.kind === 'broken' ? value.raw : value.text));
}

/** What a JSON value says: texts, booleans and numbers that have kept their digits are texts. */
function jsonText(value: ResolvedPiece['value']): string | readonly string[] {
  if (value.kind === 'json') {
    const parsed: unknown = JSON.parse(value.literal);
    return Array.isArray(parsed) ? parsed.map(scalarText) : scalarText(parsed);
  }
  return value.kind === 'text' || value.kind === 'file' ? value.text : literalText(value);
}

function scalarText(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  return typeof value === 'number' && Math.abs(value) < 2 ** 53 ? String(value) : NOT_TEXT;
}

function partName(name: string): string {
  return name.isWellFormed() ? name.replace(/[\r\n"]/g, '_') : '_';
}

function partOf({ name, value }: ResolvedPiece): Buffer {
  const file = value.kind === 'file' ? '; filename="a.txt"\r\nContent-Type: text/plain' : '';
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${partName(name)}"${file}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytesOf(value), Buffer.from('\r\n')]);
}

function partText(value: ResolvedPiece['value']): string {
  return value.kind === 'file' ? NOT_TEXT : literalText(value);
}

function damage(content: Content, { body }: CallCase): Content {
  const { bytes } = content;
  if (body.damage === 'cut' && body.kind !== 'form')
    return {
      ...content,
      bytes: bytes.subarray(0, bytes.length - (body.kind === 'json' ? 1 : 5)),
      readable: false,
    };
  if (body.damage === 'list' && body.kind === 'json')
    return { ...content, bytes: Buffer.concat([Buffer.from('['), bytes, Buffer.from(']')]), readable: false };
  if (body.damage !== 'mislabelled') return content;
  if (body.kind === 'multipart') return { ...content, type: 'multipart/form-data', readable: false };
  if (body.kind === 'form') return { ...content, type: 'application/json', readable: false };
  return { type: 'application/x-www-form-urlencoded', bytes, pairs: parseForm(bytes), readable: true };
}

function inChunks(bytes: Buffer, sizes: readonly number[]): Buffer {
  const parts: Buffer[] = [];
  for (let position = 0, index = 0; position < bytes.length; index += 1) {
    const size = Math.min(sizes[index % sizes.length] ?? 1, bytes.length - position);
    parts.push(
      Buffer.from(`${size.toString(16)}\r\n`),
      bytes.subarray(position, position + size),
      Buffer.from('\r\n'),
    );
    position += size;
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}
