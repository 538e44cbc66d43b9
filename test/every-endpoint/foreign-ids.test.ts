import { beforeAll, describe, expect, test } from 'vitest';
import { createSecret } from '../../domain/credential.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type Scene, sampleParameters } from '../support/sample-call.ts';
import { call, everyCallerEndpoint } from './endpoints.ts';
import { type ForeignScenes, openForeignScenes } from './foreign-scenes.ts';
import { type Naming, namingsOf, renamed, withoutEcho } from './namings.ts';
import { openWholeStore, type WatchStore } from './whole-store.ts';

let gateway: TestGateway;
let scenes: ForeignScenes;
let watchStore: WatchStore;

beforeAll(async () => {
  gateway = await startTestGateway();
  scenes = await openForeignScenes(gateway);
  watchStore = await openWholeStore(gateway.databaseUrl);
});

/** An id like this one that nobody ever had. */
function neverIssued(like: string): string {
  return /^\d+$/.test(like) ? '2147480000' : createSecret();
}

/** All by which something of an account could be named, in any dialect and in no parameter's place. */
function namesIn({ contact, group, ...scene }: Scene): readonly string[] {
  const numbers = [contact.id, group.id, scene.accountId].map(String);
  const { userName, email, token, key, spareKey } = scene;
  return [...numbers, contact.textId, group.textId, userName, email, token, key, spareKey];
}

/** What names nothing of the caller's own as this parameter: all of another account, and own things of another kind. */
function strangersTo({ parameter }: Naming, own: Scene, other: Scene, right: string): readonly string[] {
  const isKey = parameter === 'apikey';
  const valid = isKey ? [own.key, own.spareKey] : [right];
  return [...namesIn(other), ...namesIn(own).filter((name) => !valid.includes(name))];
}

describe.each(everyCallerEndpoint)('$title', (endpointCase) => {
  const { dialect, endpoint, paths } = endpointCase;

  test('treats whatever is not its own of that kind like an id that never was, and changes nothing', async () => {
    const [own, other] = [await scenes.add(), await scenes.add()];
    const parameters = sampleParameters(dialect, endpoint, own);
    const readChanges = await watchStore();
    const check = async (path: string, naming: Naming) => {
      const right = parameters[naming.parameter] ?? '';
      const unknown = neverIssued(right);
      const expected = await call(gateway, path, renamed(parameters, naming, unknown));
      expect(endpoint.errors, naming.sentAs).toContain(expected.line.outcome);
      for (const stranger of strangersTo(naming, own, other, right)) {
        const reply = await call(gateway, path, renamed(parameters, naming, stranger));
        const about = `${path} ${naming.sentAs}=${stranger}`;
        expect(withoutEcho(reply.text, stranger), about).toBe(withoutEcho(expected.text, unknown));
        expect(reply.line.outcome, about).toBe(expected.line.outcome);
        expect(reply.line.accountId, about).toBe(expected.line.accountId);
      }
    };
    const namings = namingsOf(endpointCase, own, other);
    await Promise.all(paths.flatMap((path) => namings.map((naming) => check(path, naming))));
    expect(await readChanges()).toEqual([]);
  });

  test('treats a call whose ids are all of another account like one whose ids never were', async () => {
    const [own, other] = [await scenes.add(), await scenes.add()];
    const parameters = sampleParameters(dialect, endpoint, own);
    const theirs = sampleParameters(dialect, endpoint, other);
    const namings = namingsOf(endpointCase, own, other).filter(
      ({ parameter, sentAs }) => parameter === sentAs,
    );
    const readChanges = await watchStore();
    const sendAll = (path: string, pick: (name: string) => string) =>
      call(
        gateway,
        path,
        namings.reduce((sent, naming) => renamed(sent, naming, pick(naming.parameter)), parameters),
      );
    for (const path of namings.length === 0 ? [] : paths) {
      const foreign = (name: string) => theirs[name] ?? '';
      const unknown = new Map(namings.map(({ parameter }) => [parameter, neverIssued(foreign(parameter))]));
      const reply = await sendAll(path, foreign);
      const expected = await sendAll(path, (name) => unknown.get(name) ?? '');
      const echoed = namings.map(({ parameter }) => foreign(parameter));
      expect(withoutEcho(reply.text, ...echoed), path).toBe(withoutEcho(expected.text, ...unknown.values()));
      expect(reply.line.outcome, path).toBe(expected.line.outcome);
    }
    expect(await readChanges()).toEqual([]);
  });
});

test('the endpoints that name contacts, groups or keys are found by their parameters', async () => {
  const [own, other] = [await scenes.add(), await scenes.add()];
  const found = everyCallerEndpoint.flatMap((endpointCase) =>
    namingsOf(endpointCase, own, other).map(({ sentAs }) => sentAs),
  );
  expect(new Set(found)).toEqual(new Set(['contact', 'contactid', 'group', 'contactgroupid', 'apikey']));
});

test('a row that came, changed or went is seen by the watch of the store', async () => {
  const scene = await scenes.add();
  const readChanges = await watchStore();
  expect(await readChanges()).toEqual([]);
  await scenes.mark(scene, 'marked');
  const changes = await readChanges();
  expect(changes.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(
    ['- contact', '- contact_group', '+ contact', '+ contact_group'].toSorted(),
  );
});
