import { beforeAll, describe, expect, test } from 'vitest';
import { errorText as filemailError } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { facts, head, readLast } from '../support/last-reply.ts';
import { openRaw, type RawConnection, sendRaw } from '../support/raw-socket.ts';
import { errorText as txtyError } from '../support/txty-wire.ts';

const MAX_BODY_BYTES = 1024;
const MAX_SOCKETS = 3;
const NO_CONTACTS = '{"Contacts":[],"contacts":[],"responsestatus":"OK"}';
const TOO_LARGE = filemailError('InvalidParameter', 'The request is too large');
const REQUEST_INVALID = txtyError('REQUEST_INVALID');

let gateway: TestGateway;
/** Whose clients must be quick. */
let impatient: TestGateway;

beforeAll(async () => {
  const limits = { headerTimeoutSeconds: 0.2, requestTimeoutSeconds: 0.4, keepAliveSeconds: 0.2 };
  impatient = await startTestGateway({ limits });
  gateway = await startTestGateway({ limits: { maxBodyBytes: MAX_BODY_BYTES } });
});

describe('a client that asks before it sends its body', () => {
  test.each([
    ['Filemail', '/api/contacts/add', TOO_LARGE],
    ['Txty', '/contact/create/api.json', REQUEST_INVALID],
  ])('is told by %s at once that it is too large, and not to go on', async (_, path, text) => {
    const connection = await openRaw(gateway.port);
    const length = `Content-Length: ${MAX_BODY_BYTES + 1}`;
    connection.write(head(`POST ${path}`, 'Expect: 100-continue', length));
    expect(facts(await readLast(connection))).toEqual({ status: 413, text });
  });

  test('may send one that is just as large as it may be', async () => {
    const { token } = await gateway.addAccount();
    const form = `logintoken=${token}&x=`.padEnd(MAX_BODY_BYTES, 'x');
    const connection = await openRaw(gateway.port);
    connection.write(
      head('POST /api/contacts/get', 'Expect: 100-continue', `Content-Length: ${form.length}`),
    );
    expect((await connection.readReply()).statusLine).toBe('HTTP/1.1 100 Continue');
    connection.write(form);
    expect(facts(await connection.readReply())).toEqual({ status: 200, text: NO_CONTACTS });
    connection.destroy();
  });

  test.each(['200-ok', 'nothing', ''])('is served whatever else it expects: %j', async (expected) => {
    const { token } = await gateway.addAccount();
    const form = `logintoken=${token}`;
    const bytes = `${head('POST /api/contacts/get', `Expect: ${expected}`, `Content-Length: ${form.length}`)}${form}`;
    expect(facts(await sendRaw(gateway.port, bytes))).toEqual({ status: 200, text: NO_CONTACTS });
  });
});

describe('a connection', () => {
  test('is kept for the next request, and says for how long', async () => {
    const connection = await openRaw(gateway.port);
    for (const _ of ['first', 'second']) {
      connection.write(head('GET /livez'));
      const { headers } = await connection.readReply();
      expect(headers.get('connection')).toBe('keep-alive');
      expect(headers.get('keep-alive')).toBe('timeout=65');
    }
    connection.destroy();
  });

  test('that stays idle for longer than it may is closed', async () => {
    const connection = await openRaw(impatient.port);
    connection.write(head('GET /livez'));
    expect((await connection.readReply()).status).toBe(200);
    expect(await connection.readToEnd()).toBe('');
  });

  test('beyond as many as there may be is closed, the others are served, and one that leaves makes room', async () => {
    const small = await startTestGateway({ limits: { maxSockets: MAX_SOCKETS }, ops: true });
    const served: RawConnection[] = [];
    for (let count = 0; count < MAX_SOCKETS; count += 1) served.push(await openRaw(small.port));
    const [first, ...others] = served;
    for (const connection of served) {
      connection.write(head('GET /livez'));
      expect((await connection.readReply()).status).toBe(200);
    }
    expect(await readWithoutAsking(small.port)).toBe('');
    expect(await (await fetch(`${small.opsUrl}/metrics`)).text()).toContain(
      'diglot_connections_cut_total{why="too-many"} 1\n',
    );
    for (const connection of others) {
      connection.write(head('GET /livez'));
      expect((await connection.readReply()).status).toBe(200);
    }
    first?.destroy();
    await expect
      .poll(() => sendRaw(small.port, head('GET /livez')).catch(() => undefined))
      .toMatchObject({
        status: 200,
      });
    for (const connection of others) connection.destroy();
  });
});

async function readWithoutAsking(port: number): Promise<string> {
  const connection = await openRaw(port);
  return connection.readToEnd();
}

describe('a head', () => {
  test.each([
    ['that has begun', 'GET /api/contacts/get HTTP/1.1\r\nHost: example.com\r\n'],
    ['of which nothing has come', ''],
  ])(
    '%s but does not arrive in time is answered 408 in an envelope, with a line in the log',
    async (_, begun) => {
      const connection = await openRaw(impatient.port);
      connection.write(begun);
      const reply = await readLast(connection);
      // What has come of it is not known, so nobody can tell whose it is.
      expect(facts(reply)).toEqual({ status: 408, text: REQUEST_INVALID });
      const requestId = reply.headers.get('x-request-id');
      expect(impatient.log.filter((line) => line.requestId === requestId)).toEqual([
        expect.objectContaining({ dialect: 'txty', outcome: 'REQUEST_INVALID', status: 408 }),
      ]);
    },
  );

  test('that trickles does not hold its connection for longer', async () => {
    const connection = await openRaw(impatient.port);
    connection.write('GET /api/contacts/get HTTP/1.1\r\n');
    const trickle = setInterval(() => connection.write('X-More: 1\r\n'), 50);
    try {
      expect(facts(await connection.readReply())).toEqual({ status: 408, text: REQUEST_INVALID });
    } finally {
      clearInterval(trickle);
    }
  });
});
