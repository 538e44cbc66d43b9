import { beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '../../dialects/kernel/endpoint.ts';
import { createSecret } from '../../domain/credential.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addScene, type SampleParameters, type Scene, sampleParameters } from '../support/sample-call.ts';
import { call, type EndpointCase, everyCallerEndpoint } from './endpoints.ts';
import { openWholeStore, type ReadWholeStore } from './whole-store.ts';

let gateway: TestGateway;
let readWholeStore: ReadWholeStore;

beforeAll(async () => {
  gateway = await startTestGateway();
  readWholeStore = await openWholeStore(gateway.databaseUrl);
});

/** A parameter that names a thing of an account, and the name under which it is sent. */
interface Naming {
  readonly parameter: string;
  readonly sentAs: string;
}

/** An endpoint's own parameters whose values differ between two accounts, stand-ins included. */
function namingsOf({ dialect, endpoint }: EndpointCase, scene: Scene, other: Scene): readonly Naming[] {
  const [own, foreign] = [
    sampleParameters(dialect, endpoint, scene),
    sampleParameters(dialect, endpoint, other),
  ];
  return Object.keys(endpoint.params)
    .filter((name) => own[name] !== foreign[name])
    .flatMap((parameter) =>
      [parameter, ...standInsFor(endpoint, parameter)].map((sentAs) => ({ parameter, sentAs })),
    );
}

function standInsFor({ standIns = {} }: Endpoint, parameter: string): readonly string[] {
  const sentAs = standIns[parameter];
  return sentAs === undefined ? [] : [sentAs];
}

function replaced(parameters: SampleParameters, { parameter, sentAs }: Naming, value: string) {
  const rest = Object.entries(parameters).filter(([name]) => name !== parameter);
  return { ...Object.fromEntries(rest), [sentAs]: value };
}

/** An id like this one that nobody ever had. */
function neverIssued(like: string): string {
  return /^\d+$/.test(like) ? '2147480000' : createSecret();
}

/** An answer with the echo of an id put aside. */
function withoutEcho(text: string, id: string): string {
  return text.replaceAll(`"${id}"`, '"ID"').replaceAll(`>${id}<`, '>ID<');
}

describe.each(everyCallerEndpoint)('$title', (endpointCase) => {
  const { dialect, endpoint, paths } = endpointCase;

  test('treats the ids of another account like ids that never were, and changes nothing', async () => {
    const [scene, other] = [await addScene(gateway), await addScene(gateway)];
    const parameters = sampleParameters(dialect, endpoint, scene);
    const theirs = sampleParameters(dialect, endpoint, other);
    const before = await readWholeStore();
    for (const path of paths) {
      for (const naming of namingsOf(endpointCase, scene, other)) {
        const foreign = theirs[naming.parameter] ?? '';
        const unknown = neverIssued(foreign);
        const reply = await call(gateway, path, replaced(parameters, naming, foreign));
        const expected = await call(gateway, path, replaced(parameters, naming, unknown));
        const about = `${path} ${naming.sentAs}`;
        expect(withoutEcho(reply.text, foreign), about).toBe(withoutEcho(expected.text, unknown));
        expect(reply.line.outcome, about).toBe(expected.line.outcome);
        expect(endpoint.errors, about).toContain(reply.line.outcome);
      }
    }
    expect(await readWholeStore()).toEqual(before);
  });

  test('shows and changes nothing of another account when it is called in its own name', async () => {
    const other = await addScene(gateway);
    const before = (await readWholeStore()).filter((line) =>
      line.includes(`"account_id": ${other.accountId}`),
    );
    expect(before.length).toBeGreaterThan(3);
    for (const path of paths) {
      const scene = await addScene(gateway);
      const { text, line } = await call(gateway, path, sampleParameters(dialect, endpoint, scene));
      expect(line).toMatchObject({ outcome: 'ok', operation: endpoint.id, accountId: scene.accountId });
      for (const secret of [other.userName, other.group.textId, other.token, other.key])
        expect(text, path).not.toContain(secret);
    }
    const after = (await readWholeStore()).filter((line) =>
      line.includes(`"account_id": ${other.accountId}`),
    );
    expect(after).toEqual(before);
  });
});

test('the endpoints that name contacts, groups or keys are found by their parameters', async () => {
  const [scene, other] = [await addScene(gateway), await addScene(gateway)];
  const found = everyCallerEndpoint.flatMap((endpointCase) =>
    namingsOf(endpointCase, scene, other).map(({ sentAs }) => sentAs),
  );
  expect(new Set(found)).toEqual(new Set(['contact', 'contactid', 'group', 'contactgroupid', 'apikey']));
});
