import { beforeAll, describe, expect, test } from 'vitest';
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
