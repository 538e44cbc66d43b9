import { beforeAll, describe, expect, test } from 'vitest';
import { callUrl, readReply } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
let storeless: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
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
  });
});
