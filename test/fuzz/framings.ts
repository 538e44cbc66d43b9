/** How a body says where it ends, by all the ways in which two parsers have been known to differ. */
export const framings = [
  ...['none', 'length', 'sameLengths', 'differentLengths', 'listedLength', 'plusLength', 'hexLength'],
  ...[
    'negativeLength',
    'spacedLength',
    'hugeLength',
    'emptyLength',
    'shortLength',
    'longLength',
    'foldedLength',
  ],
  ...['chunked', 'upperChunked', 'identity', 'chunkedTwice', 'chunkedThenIdentity', 'xchunked', 'tabChunked'],
  ...['verticalTabChunked', 'spacedName', 'foldedChunked', 'lengthAndChunked', 'chunkedAndLength'],
  ...[
    'extension',
    'longExtension',
    'hexPrefix',
    'plusSize',
    'spacedSize',
    'hugeSize',
    'negativeSize',
    'bareLineFeed',
  ],
  ...['noLineEnd', 'trailer', 'framingTrailer', 'noLastChunk', 'emptySize', 'shortSize'],
] as const;

export type Framing = (typeof framings)[number];

const ENDS_WITH_ITS_BODY: ReadonlySet<Framing> = new Set([
  ...(['length', 'sameLengths', 'longLength', 'chunked', 'upperChunked', 'tabChunked', 'extension'] as const),
  ...([
    'longExtension',
    'hexPrefix',
    'plusSize',
    'spacedSize',
    'hugeSize',
    'negativeSize',
    'bareLineFeed',
  ] as const),
  ...(['noLineEnd', 'trailer', 'framingTrailer', 'noLastChunk', 'emptySize', 'shortSize'] as const),
]);

/** True where all that is sent is one request, well written or not: nothing of it may be taken for a second. */
export const endsWithItsBody = (framing: Framing) => ENDS_WITH_ITS_BODY.has(framing);

interface Framed {
  readonly headers: readonly string[];
  readonly body: string;
  /** True where what follows the body's end is rightly another request. */
  readonly follows?: true;
}

const CHUNKED = 'Transfer-Encoding: chunked';

/** A body with the headers that frame it. */
export function frame(framing: Framing, body: string): Framed {
  return LENGTHS[framing]?.(body, body.length) ?? frameChunks(framing, body);
}

const LENGTHS: Readonly<Partial<Record<Framing, (body: string, length: number) => Framed>>> = {
  none: (body) => ({ headers: [], body, follows: true }),
  length: (body, length) => ({ headers: [`Content-Length: ${length}`], body }),
  sameLengths: (body, length) => ({
    headers: [`Content-Length: ${length}`, `Content-Length: ${length}`],
    body,
  }),
  differentLengths: (body, length) => ({ headers: [`Content-Length: 0`, `Content-Length: ${length}`], body }),
  listedLength: (body, length) => ({ headers: [`Content-Length: ${length}, ${length}`], body }),
  plusLength: (body, length) => ({ headers: [`Content-Length: +${length}`], body }),
  hexLength: (body, length) => ({ headers: [`Content-Length: 0x${length.toString(16)}`], body }),
  negativeLength: (body) => ({ headers: ['Content-Length: -1'], body }),
  spacedLength: (body, length) => ({ headers: [`Content-Length: 0 ${length}`], body }),
  hugeLength: (body) => ({ headers: ['Content-Length: 99999999999999999999999'], body }),
  emptyLength: (body) => ({ headers: ['Content-Length:'], body, follows: true }),
  shortLength: (body) => ({ headers: ['Content-Length: 0'], body, follows: true }),
  longLength: (body, length) => ({ headers: [`Content-Length: ${length + 1000}`], body }),
  foldedLength: (body, length) => ({ headers: [`Content-Length:\r\n ${length}`], body }),
};

/** Behind the last chunk stands what a parser of lengths would take for part of the body. */
function frameChunks(framing: Framing, body: string): Framed {
  const size = body.length.toString(16);
  const ended = (line: string) => `${line}\r\n${body}\r\n0\r\n\r\n`;
  const early = `0\r\n\r\n${body}`;
  const te = (header: string, written = early): Framed => ({ headers: [header], body: written });
  switch (framing) {
    case 'chunked':
      return te(CHUNKED, ended(size));
    case 'upperChunked':
      return te('TRANSFER-ENCODING: CHUNKED', ended(size.toUpperCase()));
    case 'identity':
      return te('Transfer-Encoding: identity');
    case 'chunkedTwice':
      return { headers: [CHUNKED, 'Transfer-Encoding: identity'], body: early };
    case 'chunkedThenIdentity':
      return te('Transfer-Encoding: chunked, identity');
    case 'xchunked':
      return te('Transfer-Encoding: xchunked');
    case 'tabChunked':
      return te('Transfer-Encoding:\tchunked', ended(size));
    case 'verticalTabChunked':
      return te('Transfer-Encoding: \x0Bchunked');
    case 'spacedName':
      return te('Transfer-Encoding : chunked');
    case 'foldedChunked':
      return te('Transfer-Encoding:\r\n chunked');
    case 'lengthAndChunked':
      return { headers: [`Content-Length: ${early.length}`, CHUNKED], body: early };
    case 'chunkedAndLength':
      return { headers: [CHUNKED, `Content-Length: ${early.length}`], body: early };
    default:
      return te(CHUNKED, oddChunks(framing, body, size));
  }
}

function oddChunks(framing: Framing, body: string, size: string): string {
  const ended = (line: string) => `${line}\r\n${body}\r\n0\r\n\r\n`;
  switch (framing) {
    case 'extension':
      return ended(`${size};a="b\\"c";d`);
    case 'longExtension':
      return ended(`${size};${'a'.repeat(20_000)}`);
    case 'hexPrefix':
      return ended(`0x${size}`);
    case 'plusSize':
      return ended(`+${size}`);
    case 'spacedSize':
      return ended(` ${size}`);
    case 'hugeSize':
      return ended('FFFFFFFFFFFFFFFFF');
    case 'negativeSize':
      return ended('-1');
    case 'bareLineFeed':
      return `${size}\n${body}\n0\n\n`;
    case 'noLineEnd':
      return `${size}\r\n${body}0\r\n\r\n`;
    case 'trailer':
      return `${size}\r\n${body}\r\n0\r\nX: y\r\nLogintoken: OTHER\r\n\r\n`;
    case 'framingTrailer':
      return `${size}\r\n${body}\r\n0\r\nContent-Length: 1000\r\nTransfer-Encoding: chunked\r\n\r\n`;
    case 'emptySize':
      return ended('');
    case 'shortSize':
      return ended('1');
    default:
      return `${size}\r\n${body}\r\n`;
  }
}
