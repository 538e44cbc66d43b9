import { beforeAll, describe, expect, test } from 'vitest';
import { createSecret } from '../../domain/credential.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addScene, type SampleParameters, type Scene, sampleParameters } from '../support/sample-call.ts';
import { type Answered, call, everyEndpoint, mask } from './endpoints.ts';

const LINK = 'https://example.com/end?of=filemail';
const SUNSET = { seconds: 2_000_000_000, date: 'Wed, 18 May 2033 03:33:20 GMT' };

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ deprecationLink: LINK, loginMaxFailures: 1000 });
});

/** Deprecates a dialect; resolves to the headers that tell of it. */
async function deprecate({ accountId }: Scene, dialect: string, sunsetSeconds?: number) {
  const choice = { state: 'deprecated', ...(sunsetSeconds === undefined ? {} : { sunsetSeconds }) } as const;
  const account = await gateway.open.directory.setDialectAccess(accountId, dialect, choice);
  const access = account?.dialects[dialect];
  if (access?.state !== 'deprecated') throw new Error('the dialect is not deprecated');
  return { deprecation: `@${access.sinceSeconds}`, link: `<${LINK}>; rel="deprecation"` };
}

/** The headers of an answer, but for those that differ from call to call. */
function headersOf({ headers }: Answered): Record<string, string> {
  const passing = new Set(['date', 'x-request-id', 'content-length', 'connection', 'keep-alive']);
  const lasting = [...headers].filter(([name]) => !passing.has(name));
  return Object.fromEntries(
    lasting.map(([name, value]) => [name, name === 'set-cookie' ? mask(value) : value]),
  );
}

describe.each(everyEndpoint)('$title', ({ dialect, endpoint, paths }) => {
  const parametersOf = (scene: Scene) => sampleParameters(dialect, endpoint, scene);
  const knowsCaller = endpoint.needsCaller || endpoint.secret !== undefined;

  test('tells in its headers that its dialect is to end, and answers as ever', async () => {
    for (const path of paths) {
      const [scene, usual] = [await addScene(gateway), await addScene(gateway)];
      const told = await deprecate(scene, dialect.name);
      const expected = await call(gateway, path, parametersOf(usual));
      const answer = await call(gateway, path, parametersOf(scene));
      expect(mask(answer.text), path).toBe(mask(expected.text));
      expect(answer.status, path).toBe(expected.status);
      expect(headersOf(answer), path).toEqual({ ...headersOf(expected), ...(knowsCaller ? told : {}) });
    }
  });

  test('tells when it ends, also where a call is refused, and nobody but its caller', async () => {
    const [scene, usual] = [await addScene(gateway), await addScene(gateway)];
    const told = { ...(await deprecate(scene, dialect.name, SUNSET.seconds)), sunset: SUNSET.date };
    const nothing = { id: 999_999_999, textId: createSecret() };
    const refused = parametersOf({ ...scene, contact: nothing, group: nothing, spareKey: createSecret() });
    const wrong = parametersOf({ ...scene, token: createSecret(), key: createSecret(), password: 'wrong' });
    const [path = ''] = paths;
    const ask = async (parameters: SampleParameters) => headersOf(await call(gateway, path, parameters));
    const without = await ask(parametersOf(usual));
    delete without['set-cookie'];
    expect(await ask(wrong)).toEqual(without);
    // Of operations that name nothing which could be missing, it is the success once more.
    const { 'set-cookie': _cookie, ...headers } = await ask(refused);
    expect(headers).toEqual({ ...without, ...(knowsCaller ? told : {}) });
  });
});
