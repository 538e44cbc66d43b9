import { beforeAll, describe, expect, test } from 'vitest';
import { PAGE_SIZE } from '../../domain/pages.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { sampleParameters } from '../support/sample-call.ts';
import { call, everyCallerEndpoint } from './endpoints.ts';
import { type ForeignScenes, openForeignScenes } from './foreign-scenes.ts';
import { ofAccount, openWholeStore, type WatchStore } from './whole-store.ts';

let gateway: TestGateway;
let scenes: ForeignScenes;
let watchStore: WatchStore;

beforeAll(async () => {
  gateway = await startTestGateway();
  scenes = await openForeignScenes(gateway);
  watchStore = await openWholeStore(gateway.databaseUrl);
});

const MARK = 'markofthetwin';
const READING = /get$|^view\./;
const JOINING = /addtogroup$|addgroup$/;

describe.each(everyCallerEndpoint)('$title', ({ dialect, endpoint, paths }) => {
  test('shows and changes nothing of another account whose contacts and groups have the same ids', async () => {
    for (const path of paths) {
      const own = await scenes.add();
      const twin = await scenes.addTwin(own);
      await scenes.mark(twin, MARK);
      if (JOINING.test(endpoint.id)) for (const scene of [own, twin]) await scenes.endMembership(scene);
      const readChanges = await watchStore();
      const { text, line } = await call(gateway, path, sampleParameters(dialect, endpoint, own));
      expect(line).toMatchObject({ outcome: 'ok', operation: endpoint.id, accountId: own.accountId });
      for (const foreign of [MARK, twin.userName, twin.email, twin.token, twin.key])
        expect(text, path).not.toContain(foreign);
      const changes = await readChanges();
      expect(ofAccount(changes, twin.accountId), path).toEqual([]);
      // Else the call was none that could have gone astray.
      expect(ofAccount(changes, own.accountId).length > 0, path).toBe(!READING.test(endpoint.id));
    }
  });
});

test('a list of several pages holds nothing of another account that has as many rows of the same ids', async () => {
  const own = await scenes.add();
  const twin = await scenes.addTwin(own);
  await scenes.fillTwins([own, twin], PAGE_SIZE + 1);
  await scenes.mark(twin, MARK);
  const lists = everyCallerEndpoint.filter(
    ({ endpoint }) => /get$|s$/.test(endpoint.id) && READING.test(endpoint.id),
  );
  expect(lists.map(({ title }) => title)).toEqual([
    'filemail contacts.get',
    'filemail contacts.group.get',
    'txty view.contacts',
    'txty view.groups',
  ]);
  for (const { dialect, endpoint, paths } of lists) {
    for (const path of paths) {
      const { text, line } = await call(gateway, path, sampleParameters(dialect, endpoint, own));
      expect(line).toMatchObject({ outcome: 'ok', operation: endpoint.id });
      expect(text.split('Own').length, path).toBeGreaterThan(PAGE_SIZE);
      expect(text, path).not.toContain(MARK);
    }
  }
});
