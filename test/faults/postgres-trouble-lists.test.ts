import { afterEach, describe, expect, test } from 'vitest';
import { addAccounts, createCaller } from './support/callers.ts';
import { startGateway, tidyUp } from './support/gateways.ts';
import { addManyContacts, LONG_LIST, openLists } from './support/long-lists.ts';
import { waitForRecovery } from './support/probes.ts';
import { ROUNDS, timeoutFor } from './support/rounds.ts';
import { setScene } from './support/scene.ts';
import { makeStore } from './support/stores.ts';
import { longestMs } from './support/time-limits.ts';
import { whileLocked } from './support/troubles.ts';

afterEach(tidyUp);

const STUCK_MS = 3000;
const CALLS_AT_ONCE = 20;

/** A gateway with an account that has many contacts, and how long its slowest call took. */
async function setLongScene() {
  const store = await makeStore('server');
  const gateway = await startGateway(store);
  const url = await store.findUrl();
  const [account] = await addAccounts(url, 1);
  if (account === undefined) throw new Error('no account was added');
  await addManyContacts(url, account);
  let slowestMs = 0;
  const caller = createCaller(account, gateway.origin, (tookMs) => {
    slowestMs = Math.max(slowestMs, tookMs);
  });
  return { store, gateway, url, account, caller, slowestMs: () => slowestMs };
}

describe('long lists', () => {
  test(
    'that wait for Postgres half-way keep no other call waiting, and are whole in the end',
    async () => {
      const { gateway, url, account, caller, slowestMs } = await setLongScene();
      const created = await caller.txty('group/create/api.json', { name: 'Team' });
      const group = String(Object(created).json?.group?.controlgroup);
      const lists = await openLists(gateway.origin(), account);
      await whileLocked(url, 'contact', async () => {
        const stuck = lists.filter(({ isOver }) => !isOver());
        expect(stuck.length).toBeGreaterThan(0);
        for (const began = performance.now(); performance.now() - began < STUCK_MS; ) {
          expect(await caller.txty('group/edit/api.json', { group, name: 'Crew' })).toMatchObject({
            outcome: 'done',
          });
          expect(await caller.filemail('contacts/group/get')).toMatchObject({ outcome: 'done' });
        }
        expect(stuck.filter(({ isOver }) => isOver())).toEqual([]);
      });
      expect(await Promise.all(lists.map(({ count }) => count))).toEqual(lists.map(() => LONG_LIST));
      expect(slowestMs()).toBeLessThan(longestMs());
    },
    timeoutFor(0),
  );

  test(
    'under which Postgres is killed are cut or whole, never ended as if they were whole',
    async () => {
      const { store, gateway, account } = await setLongScene();
      let cut = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const lists = await openLists(gateway.origin(), account);
        await store.stopServer('SIGKILL');
        const counts = await Promise.all(lists.map(({ count }) => count));
        cut += counts.filter((count) => count === undefined).length;
        expect(counts.filter((count) => count !== undefined && count !== LONG_LIST)).toEqual([]);
        await store.startServer();
        await expect.poll(async () => (await fetch(`${gateway.origin()}/readyz`)).status).toBe(200);
      }
      expect(cut).toBeGreaterThanOrEqual(ROUNDS);
      const whole = await openLists(gateway.origin(), account);
      expect(await Promise.all(whole.map(({ count }) => count))).toEqual(whole.map(() => LONG_LIST));
    },
    timeoutFor(15),
  );
});

describe('a pool that slow lists have taken', () => {
  test(
    'lets every call be answered in time, and serves on as soon as they are over',
    async () => {
      const { store, gateway, sound, writers } = await setScene('server');
      const [account] = writers.accounts;
      if (account === undefined) throw new Error('there is no account');
      const caller = createCaller(account, gateway.origin, () => undefined);
      await whileLocked(await store.findUrl(), 'membership', async () => {
        const lists = Array.from({ length: CALLS_AT_ONCE }, (_, index) =>
          index % 2 === 0 ? caller.filemail('contacts/get') : caller.txty('view/groups/api.json'),
        );
        const { slowestMs, interrupted } = await sound();
        expect(slowestMs).toBeLessThan(longestMs());
        expect(interrupted).toEqual(expect.arrayContaining(['filemail list', 'txty list']));
        expect(await Promise.all(lists)).toEqual(lists.map(() => ({ outcome: 'unknown', answered: true })));
      });
      expect(await waitForRecovery(sound)).toBeLessThan(longestMs());
    },
    timeoutFor(0),
  );
});
