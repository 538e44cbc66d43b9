import { beforeAll, describe, expect, test } from 'vitest';
import { askEndpoint } from '../../dialects/kernel/ask.ts';
import type { Endpoint } from '../../dialects/kernel/endpoint.ts';
import { isListParameter } from '../../dialects/kernel/mount.ts';
import { isList, isStream, type Wire } from '../../dialects/kernel/wire.ts';
import { boundAnswer } from '../../src/migration/explain/bounded.ts';
import { everyCallerEndpoint } from '../every-endpoint/endpoints.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addScene, sampleParameters } from '../support/sample-call.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

function isListOf({ params }: Endpoint, name: string): boolean {
  const schema = params[name];
  return schema !== undefined && isListParameter(schema);
}

/** The keys that lead to each value of an answer that is set, but for those of the envelope. */
function setValues(value: Wire, keys: readonly string[] = []): readonly (readonly string[])[] {
  if (value === null || isStream(value)) return [];
  if (typeof value !== 'object') return keys.length < 2 ? [] : [keys];
  if (isList(value)) return value.flatMap((item) => setValues(item, keys));
  return Object.entries(value).flatMap(([key, member]) => setValues(member, [...keys, key]));
}

describe.each(everyCallerEndpoint)('$title', ({ dialect, endpoint }) => {
  test('says what each value means that it answers for a contact of which all is known', async () => {
    const scene = await addScene(gateway);
    const { body } = await gateway.open.rehearse(scene.accountId, async (store, caller) => {
      const services = { store, answers: 'compatible' } as const;
      const sample = Object.entries(sampleParameters(dialect, endpoint, scene));
      const values = Object.fromEntries(
        sample.map(([name, text]) => [name, isListOf(endpoint, name) ? [text] : text]),
      );
      return boundAnswer(await askEndpoint(dialect, endpoint, values, services, caller), 10);
    });
    const found = setValues(body).map((keys) =>
      keys.map((_, index) => keys.slice(index).join('.')).find((end) => Object.hasOwn(endpoint.shows, end)),
    );
    expect(found).not.toContain(undefined);
    // Else it was a refusal, or the endpoint says of more than it shows.
    const meanings = found.map((key) => endpoint.shows[key ?? '']);
    const told = Object.values(endpoint.shows).filter((meaning) => meaning !== 'nothing');
    expect([...new Set(meanings)].filter((meaning) => meaning !== 'nothing').sort()).toEqual(
      [...new Set(told)].sort(),
    );
  });
});
