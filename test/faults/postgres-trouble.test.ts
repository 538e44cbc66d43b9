import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { tidyUp } from './support/gateways.ts';
import { goThrough, TROUBLES } from './support/go-through.ts';
import { PROBES, waitForRecovery, waitForServer } from './support/probes.ts';
import { timeoutFor } from './support/rounds.ts';
import { type Scene, setScene } from './support/scene.ts';
import { freezeServer, thawServer } from './support/server-processes.ts';
import { STORE_KINDS } from './support/stores.ts';
import { LONGEST_MS, longestMs } from './support/time-limits.ts';
import {
  cutConnections,
  measureOldestStatement,
  takeEveryConnection,
  whileLocked,
} from './support/troubles.ts';

afterEach(tidyUp);

const STATEMENT_LIMIT_MS = 10_000;
/** What can't be done while nobody may touch the contacts. */
const NEED_CONTACTS = ['filemail list', 'filemail contact', 'txty list', 'txty contact'];

/** For so long, every one of these calls is answered 503 in time. */
async function expectInterrupted({ sound }: Scene, names: readonly string[], forMs: number): Promise<void> {
  const began = performance.now();
  do {
    const { interrupted, slowestMs } = await sound();
    expect(interrupted).toEqual(expect.arrayContaining([...names]));
    expect(slowestMs).toBeLessThan(longestMs());
  } while (performance.now() - began < forMs);
}

describe.each(STORE_KINDS)('with writers at work (%s store)', (kind) => {
  test(
    'connections that Postgres cuts cost no acknowledged write, and calls are soon done again',
    async () => {
      const scene = await setScene(kind);
      await goThrough(`connections cut, ${kind}`, scene, async () => {
        expect(await cutConnections(await scene.store.findUrl())).toBeGreaterThan(0);
      });
    },
    timeoutFor(10, TROUBLES),
  );

  test(
    'a Postgres that is stopped and started is found again',
    async () => {
      const scene = await setScene(kind);
      await goThrough(`Postgres restarted, ${kind}`, scene, async () => {
        await scene.store.stopServer('SIGINT');
        await scene.store.startServer();
        await waitForServer(scene.store);
      });
    },
    timeoutFor(15, TROUBLES),
  );

  test(
    'a Postgres that was killed serves the first calls after 2 s, where nobody called meanwhile',
    async () => {
      const { store, writers, sound, findFaults } = await setScene(kind);
      for (let round = 0; round < TROUBLES; round += 1) {
        const work = writers.begin({ gatewayMayDie: false });
        await work.achieve(50);
        await store.stopServer('SIGKILL');
        await work.stop();
        await store.startServer();
        await waitForServer(store);
        await sleep(LONGEST_MS);
        expect(await sound()).toMatchObject({ done: PROBES });
        expect(await findFaults()).toEqual([]);
      }
    },
    timeoutFor(15, TROUBLES),
  );

  test(
    'a frozen Postgres gets every call, logins too, answered 503 in time',
    async () => {
      const scene = await setScene(kind);
      await goThrough(`Postgres frozen, ${kind}`, scene, async () => {
        const pid = scene.store.serverPid();
        await freezeServer(pid);
        await expectInterrupted(scene, PROBES, 5000);
        await thawServer(pid);
      });
    },
    timeoutFor(20, TROUBLES),
  );
});

describe('with writers at work (server store)', () => {
  test(
    'a Postgres that is away gets every call, logins too, answered 503 in time',
    async () => {
      const scene = await setScene('server');
      await goThrough('Postgres away', scene, async () => {
        await scene.store.stopServer('SIGINT');
        await expectInterrupted(scene, PROBES, 3000);
        await scene.store.startServer();
      });
    },
    timeoutFor(20, TROUBLES),
  );

  test(
    'a Postgres that has no connection to give gets every call answered 503 in time',
    async () => {
      const scene = await setScene('server');
      await goThrough('connections exhausted', scene, async () => {
        const giveBack = await takeEveryConnection(await scene.store.findUrl());
        await expectInterrupted(scene, PROBES, 2000);
        await giveBack();
      });
    },
    timeoutFor(20, TROUBLES),
  );

  test(
    'statements that wait for a lock are answered 503 in time, and Postgres ends them before long',
    async () => {
      const scene = await setScene('server');
      const url = await scene.store.findUrl();
      await goThrough('contacts locked', scene, () =>
        whileLocked(url, 'contact', () => expectInterrupted(scene, NEED_CONTACTS, 3000)),
      );
      let oldestMs = 0;
      await whileLocked(url, 'contact', async () => {
        const began = performance.now();
        while (performance.now() - began < STATEMENT_LIMIT_MS + 3000) {
          await expectInterrupted(scene, NEED_CONTACTS, 0);
          oldestMs = Math.max(oldestMs, await measureOldestStatement(url));
        }
      });
      expect(oldestMs).toBeLessThan(STATEMENT_LIMIT_MS + 1500);
      expect(await waitForRecovery(scene.sound)).toBeLessThan(longestMs());
    },
    timeoutFor(30, TROUBLES),
  );
});
