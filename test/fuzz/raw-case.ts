import fc from 'fast-check';
import { type Framing, framings } from './framings.ts';
import type { Owner } from './judge-raw.ts';

/** A request as bytes that a parser may read in more than one way. */
export interface RawRequest {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly lineEnd: string;
  readonly headers: readonly string[];
  readonly framing: Framing;
  readonly content: keyof typeof CONTENTS;
}

/** What is sent on one connection. Plain data; `TOKEN`, `KEY`, `USER`, `OTHER` and `RAWNAME` are filled in later. */
export interface RawCase {
  readonly requests: readonly RawRequest[];
  /** Changes of single bytes: where, as a part of the whole, and what. */
  readonly edits: readonly { readonly at: number; readonly cut: number; readonly insert: string }[];
  /** How much is sent before the end, as a part of the whole, and in how many writes. */
  readonly sent: number;
  readonly writes: number;
  readonly end: 'finish' | 'reset';
}

/** Where a request goes, and whose words it must be answered in. */
export const TARGETS: Readonly<Record<string, Owner>> = {
  '/api/contacts/get?logintoken=TOKEN': 'filemail',
  '/api/contacts/add?logintoken=TOKEN': 'filemail',
  '/api/contacts/get?logintoken=TOKEN&format=xml': 'filemail',
  '/api/contacts/group/get?logintoken=TOKEN&callback=cb': 'filemail',
  '/api/nothing': 'filemail',
  '/api/contacts/get?logintoken=\xC3\xB8\xFF': 'filemail',
  '/view/contacts/api.json?user=USER&key=KEY': 'txty',
  '/api/4/view/contacts/api.xml?user=USER&key=KEY': 'txty',
  '/contact/create/api.json?user=USER&key=KEY': 'txty',
  '/contact/create/api.xml?user=USER&key=KEY': 'txty',
  '/nothing.xml': 'txty',
  '*': 'txty',
  '//': 'txty',
  '/livez': 'gateway',
  'http://example.com/api/contacts/get?logintoken=TOKEN': 'filemail',
  'example.com:443': 'any',
  '': 'any',
  '/%': 'txty',
  '/\\..\\': 'txty',
  [`/api/contacts/get?logintoken=${'x'.repeat(17_000)}`]: 'filemail',
  [`/${'a/'.repeat(7_000)}`]: 'txty',
};

/** What the other account would be asked, if a body were taken for a request. */
const SMUGGLED = 'GET /api/contacts/get?logintoken=OTHER HTTP/1.1\r\nHost: example.com\r\n\r\n';

export const CONTENTS = {
  form: 'name=RAWNAME&email=raw@example.com&fullname=RAWNAME',
  smuggled: SMUGGLED,
  formThenSmuggled: `name=RAWNAME&email=raw@example.com&fullname=RAWNAME&x=\r\n\r\n${SMUGGLED}`,
  zeros: '0\r\n\r\n0\r\n\r\n',
  binary: '\0\xFF\xFE\x80\r\n\r\n',
} as const;

const HEADERS = [
  ...[
    'Accept: */*',
    'X: a\r\n b',
    'X : a',
    ': a',
    'X',
    'X: a\0b',
    'X: a\rb',
    'X: a\nY: b',
    'X: \xFF\xFE',
    '\xFFX: a',
  ],
  ...[
    'Connection: close',
    'Connection: keep-alive',
    'Connection: Upgrade\r\nUpgrade: websocket',
    'Connection: ',
  ],
  ...['Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'],
  ...['Expect: 100-continue', 'Expect: nonsense', 'Host: ', 'Host: a\r\nHost: b', 'Host: example.com:99999'],
  ...[
    'Cookie: logintoken=OTHER; apikey=a b: c',
    'Cookie: \x01',
    'X-Forwarded-For: 127.0.0.1, "x',
    'Forwarded: for=_x',
  ],
  ...[
    'Content-Type: multipart/form-data',
    'Content-Type: multipart/form-data; boundary=',
    'Content-Type: application/json',
  ],
  ...[
    'Content-Type: application/x-www-form-urlencoded; charset=utf-16',
    'Content-Encoding: gzip',
    'Range: bytes=0-1',
  ],
  ...[
    'Trailer: X',
    'TE: trailers',
    'Keep-Alive: timeout=99999, max=1',
    'X-HTTP-Method-Override: DELETE',
    'Via: 1.1 x',
  ],
  ...[
    '__proto__: x',
    'constructor: x',
    'Logintoken: OTHER',
    'LOGINTOKEN: OTHER',
    'If-None-Match: *',
    'Date: x',
  ],
  ...[
    `X: ${'a'.repeat(17_000)}`,
    `${'a'.repeat(17_000)}: x`,
    'a: b\r\n'.repeat(1_500).trimEnd(),
    `X: ${'\t'.repeat(3_000)}`,
  ],
];

const VERSIONS = [
  'HTTP/1.0',
  'HTTP/0.9',
  'HTTP/1.2',
  'HTTP/2.0',
  'http/1.1',
  'HTTP/1.1 x',
  '',
  'HTTP/11',
  'HTTP/1.1\t',
];
const METHODS = ['PUT', 'OPTIONS', 'CONNECT', 'TRACE', 'get', 'G\0T', 'GET\t', ' GET', '', 'PRI', 'M-SEARCH'];

function mostly<T>(usual: readonly [T, ...T[]], odd: readonly T[], weight = 6): fc.Arbitrary<T> {
  return fc.oneof(
    { arbitrary: fc.constantFrom(...usual), weight },
    { arbitrary: fc.constantFrom(...odd), weight: 1 },
  );
}

const contentNames = Object.keys(CONTENTS) as (keyof typeof CONTENTS)[];

const rawRequest: fc.Arbitrary<RawRequest> = fc.record({
  method: mostly<string>(['POST', 'GET'], METHODS, 12),
  target: fc.constantFrom(...Object.keys(TARGETS)),
  version: mostly<string>(['HTTP/1.1'], VERSIONS, 12),
  lineEnd: mostly<string>(['\r\n'], ['\n', '\r', '\n\r', '\r\r\n'], 16),
  headers: fc.oneof(
    { arbitrary: fc.constant([]), weight: 2 },
    { arbitrary: fc.array(fc.constantFrom(...HEADERS), { maxLength: 3 }), weight: 1 },
  ),
  framing: mostly<Framing>(['length', 'chunked', 'none'], framings, 1),
  content: fc.constantFrom(...contentNames),
});

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(3),
  insert: fc.constantFrom(
    '',
    '\0',
    '\r',
    '\n',
    '\r\n',
    '\r\n\r\n',
    ' ',
    '\t',
    '\x0B',
    '\xFF',
    ':',
    ',',
    '0',
    'a',
    ';',
    '%',
    '"',
  ),
});

/** Any bytes on a connection of their own. */
export const anyRaw: fc.Arbitrary<RawCase> = fc.record({
  requests: fc.oneof(
    { arbitrary: fc.array(rawRequest, { minLength: 1, maxLength: 1 }), weight: 3 },
    { arbitrary: fc.array(rawRequest, { minLength: 2, maxLength: 4 }), weight: 1 },
  ),
  edits: fc.oneof(
    { arbitrary: fc.constant([]), weight: 2 },
    { arbitrary: fc.array(edit, { maxLength: 3 }), weight: 1 },
  ),
  sent: fc.oneof(
    { arbitrary: fc.constant(1), weight: 5 },
    { arbitrary: fc.double({ min: 0, max: 1, noNaN: true }), weight: 1 },
  ),
  writes: mostly<number>([1], [2, 3, 7]),
  end: mostly<RawCase['end']>(['finish'], ['reset'], 10),
});
