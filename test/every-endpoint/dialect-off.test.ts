import { beforeAll, describe, expect, test } from 'vitest';
import { errorsOf } from '../../dialects/kernel/describe.ts';
import { DomainError } from '../../domain/errors.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addScene, type Scene, sampleParameters } from '../support/sample-call.ts';
import { call, everyCallerEndpoint, everyEndpoint, writtenFor } from './endpoints.ts';
import { refusalsOf } from './refusals.ts';
import { openWholeStore, type WatchStore } from './whole-store.ts';

let gateway: TestGateway;
let watchStore: WatchStore;

beforeAll(async () => {
  gateway = await startTestGateway();
  watchStore = await openWholeStore(gateway.databaseUrl);
});

function setAccess({ accountId }: Scene, dialect: string, state: 'on' | 'off') {
  return gateway.open.directory.setDialectAccess(accountId, dialect, { state });
}

const others = (dialect: { readonly name: string }) =>
  [...new Set(everyEndpoint.map((one) => one.dialect.name))].filter((name) => name !== dialect.name);

describe.each(everyEndpoint)('$title', ({ dialect, endpoint, paths }) => {
  const error = new DomainError('dialect-off');
  const { code } = dialect.presentFailure({ kind: 'domain', error }, {});
  const isRefused = errorsOf(dialect, endpoint).includes(code);

  test('is refused where its dialect is off and it documents that, changes nothing, and works again later', async () => {
    const [scene, other] = [await addScene(gateway), await addScene(gateway)];
    await setAccess(scene, dialect.name, 'off');
    const parameters = sampleParameters(dialect, endpoint, scene);
    const readChanges = await watchStore();
    for (const path of paths) {
      for (const method of ['GET', 'POST'] as const) {
        const { status, text, line } = await call(gateway, path, parameters, { method });
        if (!isRefused) {
          expect(line.outcome, path).toBe('ok');
          continue;
        }
        const expected = writtenFor(path, refusalsOf(dialect).dialectOff);
        expect({ status, text }, `${method} ${path}`).toEqual({ status: 200, text: expected });
        expect(line).toMatchObject({ outcome: code, accountId: scene.accountId, reason: 'dialect-off' });
      }
    }
    expect(await readChanges()).toEqual([]);
    const [path = ''] = paths;
    expect((await call(gateway, path, sampleParameters(dialect, endpoint, other))).line.outcome).toBe('ok');
    await setAccess(scene, dialect.name, 'on');
    expect((await call(gateway, path, parameters)).line.outcome).toBe('ok');
  });

  test('works where another dialect is off', async () => {
    const scene = await addScene(gateway);
    for (const name of others(dialect)) await setAccess(scene, name, 'off');
    const parameters = sampleParameters(dialect, endpoint, scene);
    expect((await call(gateway, paths[0] ?? '', parameters)).line.outcome).toBe('ok');
  });
});

test('every operation of a caller documents that its dialect may be off', () => {
  const silent = everyCallerEndpoint.filter(({ dialect, endpoint }) => {
    const failure = { kind: 'domain', error: new DomainError('dialect-off') } as const;
    return !errorsOf(dialect, endpoint).includes(dialect.presentFailure(failure, {}).code);
  });
  expect(silent).toEqual([]);
});
