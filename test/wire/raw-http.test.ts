import { beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { openRaw, type RawReply, sendRaw } from '../support/raw-socket.ts';

const LIMITS = { maxBodyBytes: 1000, maxParameters: 100, http10MaxBytes: 1_000_000 };

const UNKNOWN_TO_FILEMAIL =
  '{"responsestatus":"NotFound","errorcode":1005,"errormessage":"There is no such operation"}';
const UNKNOWN_TO_TXTY = '{"status":"error","error":"PAGE_NOT_FOUND"}';
const WRONG_METHOD =
  '{"responsestatus":"NotFound","errorcode":1005,"errormessage":"Only GET and POST are supported"}';
const TOO_LARGE =
  '{"responsestatus":"InvalidParameter","errorcode":1002,"errormessage":"The request is too large"}';
const NO_CONTACTS = '{"Contacts":[],"contacts":[],"responsestatus":"OK"}';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ limits: LIMITS });
});

const request = (line: string, ...headers: readonly string[]) =>
  [`${line} HTTP/1.1`, 'Host: example.com', ...headers, '', ''].join('\r\n');

const post = (target: string, body: string) =>
  `${request(`POST ${target}`, `Content-Length: ${body.length}`)}${body}`;

const facts = ({ status, text }: RawReply) => ({ status, text });

/** A target that is answered with `NO_CONTACTS`. */
async function emptyList(): Promise<string> {
  const { token } = await gateway.addAccount();
  return `/api/contacts/get?logintoken=${token}`;
}

describe('a client of HTTP/1.0', () => {
  test('needs no host, is told the length, and has its connection closed behind the answer', async () => {
    const connection = await openRaw(gateway.port);
    connection.write(`GET ${await emptyList()} HTTP/1.0\r\n\r\n`);
    const reply = await connection.readReply();
    expect(facts(reply)).toEqual({ status: 200, text: NO_CONTACTS });
    expect(reply.headers.get('content-length')).toBe(String(NO_CONTACTS.length));
    expect(reply.headers.get('connection')).toBe('close');
    expect(reply.headers.has('transfer-encoding')).toBe(false);
    expect(await connection.readToEnd()).toBe('');
  });

  test('keeps its connection where it asks for that', async () => {
    const connection = await openRaw(gateway.port);
    const bytes = `GET ${await emptyList()} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n`;
    for (const _ of ['first', 'second']) {
      connection.write(bytes);
      const reply = await connection.readReply();
      expect(facts(reply)).toEqual({ status: 200, text: NO_CONTACTS });
      expect(reply.headers.get('connection')).toBe('keep-alive');
      expect(reply.headers.get('content-length')).toBe(String(NO_CONTACTS.length));
    }
    connection.destroy();
  });
});

describe('an answer does not wait for the body', () => {
  test.each(['PUT', 'DELETE', 'PATCH', 'PROPFIND'])('of a request by %s', async (method) => {
    const reply = await sendRaw(
      gateway.port,
      request(`${method} /api/contacts/add`, 'Content-Length: 1000000'),
    );
    expect(facts(reply)).toEqual({ status: 405, text: WRONG_METHOD });
    expect(reply.headers.get('allow')).toBe('GET, POST');
  });

  test('of a request for an unknown path', async () => {
    const reply = await sendRaw(gateway.port, request('POST /nothing', 'Content-Length: 1000000'));
    expect(facts(reply)).toEqual({ status: 404, text: UNKNOWN_TO_TXTY });
  });

  test.each([
    ['by the length that it declares', 'Content-Length: 1001', ''],
    ['by what has come of it', 'Transfer-Encoding: chunked', `3e9\r\n${'x'.repeat(1001)}\r\n`],
  ])('that is too large %s, and the connection is closed', async (_, header, body) => {
    const connection = await openRaw(gateway.port);
    connection.write(`${request('POST /api/contacts/add', header)}${body}`);
    const reply = await connection.readReply();
    expect(facts(reply)).toEqual({ status: 413, text: TOO_LARGE });
    expect(reply.headers.get('connection')).toBe('close');
    expect(await connection.readToEnd()).toBe('');
  });

  test('in the format that its address asks for', async () => {
    const line = 'POST /api/contacts/add?callback=cb';
    expect(facts(await sendRaw(gateway.port, request(line, 'Content-Length: 1001')))).toEqual({
      status: 413,
      text: `/**/cb(${TOO_LARGE});`,
    });
  });
});

describe('a body', () => {
  test('that is cut by a closed connection changes nothing, and the gateway goes on', async () => {
    const account = await gateway.addAccount();
    const connection = await openRaw(gateway.port);
    const form = `logintoken=${account.token}&name=Cut&email=cut@example.com`;
    const head = request('POST /api/contacts/add', `Content-Length: ${form.length + 1}`);
    connection.write(`${head}${form}`);
    expect((await account.filemail('contacts/get')).text).toBe(NO_CONTACTS);
    connection.destroy();
    await expect
      .poll(() => gateway.log.filter(({ operation }) => operation === 'contacts.add'))
      .toContainEqual(expect.objectContaining({ method: 'POST', outcome: 'InvalidParameter', status: 400 }));
    expect((await account.filemail('contacts/get')).text).toBe(NO_CONTACTS);
  });

  test('is waited for where the client asks whether to go on', async () => {
    const { token } = await gateway.addAccount();
    const form = `logintoken=${token}`;
    const connection = await openRaw(gateway.port);
    connection.write(
      request('POST /api/contacts/get', 'Expect: 100-continue', `Content-Length: ${form.length}`),
    );
    expect((await connection.readReply()).statusLine).toBe('HTTP/1.1 100 Continue');
    connection.write(form);
    expect(facts(await connection.readReply())).toEqual({ status: 200, text: NO_CONTACTS });
    connection.destroy();
  });

  test('may come in chunks, however small', async () => {
    const { token } = await gateway.addAccount();
    const chunks = [...`logintoken=${token}`].map((byte) => `1\r\n${byte}\r\n`).join('');
    const bytes = `${request('POST /api/contacts/get', 'Transfer-Encoding: chunked')}${chunks}0\r\n\r\n`;
    expect(facts(await sendRaw(gateway.port, bytes))).toEqual({ status: 200, text: NO_CONTACTS });
  });
});

describe('a connection', () => {
  test('answers requests that were sent together in their order, the slow ones too', async () => {
    const account = await gateway.addAccount();
    const login = `/api/authentication/login?username=${account.userName}&password=wrong`;
    const connection = await openRaw(gateway.port);
    connection.write(
      [
        request(`GET ${login}`),
        request(`GET /api/contacts/get?logintoken=${account.token}`),
        post('/nothing', 'a=1'),
        request('GET /livez'),
      ].join(''),
    );
    const replies = [];
    for (let count = 0; count < 4; count += 1) replies.push(facts(await connection.readReply()));
    expect(replies).toEqual([
      expect.objectContaining({ status: 200, text: expect.stringContaining('WrongUsernamePassword') }),
      { status: 200, text: NO_CONTACTS },
      { status: 404, text: UNKNOWN_TO_TXTY },
      { status: 200, text: 'ok\n' },
    ]);
    connection.destroy();
  });

  test('serves on after a body that nobody has read', async () => {
    const target = await emptyList();
    const connection = await openRaw(gateway.port);
    for (const refused of [post('/api/nothing', 'a=1'), post('/api/nothing', 'x'.repeat(900))]) {
      connection.write(refused);
      expect(facts(await connection.readReply())).toEqual({ status: 404, text: UNKNOWN_TO_FILEMAIL });
      connection.write(request(`GET ${target}`));
      expect(facts(await connection.readReply())).toEqual({ status: 200, text: NO_CONTACTS });
    }
    connection.destroy();
  });

  test('is closed where the client asks for that', async () => {
    const connection = await openRaw(gateway.port);
    connection.write(request(`GET ${await emptyList()}`, 'Connection: close'));
    const reply = await connection.readReply();
    expect(facts(reply)).toEqual({ status: 200, text: NO_CONTACTS });
    expect(reply.headers.get('connection')).toBe('close');
    expect(await connection.readToEnd()).toBe('');
  });
});
