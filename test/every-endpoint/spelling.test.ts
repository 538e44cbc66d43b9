import { beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addScene, type SampleParameters, sampleParameters } from '../support/sample-call.ts';
import { call, everyEndpoint, mask } from './endpoints.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

/** `contactid` becomes `CoNtAcTiD`. */
function mixCase(text: string): string {
  return [...text]
    .map((letter, index) => (index % 2 === 0 ? letter.toUpperCase() : letter.toLowerCase()))
    .join('');
}

function rename(parameters: SampleParameters, change: (name: string) => string): SampleParameters {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [change(name), value]));
}

describe.each(everyEndpoint)('$title', ({ dialect, endpoint, paths }) => {
  const sampleOfNewScene = async () => sampleParameters(dialect, endpoint, await addScene(gateway));

  test('takes its path and its parameters in any case, and a slash at the end', async () => {
    const check = async (path: string) => {
      const plain = await call(gateway, path, await sampleOfNewScene());
      expect(plain.line).toMatchObject({ outcome: 'ok', undeclared: 0 });
      const spelt = [
        await call(gateway, path.toUpperCase(), rename(await sampleOfNewScene(), mixCase)),
        await call(
          gateway,
          `${mixCase(path)}/`,
          rename(await sampleOfNewScene(), (name) => name.toUpperCase()),
          { method: 'POST' },
        ),
      ];
      for (const reply of spelt) {
        expect(mask(reply.text), path).toBe(mask(plain.text));
        expect(reply.headers.get('content-type'), path).toBe(plain.headers.get('content-type'));
        expect(reply.line).toMatchObject({ outcome: 'ok', operation: endpoint.id, undeclared: 0 });
      }
    };
    await Promise.all(paths.map(check));
  });

  test('ignores parameters that nobody declared, and counts them in the log', async () => {
    const unknown = { utm_source: 'a', 'x[0]': 'b', constructor: 'c' };
    const check = async (path: string) => {
      const plain = await call(gateway, path, await sampleOfNewScene());
      for (const method of ['GET', 'POST'] as const) {
        const more = await call(gateway, path, { ...unknown, ...(await sampleOfNewScene()) }, { method });
        expect(mask(more.text), `${method} ${path}`).toBe(mask(plain.text));
        expect(more.line).toMatchObject({ outcome: 'ok', undeclared: Object.keys(unknown).length });
      }
    };
    await Promise.all(paths.map(check));
  });
});
