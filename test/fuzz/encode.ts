import { pathsOf } from '../../dialects/kernel/mount.ts';
import { type CallCase, type Carrier, type Spelling, type Target, targetOf } from './call-case.ts';
import { encodeBody } from './encode-body.ts';
import { bytesOf, decoded, escapePair, literalText, type ResolvedPiece } from './pieces.ts';
import { isDeclared, type Pair, type Received, receive } from './received.ts';
import type { Own } from './values.ts';

/** A request, and what must be understood of it. */
export interface EncodedCall {
  readonly bytes: Buffer;
  readonly isHead: boolean;
  readonly target: Target;
  /** The path in lower case, which ends as the format's suffix says. */
  readonly path: string;
  readonly refusal: 'not-found' | 'method-not-allowed' | 'unreadable' | undefined;
  readonly received: Received;
  /** What is known before the body is read. */
  readonly beforeBody: Received;
}

// Node takes 16 KiB of head; beyond this a value goes into the body.
const LONG_TEXT = 300;

/** Writes a call down as bytes. `own` tells what a value of the account is. */
export function encodeCall(call: CallCase, own: (what: Own, pick: number) => string): EncodedCall {
  const target = targetOf(call.endpoint);
  const paths = pathsOf(target.dialect, target.endpoint);
  const path = paths[call.path.index % paths.length] ?? '';
  const pieces = call.pieces.map((piece) => resolve(piece, own, target));
  const isLong = pieces.some(({ carrier, value }) => carrier === 'body' && sizeOf(value) > LONG_TEXT);
  const method = call.method === 'GET' && isLong ? 'POST' : call.method;
  const placed = method === 'GET' ? pieces.map(outOfBody) : pieces;
  const of = (carrier: Carrier) => placed.filter((piece) => piece.carrier === carrier);
  const query = of('query').map((piece) => [piece.name, decoded(piece)] as const);
  const headers = of('header').map((piece) => [piece.name, decodedHeader(piece)] as const);
  const body = encodeBody(of('body'), call);
  const search = of('query')
    .map((piece) => escapePair(piece, false))
    .join('&');
  const spelt = spell(path, call.path.spelling);
  const lines = [
    `${method} ${spelt}${search === '' ? '' : `?${search}`} HTTP/1.1`,
    'Host: example.com',
    ...of('header').map(({ name, value }) => `${name}: ${bytesOf(value).toString('latin1')}`),
    ...body.headers,
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const pairs: readonly Pair[] = method === 'POST' ? body.pairs : [];
  return {
    bytes: Buffer.concat([head, body.bytes]),
    isHead: method === 'HEAD',
    target,
    path: call.path.spelling === 'unknown' ? `${path}/nothing` : path,
    refusal: refusalOf(call, method, body.readable),
    received: receive(target, query, pairs, headers),
    beforeBody: receive(target, query, [], headers),
  };
}

function refusalOf({ path }: CallCase, method: string, readable: boolean): EncodedCall['refusal'] {
  if (path.spelling === 'unknown') return 'not-found';
  if (method !== 'GET' && method !== 'POST') return 'method-not-allowed';
  return method === 'POST' && !readable ? 'unreadable' : undefined;
}

function resolve(
  { name, value, carrier }: CallCase['pieces'][number],
  own: (what: Own, pick: number) => string,
  target: Target,
): ResolvedPiece {
  const resolved =
    value.kind === 'own'
      ? { kind: 'text' as const, text: own(value.what, value.pick), escaping: 'few' as const }
      : value;
  const piece = { name, value: resolved };
  if (sizeOf(resolved) > LONG_TEXT) return { ...piece, carrier: 'body' };
  const fitsHeader =
    isDeclared(target, name) && !/[\0-\x08\x0A-\x1F\x7F]/.test(bytesOf(resolved).toString('latin1'));
  return { ...piece, carrier: carrier === 'header' && !fitsHeader ? 'query' : carrier };
}

function outOfBody(piece: ResolvedPiece): ResolvedPiece {
  return piece.carrier === 'body' ? { ...piece, carrier: 'query' } : piece;
}

function sizeOf(value: ResolvedPiece['value']): number {
  return bytesOf(value).length;
}

/** Blanks around a header's value are none of it. */
function decodedHeader({ value }: ResolvedPiece): string {
  return literalText(value).replace(/^[ \t]+|[ \t]+$/g, '');
}

function spell(path: string, spelling: Spelling): string {
  switch (spelling) {
    case 'upper':
      return path.toUpperCase();
    case 'slash':
      return `${path}/`;
    case 'doubled':
      return path.replaceAll('/', '//');
    case 'escaped':
      return path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
    case 'absolute':
      return `http://example.com:8080${path}`;
    case 'unknown':
      return `${path}/nothing`;
    default:
      return path;
  }
}
