import { beforeAll, describe, expect, test } from 'vitest';
import { callUrl, readReply } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { A_REQUEST_ID } from '../support/last-reply.ts';

let gateway: TestGateway;
let storeless: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ ops: true });
  storeless = await startTestGateway();
  await storeless.open.close();
});

const facts = async (answer: Promise<Response>) => {
  const { status, text, headers } = await readReply(await answer);
  return { status, text, type: headers.get('content-type'), kept: headers.get('cache-control') };
};

const plain = (status: number, text: string) => ({
  status,
  text,
  type: expect.stringMatching(/^text\/plain; charset=utf-8$/i),
  kept: 'no-store',
});

describe('a gateway whose store answers', () => {
  test.each([
    ['/livez', 'ok\n'],
    ['/readyz', 'ready\n'],
    ['/LIVEZ/', 'ok\n'],
  ])('says at %s that it is well', async (path, text) => {
    expect(await facts(fetch(`${gateway.url}${path}`))).toEqual(plain(200, text));
    expect(await facts(fetch(`${gateway.url}${path}`, { method: 'HEAD' }))).toEqual(plain(200, ''));
  });

  test.each(['/livez', '/readyz'])('takes nothing at %s', async (path) => {
    const reply = await readReply(await fetch(`${gateway.url}${path}`, { method: 'POST', body: 'a=1' }));
    expect({ status: reply.status, json: reply.json }).toEqual({
      status: 404,
      json: { status: 'error', error: 'PAGE_NOT_FOUND' },
    });
  });

  test.each(['/livez', '/readyz', '/openapi/filemail.json', '/openapi/txty.json'])(
    'gives each answer at %s an id of its own',
    async (path) => {
      const ids = [];
      for (const _ of ['first', 'second'])
        ids.push((await callUrl(`${gateway.url}${path}`)).headers.get('x-request-id'));
      expect(ids).toEqual([A_REQUEST_ID, A_REQUEST_ID]);
      expect(ids[0]).not.toBe(ids[1]);
    },
  );

  test.each(['/livez', '/readyz', '/metrics'])(
    'gives each answer at %s of the operator’s port an id',
    async (path) => {
      const { status, headers } = await callUrl(`${gateway.opsUrl}${path}`);
      expect([status, headers.get('x-request-id')]).toEqual([200, A_REQUEST_ID]);
    },
  );

  test('logs nothing of being asked', async () => {
    const { length } = gateway.log;
    await callUrl(`${gateway.url}/livez`);
    await callUrl(`${gateway.url}/readyz`);
    expect(gateway.log.length).toBe(length);
  });
});

describe('a gateway whose store is closed', () => {
  test('is alive and not ready', async () => {
    expect(await facts(fetch(`${storeless.url}/livez`))).toEqual(plain(200, 'ok\n'));
    expect(await facts(fetch(`${storeless.url}/readyz`))).toEqual(plain(503, 'not ready\n'));
    expect(await facts(fetch(`${storeless.url}/readyz`, { method: 'HEAD' }))).toEqual(plain(503, ''));
    const { headers } = await callUrl(`${storeless.url}/readyz`);
    expect(headers.get('x-request-id')).toEqual(A_REQUEST_ID);
  });
});
