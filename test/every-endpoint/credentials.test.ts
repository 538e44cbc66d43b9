import { beforeAll, describe, expect, test } from 'vitest';
import { type CredentialKind, createSecret } from '../../domain/credential.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addScene, type Scene, sampleParameters, sampleValue } from '../support/sample-call.ts';
import { call, type EndpointCase, everyCallerEndpoint, writtenFor } from './endpoints.ts';
import { refusalsOf } from './refusals.ts';
import { openWholeStore, type WatchStore } from './whole-store.ts';

let gateway: TestGateway;
let watchStore: WatchStore;

beforeAll(async () => {
  gateway = await startTestGateway();
  watchStore = await openWholeStore(gateway.databaseUrl);
});

function credentialNames({ dialect }: EndpointCase): readonly string[] {
  return Object.keys(dialect.credential.params);
}

/** Secrets that are no credential where this kind is wanted. */
function secretsOfOtherKinds(kind: CredentialKind | undefined, scene: Scene): readonly string[] {
  const secrets = { token: [scene.token], key: [scene.key, scene.spareKey] };
  return [...(kind === 'token' ? secrets.key : secrets.token), scene.password];
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
    const readChanges = await watchStore();
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
    expect(await readChanges()).toEqual([]);
  });

  test('refuses a credential that nobody was given, and one of another kind, whose ever it is', async () => {
    const [scene, other] = [await addScene(gateway), await addScene(gateway)];
    const parameters = sampleParameters(dialect, endpoint, scene);
    const readChanges = await watchStore();
    const secret = dialect.secret[0] ?? '';
    const wrong = [
      ...names.map((name) => ({ ...parameters, [name]: createSecret() })),
      ...names.map((name) => ({ ...parameters, [name]: `${parameters[name]}0` })),
      ...[scene, other]
        .flatMap((owner) => secretsOfOtherKinds(dialect.credential.read(parameters)?.kind, owner))
        .map((value) => ({ ...parameters, [secret]: value })),
    ];
    for (const path of paths) {
      for (const sent of wrong) {
        const { status, text } = await call(gateway, path, sent);
        const expected = writtenFor(path, refusalsOf(dialect).wrongCredential(sent));
        expect({ status, text }, `${path} ${JSON.stringify(sent)}`).toEqual({ status: 200, text: expected });
      }
    }
    expect(await readChanges()).toEqual([]);
  });
});

const inParts = everyCallerEndpoint.filter((endpointCase) => credentialNames(endpointCase).length > 1);

describe.each(inParts)('$title', (endpointCase) => {
  const { dialect, endpoint, paths } = endpointCase;

  test('refuses parts of two credentials that belong to two accounts', async () => {
    const [scene, other] = [await addScene(gateway), await addScene(gateway)];
    const parameters = sampleParameters(dialect, endpoint, scene);
    const readChanges = await watchStore();
    for (const path of paths) {
      for (const name of credentialNames(endpointCase)) {
        for (const value of [sampleValue(name, other), name === 'key' ? other.spareKey : other.email]) {
          const sent = { ...parameters, [name]: value };
          const { status, text } = await call(gateway, path, sent);
          const expected = writtenFor(path, refusalsOf(dialect).wrongCredential(sent));
          expect({ status, text }, `${path} ${name}`).toEqual({ status: 200, text: expected });
        }
      }
    }
    expect(await readChanges()).toEqual([]);
  });
});
