import { afterEach, describe, expect, test } from 'vitest';
import { tidyUp } from './support/gateways.ts';
import { waitForRecovery, waitForServer } from './support/probes.ts';
import { anyFrom, createFigures, ROUNDS, timeoutFor } from './support/rounds.ts';
import { setScene } from './support/scene.ts';
import { askOnce } from './support/sql.ts';
import { type FaultyStore, STORE_KINDS } from './support/stores.ts';
import { longestMs } from './support/time-limits.ts';

afterEach(tidyUp);

/** Ends one of the gateway's sessions with SIGKILL, for which Postgres ends them all and repairs itself. */
async function killSession(store: FaultyStore): Promise<void> {
  const any = `select pid from pg_stat_activity where application_name = 'diglot'
    and datname = current_database() order by random() limit 1`;
  process.kill(Number(await askOnce(await store.findUrl(), any)), 'SIGKILL');
}

describe.each(STORE_KINDS)('Postgres killed under writers (%s store)', (kind) => {
  test(
    'has stored every write that was acknowledged once and whole, and the gateway goes on by itself',
    async () => {
      const { store, gateway, writers, sound, findFaults } = await setScene(kind);
      const figures = createFigures(`Postgres killed, ${kind}`);
      for (let round = 0; round < ROUNDS; round += 1) {
        const work = writers.begin({ gatewayMayDie: false });
        await work.achieve(anyFrom(20, 150));
        const killedAt = performance.now();
        await (round % 2 === 0 ? store.stopServer('SIGKILL') : killSession(store));
        if (round % 2 === 0) await store.startServer();
        await waitForServer(store);
        figures.noteMs('Postgres away', performance.now() - killedAt);
        expect(figures.noteMs('recovery', await waitForRecovery(sound))).toBeLessThan(longestMs());
        await work.achieve(20);
        await work.stop();
        expect(await findFaults()).toEqual([]);
      }
      const slowestMs = figures.noteMs('answer', writers.slowestMs());
      figures.tell({ rounds: ROUNDS, acknowledged: writers.acknowledged(), unknown: writers.unknown() });
      expect(slowestMs).toBeLessThan(longestMs());
      expect(writers.unknown()).toBeGreaterThanOrEqual(ROUNDS);
      expect(await gateway.stop()).toBe(0);
    },
    timeoutFor(15),
  );
});
