import { beforeAll, expect, test } from 'vitest';
import { errorText } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { openRaw } from '../support/raw-socket.ts';

const NO_TOKEN = errorText('InputParameterMissing', 'Required parameter missing: "logintoken"');
const UNREADABLE = errorText('InvalidParameter', 'The request could not be read');
const GET = 'GET /api/contacts/get HTTP/1.1\r\n\r\n';
const BROKEN_CHUNK = 'Transfer-Encoding: chunked\r\n\r\nzz\r\nname=x\r\n0\r\n\r\n';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

/** Sends the bytes and reads so many answers and whatever else comes before the end. */
async function exchange(bytes: string, answers: number) {
  const connection = await openRaw(gateway.port);
  connection.write(bytes);
  const replies: [number, string][] = [];
  for (let read = 0; read < answers; read += 1) {
    const { status, text } = await connection.readReply();
    replies.push([status, text]);
  }
  return { replies, rest: await connection.readToEnd() };
}

test('a client that has said that it sends no more is still answered', async () => {
  for (const request of [GET, 'POST /api/contacts/get HTTP/1.1\r\nContent-Length: 3\r\n\r\na=b']) {
    const connection = await openRaw(gateway.port);
    connection.write(request);
    connection.endWriting();
    expect((await connection.readReply()).text).toBe(NO_TOKEN);
    expect(await connection.readToEnd()).toBe('');
  }
});

test('a body that can not be read is refused in the words of its path', async () => {
  const { replies, rest } = await exchange(`POST /api/contacts/get HTTP/1.1\r\n${BROKEN_CHUNK}`, 1);
  expect({ replies, rest }).toEqual({ replies: [[400, UNREADABLE]], rest: '' });
});

test('a request that was answered before its body turned out to be broken gets no second answer', async () => {
  const connection = await openRaw(gateway.port);
  const [head = '', body = ''] = BROKEN_CHUNK.split('zz');
  connection.write(`POST /api/nothing HTTP/1.1\r\n${head}`);
  expect((await connection.readReply()).status).toBe(404);
  connection.write(`zz${body}`);
  expect(await connection.readToEnd()).toBe('');
});

test('rubbish behind a request that was the last of its connection is not answered', async () => {
  const { replies, rest } = await exchange('GET /api/contacts/get HTTP/1.0\r\n\r\nrubbish\r\n\r\n', 1);
  expect({ replies, rest }).toEqual({ replies: [[200, NO_TOKEN]], rest: '' });
});

test('rubbish behind a whole request is refused behind its answer, and once', async () => {
  const { replies, rest } = await exchange(
    `${GET}GET /api/contacts/get RUBBISH\r\n\r\nmore rubbish\r\n\r\n`,
    2,
  );
  expect({ replies, rest }).toEqual({
    replies: [
      [200, NO_TOKEN],
      [400, UNREADABLE],
    ],
    rest: '',
  });
});
