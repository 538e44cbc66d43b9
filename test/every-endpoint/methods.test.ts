import { beforeAll, describe, expect, test } from 'vitest';
import { readReply } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addScene, sampleParameters } from '../support/sample-call.ts';
import { answered, call, everyEndpoint, mask, writtenFor } from './endpoints.ts';
import { refusalsOf } from './refusals.ts';
import { openWholeStore, type WatchStore } from './whole-store.ts';

let gateway: TestGateway;
let watchStore: WatchStore;

beforeAll(async () => {
  gateway = await startTestGateway();
  watchStore = await openWholeStore(gateway.databaseUrl);
});

describe.each(everyEndpoint)('$title', ({ dialect, endpoint, paths }) => {
  const sampleOfNewScene = async () => sampleParameters(dialect, endpoint, await addScene(gateway));

  test('answers GET and POST alike, whether the parameters are in the query or in a form', async () => {
    const check = async (path: string) => {
      const got = await call(gateway, path, await sampleOfNewScene());
      expect(got.line).toMatchObject({ outcome: 'ok', method: 'GET', operation: endpoint.id });
      const posted = await call(gateway, path, await sampleOfNewScene(), { method: 'POST' });
      const query = new URLSearchParams(await sampleOfNewScene());
      const url = `${gateway.url}${path}?${query}`;
      const empty = answered(gateway, await readReply(await fetch(url, { method: 'POST' })));
      for (const reply of [posted, empty]) {
        expect(reply.line).toMatchObject({ outcome: 'ok', method: 'POST', operation: endpoint.id });
        expect(mask(reply.text), path).toBe(mask(got.text));
        expect(reply.status).toBe(got.status);
        expect(reply.headers.get('content-type')).toBe(got.headers.get('content-type'));
      }
    };
    await Promise.all(paths.map(check));
  });

  test('refuses every other method and changes nothing', async () => {
    const parameters = await sampleOfNewScene();
    const query = new URLSearchParams(parameters);
    const readChanges = await watchStore();
    for (const path of paths) {
      const refusal = writtenFor(path, refusalsOf(dialect).wrongMethod);
      for (const method of ['HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
        const hasBody = method === 'PUT' || method === 'PATCH';
        const response = await fetch(`${gateway.url}${path}?${query}`, {
          method,
          ...(hasBody ? { body: query } : {}),
        });
        const reply = answered(gateway, await readReply(response));
        expect(reply.text, `${method} ${path}`).toBe(method === 'HEAD' ? '' : refusal);
        expect(reply.status, `${method} ${path}`).toBe(405);
        expect(reply.headers.get('allow')).toBe('GET, POST');
        expect(reply.line).toMatchObject({ method, operation: endpoint.id, status: 405 });
      }
    }
    expect(await readChanges()).toEqual([]);
  });
});
