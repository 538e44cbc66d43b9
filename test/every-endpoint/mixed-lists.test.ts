import { beforeAll, describe, expect, test } from 'vitest';
import { describeParameters } from '../../dialects/kernel/describe.ts';
import type { Parameters } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { sampleParameters } from '../support/sample-call.ts';
import { call, everyCallerEndpoint } from './endpoints.ts';
import { type ForeignScenes, openForeignScenes } from './foreign-scenes.ts';
import { withoutEcho } from './namings.ts';
import { openWholeStore, type WatchStore } from './whole-store.ts';

let gateway: TestGateway;
let scenes: ForeignScenes;
let watchStore: WatchStore;

beforeAll(async () => {
  gateway = await startTestGateway();
  scenes = await openForeignScenes(gateway);
  watchStore = await openWholeStore(gateway.databaseUrl);
});

const UNKNOWN = '2147480000';

/** Every endpoint with a parameter that takes several ids, and that parameter. */
const listCases = everyCallerEndpoint.flatMap((endpointCase) =>
  describeParameters(endpointCase.dialect, endpointCase.endpoint)
    .filter(({ isList }) => isList)
    .map(({ name }) => ({ ...endpointCase, name })),
);

/** The ways to send a list. */
function waysToSend(name: string, values: readonly string[]): readonly Parameters[] {
  return [
    { [name]: values.join(',') },
    { [name]: values },
    { [`${name}[]`]: values },
    Object.fromEntries(values.map((value, index) => [`${name}[${index}]`, value])),
  ];
}

test('there are endpoints that take several groups', () => {
  expect(listCases.map(({ title, name }) => `${title} ${name}`)).toEqual([
    'txty contact.addgroup group',
    'txty contact.removegroup group',
  ]);
});

describe.each(listCases)('$title', ({ dialect, endpoint, paths, name }) => {
  test('does nothing at all for own and foreign ids together, and answers as if the foreign one never was', async () => {
    const [own, other] = [await scenes.add(), await scenes.add()];
    if (endpoint.id.endsWith('addgroup')) await scenes.endMembership(own);
    const parameters = sampleParameters(dialect, endpoint, own);
    const { [name]: right = '', ...rest } = parameters;
    const { [name]: foreign = '' } = sampleParameters(dialect, endpoint, other);
    const readChanges = await watchStore();
    for (const path of paths) {
      const expected = await call(gateway, path, { ...rest, [name]: `${right},${UNKNOWN}` });
      for (const values of [
        [right, foreign],
        [foreign, right],
        [right, foreign, right],
      ]) {
        for (const way of waysToSend(name, values)) {
          const reply = await call(gateway, path, { ...rest, ...way });
          const about = `${path} ${JSON.stringify(way)}`;
          expect(withoutEcho(reply.text, foreign), about).toBe(withoutEcho(expected.text, UNKNOWN));
          expect(reply.line.outcome, about).toBe('GROUP_NOT_FOUND');
        }
      }
    }
    expect(await readChanges()).toEqual([]);
    const [path = ''] = paths;
    expect((await call(gateway, path, parameters)).line.outcome).toBe('ok');
    expect(await readChanges()).not.toEqual([]);
  });
});
