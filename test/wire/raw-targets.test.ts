import { beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { openRaw, type RawReply, sendRaw } from '../support/raw-socket.ts';

const NO_CONTACTS = '{"Contacts":[],"contacts":[],"responsestatus":"OK"}';
const UNKNOWN_TO_FILEMAIL = {
  status: 404,
  text: '{"responsestatus":"NotFound","errorcode":1005,"errormessage":"There is no such operation"}',
};
const UNKNOWN_TO_TXTY = { status: 404, text: '{"status":"error","error":"PAGE_NOT_FOUND"}' };

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

const facts = ({ status, text }: RawReply) => ({ status, text });

const send = async (line: string, ...headers: readonly string[]) =>
  facts(
    await sendRaw(gateway.port, Buffer.from([`${line} HTTP/1.1`, ...headers, '', ''].join('\r\n'), 'latin1')),
  );

describe('a request is served', () => {
  test.each([
    ['an empty host', 'Host:'],
    ['a host with blanks', 'Host: exa mple.com'],
    ['a host that is a path', 'Host: example.com/api?a=b#c'],
    ['a host with a user in it', 'Host: user:pass@example.com:99999'],
    ['a host of bytes', 'Host: \xFF\xFE'],
    ['no host', 'Accept: */*'],
    ['two hosts', 'Host: example.com\r\nHost: example.org'],
  ])('with %s', async (_, host) => {
    const { token } = await gateway.addAccount();
    expect(await send(`GET /api/contacts/get?logintoken=${token}`, host)).toEqual({
      status: 200,
      text: NO_CONTACTS,
    });
  });

  test.each([
    'http://example.com/api/contacts/get',
    'https://example.org:8443/API/Contacts/Get/',
    'http://example.com//api///contacts/get',
    '//api/contacts/get',
    '/%61pi/contacts%2Fget',
  ])('at the target %s', async (target) => {
    const { token } = await gateway.addAccount();
    expect(await send(`GET ${target}?logintoken=${token}#fragment`, 'Host: example.com')).toEqual({
      status: 200,
      text: NO_CONTACTS,
    });
  });
});

describe('a target that is no path of an operation', () => {
  test.each([
    '/api\\contacts\\get',
    '/\\api\\contacts\\get',
    '/api\\..\\livez',
    '/\\',
    'http://example.com/api\\nothing',
  ])('is no path of Filemail for its backslashes: %s', async (target) => {
    expect(await send(`GET ${target}`, 'Host: example.com')).toEqual(UNKNOWN_TO_TXTY);
  });

  test.each([
    ['/api/../livez', UNKNOWN_TO_FILEMAIL],
    ['/api/./contacts/get', UNKNOWN_TO_FILEMAIL],
    ['/api/contacts/../contacts/get', UNKNOWN_TO_FILEMAIL],
    ['/api/contacts/get/%2e%2e', UNKNOWN_TO_FILEMAIL],
    ['/api/contacts/get%00', UNKNOWN_TO_FILEMAIL],
    ['/api/%', UNKNOWN_TO_FILEMAIL],
    ['/api/%FF', UNKNOWN_TO_FILEMAIL],
    ['/api/4/../contacts/get', UNKNOWN_TO_TXTY],
    ['/../../etc/passwd', UNKNOWN_TO_TXTY],
    ['/..', UNKNOWN_TO_TXTY],
    ['/view/contacts/api.json/../api.json', UNKNOWN_TO_TXTY],
    ['/view/contacts/api.json%00', UNKNOWN_TO_TXTY],
    ['http://example.com', UNKNOWN_TO_TXTY],
    ['http://example.com?logintoken=a', UNKNOWN_TO_TXTY],
    ['ftp://example.com/api/contacts/get', UNKNOWN_TO_TXTY],
  ])('is unknown to the dialect that it lies below: %s', async (target, unknown) => {
    expect(await send(`GET ${target}`, 'Host: example.com')).toEqual(unknown);
  });

  test('is the star of OPTIONS', async () => {
    expect(await send('OPTIONS *', 'Host: example.com')).toEqual(UNKNOWN_TO_TXTY);
  });
});

/**
 * Here the server refuses what no operation and no dialect has seen. It is a request that can't be read all
 * the same, so it is refused with 400 in the words of the dialect that its path lies below.
 */
describe('a request that is no HTTP', () => {
  const filemail = {
    status: 400,
    text: '{"responsestatus":"InvalidParameter","errorcode":1002,"errormessage":"The request could not be read"}',
  };
  const txty = { status: 400, text: '{"status":"error","error":"REQUEST_INVALID"}' };

  test.each([
    ['GET /api/contacts/add?name=J\xC3\xB8rgen', filemail],
    ['GET /contact/create/api.json?fullname=J\xC3\xB8rgen', txty],
    ['GET /api/4/contact/create/api.json?fullname=J\xF8rgen', txty],
  ])('for a byte that is not escaped is refused in words: %s', async (line, refusal) => {
    expect(await send(line, 'Host: example.com')).toEqual(refusal);
  });

  test('for a head beyond all measure is refused in words', async () => {
    const target = `/api/contacts/get?logintoken=${'x'.repeat(20_000)}`;
    expect(await send(`GET ${target}`, 'Host: example.com')).toEqual({ ...filemail, status: 431 });
  });

  test('is refused behind the answers to those before it, and its connection is closed', async () => {
    const connection = await openRaw(gateway.port);
    connection.write('GET /livez HTTP/1.1\r\nHost: example.com\r\n\r\n');
    expect(facts(await connection.readReply())).toEqual({ status: 200, text: 'ok\n' });
    connection.write('NONSENSE\r\n\r\n');
    const reply = await connection.readReply();
    expect(facts(reply)).toEqual(txty);
    expect(reply.headers.get('connection')).toBe('close');
    expect(await connection.readToEnd()).toBe('');
  });

  test('for a head beyond all measure is refused in words', async () => {
    const target = `/api/contacts/get?logintoken=${'x'.repeat(20_000)}`;
    expect(await send(`GET ${target}`, 'Host: example.com')).toEqual({ ...filemail, status: 431 });
  });

  test('is refused behind the answers to those before it, and its connection is closed', async () => {
    const connection = await openRaw(gateway.port);
    connection.write('GET /livez HTTP/1.1\r\nHost: example.com\r\n\r\n');
    expect(facts(await connection.readReply())).toEqual({ status: 200, text: 'ok\n' });
    connection.write('NONSENSE\r\n\r\n');
    const reply = await connection.readReply();
    expect(facts(reply)).toEqual(txty);
    expect(reply.headers.get('connection')).toBe('close');
    expect(await connection.readToEnd()).toBe('');
  });

  test('for a host that is missing is answered in words', async () => {
    const { text } = await send('GET /api/nothing');
    expect(text).toMatch(/^\{"responsestatus":"\w+","errorcode":\d+,"errormessage":"[^"]+"\}$/);
  });

  test.each(['NONSENSE', 'FROB /api/contacts/get', 'GET /api/contacts/get\0', 'GET /api/contacts/ get'])(
    'is refused with 400, never with HTML, and hinders nobody: %j',
    async (line) => {
      const { status, text } = await send(line, 'Host: example.com');
      expect(status).toBe(400);
      expect(text).not.toContain('<');
      expect((await send('GET /livez', 'Host: example.com')).status).toBe(200);
    },
  );
});
