import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createReadClient } from '../../src/client-address.ts';

interface Sent {
  readonly for?: string;
  readonly proto?: string;
  readonly encrypted?: boolean;
}

/** A request that came from this peer, with what was forwarded. */
function requestOf(peer: string | undefined, sent: Sent = {}): IncomingMessage {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: peer });
  const request = new IncomingMessage(Object.assign(socket, { encrypted: sent.encrypted ?? false }));
  if (sent.for !== undefined) request.headers['x-forwarded-for'] = sent.for;
  if (sent.proto !== undefined) request.headers['x-forwarded-proto'] = sent.proto;
  return request;
}

const trusting = createReadClient(['loopback', '10.0.0.0/8', 'fd00::/8']);
const addressBehind = (forwarded: string, peer = '127.0.0.1') =>
  trusting(requestOf(peer, { for: forwarded })).address;

describe('where nobody is trusted', () => {
  const read = createReadClient(undefined);

  test('the peer is the client, whatever is forwarded, and TLS is what it came by', () => {
    const sent = { for: '203.0.113.9', proto: 'https' };
    expect(read(requestOf('127.0.0.1', sent))).toEqual({ address: '127.0.0.1', secure: false });
    expect(read(requestOf('127.0.0.1', { ...sent, proto: 'http', encrypted: true }))).toEqual({
      address: '127.0.0.1',
      secure: true,
    });
  });

  test.each([
    ['an IPv4 address is counted as it is', '203.0.113.9', '203.0.113.9'],
    ['one that is mapped into IPv6 as the IPv4 that it is', '::ffff:203.0.113.9', '203.0.113.9'],
    ['an IPv6 address by its network of 64 bits', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['a shortened one too', '2001:db8::6', '2001:db8:0:0::/64'],
    ['one that is shortened before its end', '2001:db8:1::', '2001:db8:1:0::/64'],
    ['one that is shortened at its beginning', '::1', '0:0:0:0::/64'],
    ['one with leading zeros and capitals', '2001:0DB8:0000:00a2::1', '2001:db8:0:a2::/64'],
    ['one with an IPv4 at its end', '64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['a local one without the name of its link', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['a client that has gone is nobody', undefined, ''],
  ])('%s', (_, peer, address) => {
    expect(read(requestOf(peer)).address).toBe(address);
  });
});

describe('where proxies are trusted', () => {
  test('a peer that is none of them is not believed', () => {
    const sent = { for: '198.51.100.7', proto: 'https' };
    expect(trusting(requestOf('203.0.113.9', sent))).toEqual({ address: '203.0.113.9', secure: false });
  });

  test.each(['127.0.0.1', '::ffff:127.0.0.1', '::1', '10.1.2.3', '::ffff:10.1.2.3', 'fd00::1'])(
    'a proxy at %s is believed',
    (peer) => {
      expect(addressBehind('203.0.113.9', peer)).toBe('203.0.113.9');
    },
  );

  test('the last address that is none of theirs counts: what a client claims before it does not', () => {
    expect(addressBehind('198.51.100.7, 203.0.113.9')).toBe('203.0.113.9');
    expect(addressBehind('127.0.0.1, 203.0.113.9')).toBe('203.0.113.9');
    expect(addressBehind('198.51.100.7,10.0.0.1,203.0.113.9')).toBe('203.0.113.9');
  });

  test('several proxies in a row are stepped over', () => {
    expect(addressBehind('203.0.113.9, 10.0.0.1')).toBe('203.0.113.9');
    expect(addressBehind('198.51.100.7, 203.0.113.9, fd00::2,10.0.0.1')).toBe('203.0.113.9');
  });

  test('a chain of nothing but proxies is counted by the farthest', () => {
    expect(addressBehind('10.0.0.2, 10.0.0.1')).toBe('10.0.0.2');
  });

  test.each([
    ['203.0.113.9:50000', '203.0.113.9'],
    ['[2001:db8:1:2::9]:50000', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]', '2001:db8:1:2::/64'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['[::ffff:203.0.113.9]:50000', '203.0.113.9'],
    ['  203.0.113.9  ', '203.0.113.9'],
    ['198.51.100.7:1, 203.0.113.9:2', '203.0.113.9'],
  ])('%s is read as the address in it', (forwarded, address) => {
    expect(addressBehind(forwarded)).toBe(address);
  });

  // What the proxies are compared with still has its port.
  test.each([
    ['198.51.100.7:1, 10.0.0.1:50000', '198.51.100.7'],
    ['2001:db8:1:2::9, [fd00::2]:50000', '2001:db8:1:2::/64'],
  ])('%s: a proxy is known by its address, whatever its port', (forwarded, address) => {
    expect(addressBehind(forwarded)).toBe(address);
  });

  test.each([
    '',
    ' ',
    ',',
    ', ,',
    'unknown',
    '_hidden',
    '203.0.113',
    '203.0.113.999',
    '203.0.113.9, unknown',
    '[203.0.113.9',
    '203.0.113.9;x',
    '<script>',
    'x'.repeat(100),
  ])('%j names nobody, so the proxy is counted', (forwarded) => {
    expect(addressBehind(forwarded)).toBe('127.0.0.1');
  });

  test.each([
    ['https', true],
    ['HTTPS', true],
    [' https , http', true],
    ['http', false],
    ['http, https', false],
    ['', false],
    ['httpsx', false],
    [undefined, false],
  ])('%j says how the client came to the first of them', (proto, secure) => {
    expect(trusting(requestOf('127.0.0.1', proto === undefined ? {} : { proto })).secure).toBe(secure);
  });

  test('a request that came by TLS is secure, whatever is forwarded', () => {
    expect(trusting(requestOf('127.0.0.1', { proto: 'http', encrypted: true })).secure).toBe(true);
  });
});
