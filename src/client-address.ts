import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import proxyAddr from 'proxy-addr';
import type { Client } from '../dialects/kernel/endpoint.ts';

/**
 * Makes the reader of who calls. Only proxies in `trusted` (addresses or networks) are believed: of
 * `X-Forwarded-For` the last address that is none of theirs counts, and `X-Forwarded-Proto` says whether the
 * request came by TLS. Undefined trusts nobody.
 */
export function createReadClient(
  trusted: readonly string[] | undefined,
): (request: IncomingMessage) => Client {
  const isTrusted = trusted === undefined ? undefined : proxyAddr.compile([...trusted]);
  return (request) => {
    const { socket } = request;
    const peer = socket.remoteAddress ?? '';
    const isEncrypted = 'encrypted' in socket && socket.encrypted === true;
    if (isTrusted === undefined || !isTrusted(peer, 0))
      return { address: countedAs(peer), secure: isEncrypted };
    // The nearest first: each was written by the one before it, who must be trusted to be believed.
    const [, ...forwarded] = proxyAddr.all(request).map(withoutPort);
    const end = forwarded.findIndex((address, index) => !isTrusted(address, index + 1));
    const believed = end < 0 ? forwarded : forwarded.slice(0, end + 1);
    const known = believed.map(countedAs).filter((address) => address !== '');
    return { address: known.at(-1) ?? countedAs(peer), secure: isEncrypted || isForwardedByTls(request) };
  };
}

/** With several proxies in a row, the first one knows how the client came. */
function isForwardedByTls(request: IncomingMessage): boolean {
  const sent = String(request.headers['x-forwarded-proto'] ?? '');
  return sent.split(',')[0]?.trim().toLowerCase() === 'https';
}

/** Some proxies write `192.0.2.1:50000` or `[2001:db8::1]:50000`. */
function withoutPort(address: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(address)?.[1];
  return bracketed ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const NETWORK_GROUPS = 4;

/**
 * What failures are counted by: an IPv4 address, also where it comes mapped into IPv6 (RFC 4291), or the /64
 * network of an IPv6 address, which is one customer's (RFC 6177). Empty where it is no address.
 */
function countedAs(address: string): string {
  if (isIPv4(address)) return address;
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  const [bare = ''] = address.split('%');
  if (!isIPv6(bare)) return '';
  const [head = '', tail] = bare.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  const whole = [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail ?? '').split(':')];
  const network = whole.slice(0, NETWORK_GROUPS).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}
