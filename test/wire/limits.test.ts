import { beforeAll, describe, expect, test } from 'vitest';
import { errorText as filemailError } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { facts, head, readLast } from '../support/last-reply.ts';
import { openRaw, sendRaw } from '../support/raw-socket.ts';
import { errorText as txtyError } from '../support/txty-wire.ts';

const BODY_TIMEOUT_MS = 200;
const MAX_HEADER_BYTES = 2048;
const MAX_BODY_BYTES = 1024;
const NO_CONTACTS = '{"Contacts":[],"contacts":[],"responsestatus":"OK"}';
const TOO_LATE = filemailError('InvalidParameter', 'The request did not arrive in time');
const UNREADABLE = filemailError('InvalidParameter', 'The request could not be read');
const REQUEST_INVALID = txtyError('REQUEST_INVALID');

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({
    limits: {
      bodyTimeoutSeconds: BODY_TIMEOUT_MS / 1000,
      maxHeaderBytes: MAX_HEADER_BYTES,
      maxBodyBytes: MAX_BODY_BYTES,
    },
  });
});

describe('a body that does not arrive in time', () => {
  test.each([
    ['Filemail', '/api/contacts/add', 'contacts.add', 'InvalidParameter', TOO_LATE],
    ['Txty', '/contact/create/api.json', 'contact.create', 'REQUEST_INVALID', REQUEST_INVALID],
  ])(
    'is refused in the words of %s, and the connection is closed',
    async (_, path, operation, outcome, text) => {
      const { token } = await gateway.addAccount();
      const connection = await openRaw(gateway.port);
      const begun = performance.now();
      connection.write(`${head(`POST ${path}`, 'Content-Length: 500')}logintoken=${token}`);
      const reply = await readLast(connection);
      expect(facts(reply)).toEqual({ status: 408, text });
      expect(performance.now() - begun).toBeGreaterThanOrEqual(BODY_TIMEOUT_MS);
      const requestId = reply.headers.get('x-request-id');
      expect(gateway.log.filter((line) => line.requestId === requestId)).toEqual([
        expect.objectContaining({ operation, outcome, status: 408, method: 'POST' }),
      ]);
    },
  );

  test('is refused however steadily it trickles', async () => {
    const connection = await openRaw(gateway.port);
    connection.write(head('POST /api/contacts/get', 'Transfer-Encoding: chunked'));
    const trickle = setInterval(() => connection.write('1\r\nx\r\n'), BODY_TIMEOUT_MS / 10);
    try {
      expect(facts(await connection.readReply())).toEqual({ status: 408, text: TOO_LATE });
    } finally {
      clearInterval(trickle);
    }
    await connection.readToEnd();
  });

  test('is refused in the format that its address asks for', async () => {
    const line = 'POST /api/contacts/get?callback=cb';
    expect(facts(await sendRaw(gateway.port, head(line, 'Content-Length: 9')))).toEqual({
      status: 408,
      text: `/**/cb(${TOO_LATE});`,
    });
  });

  test('changes nothing, even where all that was needed came with the address', async () => {
    const account = await gateway.addAccount();
    const query = `logintoken=${account.token}&name=Ann&email=ann@example.com`;
    const late = await sendRaw(gateway.port, head(`POST /api/contacts/add?${query}`, 'Content-Length: 1'));
    expect(facts(late)).toEqual({ status: 408, text: TOO_LATE });
    expect((await account.filemail('contacts/get')).text).toBe(NO_CONTACTS);
  });

  test('is no concern of the next request on a connection whose bodies were in time', async () => {
    const { token } = await gateway.addAccount();
    const form = `logintoken=${token}`;
    const connection = await openRaw(gateway.port);
    const late = await openRaw(gateway.port);
    const request = `${head('POST /api/contacts/get', `Content-Length: ${form.length}`)}${form}`;
    connection.write(request);
    expect(facts(await connection.readReply())).toEqual({ status: 200, text: NO_CONTACTS });
    // By when this one is refused, the time of the first is up as well.
    late.write(head('POST /api/contacts/get', 'Content-Length: 9'));
    expect((await late.readReply()).status).toBe(408);
    connection.write(request);
    expect(facts(await connection.readReply())).toEqual({ status: 200, text: NO_CONTACTS });
    connection.destroy();
  });
});

describe('headers that are too large', () => {
  const tooMany = `X-Long: ${'x'.repeat(MAX_HEADER_BYTES)}`;

  test.each([
    ['Filemail', '/api/contacts/get', 'filemail', 'InvalidParameter', UNREADABLE],
    ['Txty', '/view/contacts/api.json', 'txty', 'REQUEST_INVALID', REQUEST_INVALID],
  ])('are refused in the words of %s, with a line in the log', async (_, path, dialect, outcome, text) => {
    const connection = await openRaw(gateway.port);
    connection.write(head(`GET ${path}`, tooMany));
    const reply = await readLast(connection);
    expect(facts(reply)).toEqual({ status: 431, text });
    const requestId = reply.headers.get('x-request-id');
    expect(gateway.log.filter((line) => line.requestId === requestId)).toEqual([
      expect.objectContaining({ dialect, outcome, status: 431 }),
    ]);
  });

  test('may be those of an address alone', async () => {
    const target = `/api/contacts/get?logintoken=${'x'.repeat(MAX_HEADER_BYTES)}`;
    expect(facts(await sendRaw(gateway.port, head(`GET ${target}`)))).toEqual({
      status: 431,
      text: UNREADABLE,
    });
  });

  test('are those beyond the limit only', async () => {
    const { token } = await gateway.addAccount();
    const line = `GET /api/contacts/get?logintoken=${token}`;
    const room = MAX_HEADER_BYTES - 100 - head(line, 'X-Long: ').length;
    const reply = await sendRaw(gateway.port, head(line, `X-Long: ${'x'.repeat(room)}`));
    expect(facts(reply)).toEqual({ status: 200, text: NO_CONTACTS });
  });
});

describe('what is no HTTP', () => {
  test.each([
    ['Filemail', 'GET /api/contacts/get HTTP/9\r\n\r\n', 'filemail', 'InvalidParameter', UNREADABLE],
    ['Filemail', `${head('GET /api/contacts/get', 'no header')}`, 'filemail', 'InvalidParameter', UNREADABLE],
    ['Txty', 'GET /view/contacts/api.json HTTP/9\r\n\r\n', 'txty', 'REQUEST_INVALID', REQUEST_INVALID],
    ['Txty', '\u0016\u0003\u0001\u0002', 'txty', 'REQUEST_INVALID', REQUEST_INVALID],
  ])(
    'is refused in the words of %s, with a line in the log: %j',
    async (_, bytes, dialect, outcome, text) => {
      const connection = await openRaw(gateway.port);
      connection.write(bytes);
      const reply = await readLast(connection);
      expect(facts(reply)).toEqual({ status: 400, text });
      const requestId = reply.headers.get('x-request-id');
      expect(gateway.log.filter((line) => line.requestId === requestId)).toEqual([
        expect.objectContaining({ dialect, outcome, status: 400, bytes: text.length }),
      ]);
    },
  );
});
