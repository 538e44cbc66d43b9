import { beforeAll, describe, expect, test } from 'vitest';
import { createSecret } from '../../domain/credential.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addScene, sampleParameters, sampleValue } from '../support/sample-call.ts';
import { call, type EndpointCase, everyCallerEndpoint, writtenFor } from './endpoints.ts';
import { refusalsOf } from './refusals.ts';
import { openWholeStore, type ReadWholeStore } from './whole-store.ts';

let gateway: TestGateway;
let readWholeStore: ReadWholeStore;

beforeAll(async () => {
  gateway = await startTestGateway();
  readWholeStore = await openWholeStore(gateway.databaseUrl);
});

function credentialNames({ dialect }: EndpointCase): readonly string[] {
  return Object.keys(dialect.credential.params);
}

function without(parameters: Readonly<Record<string, string>>, names: readonly string[]) {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !names.includes(name)));
}

describe.each(everyCallerEndpoint)('$title', (endpointCase) => {
  const { dialect, endpoint, paths } = endpointCase;
  const names = credentialNames(endpointCase);

  test('refuses a call without its credential, or with a part of it missing or empty', async () => {
    const scene = await addScene(gateway);
    const parameters = sampleParameters(dialect, endpoint, scene);
    const before = await readWholeStore();
    const lacking = [
      without(parameters, names),
      ...names.map((name) => without(parameters, [name])),
      ...names.map((name) => ({ ...parameters, [name]: '' })),
      ...names.map((name) => ({ ...parameters, [name]: ' \t' })),
    ];
    for (const path of paths) {
      for (const sent of lacking) {
        const { status, text } = await call(gateway, path, sent);
        const expected = writtenFor(path, refusalsOf(dialect).missingCredential(sent));
        expect({ status, text }, `${path} ${JSON.stringify(sent)}`).toEqual({ status: 200, text: expected });
      }
    }
    expect(await readWholeStore()).toEqual(before);
  });

  test('refuses a credential that nobody was given, and one of another kind', async () => {
    const scene = await addScene(gateway);
    const parameters = sampleParameters(dialect, endpoint, scene);
    const before = await readWholeStore();
    const secret = dialect.secret[0] ?? '';
    const wrong = [
      ...names.map((name) => ({ ...parameters, [name]: createSecret() })),
      ...names.map((name) => ({ ...parameters, [name]: `${parameters[name]}0` })),
      ...[scene.token, scene.key, scene.password]
        .filter((value) => value !== parameters[secret])
        .map((value) => ({ ...parameters, [secret]: value })),
    ];
    for (const path of paths) {
      for (const sent of wrong) {
        const { status, text } = await call(gateway, path, sent);
        const expected = writtenFor(path, refusalsOf(dialect).wrongCredential(sent));
        expect({ status, text }, `${path} ${JSON.stringify(sent)}`).toEqual({ status: 200, text: expected });
      }
    }
    expect(await readWholeStore()).toEqual(before);
  });
});

const inParts = everyCallerEndpoint.filter((endpointCase) => credentialNames(endpointCase).length > 1);

describe.each(inParts)('$title', (endpointCase) => {
  const { dialect, endpoint, paths } = endpointCase;

  test('refuses parts of two credentials that belong to two accounts', async () => {
    const [scene, other] = [await addScene(gateway), await addScene(gateway)];
    const parameters = sampleParameters(dialect, endpoint, scene);
    const before = await readWholeStore();
    for (const path of paths) {
      for (const name of credentialNames(endpointCase)) {
        const sent = { ...parameters, [name]: sampleValue(name, other) };
        const { status, text } = await call(gateway, path, sent);
        const expected = writtenFor(path, refusalsOf(dialect).wrongCredential(sent));
        expect({ status, text }, `${path} ${name}`).toEqual({ status: 200, text: expected });
      }
    }
    expect(await readWholeStore()).toEqual(before);
  });
});
