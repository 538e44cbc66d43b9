import { afterEach, describe, expect, test } from 'vitest';
import { tidyUp } from './support/gateways.ts';
import { anyFrom, createFigures, ROUNDS, timeoutFor } from './support/rounds.ts';
import { setScene } from './support/scene.ts';
import { STORE_KINDS } from './support/stores.ts';

afterEach(tidyUp);

const LONGEST_RESTART_MS = 10_000;

describe.each(STORE_KINDS)('a gateway killed under writers (%s store)', (kind) => {
  test(
    'has stored every write that it acknowledged once and whole, and is soon back',
    async () => {
      const { gateway, writers, findFaults } = await setScene(kind);
      const figures = createFigures(`gateway killed, ${kind}`);
      for (let round = 0; round < ROUNDS; round += 1) {
        const work = writers.begin({ gatewayMayDie: true });
        await work.achieve(anyFrom(20, 150));
        await gateway.kill();
        await work.stop();
        expect(figures.noteMs('restart', await gateway.start())).toBeLessThan(LONGEST_RESTART_MS);
        expect(await findFaults()).toEqual([]);
      }
      expect(writers.unknown()).toBeGreaterThanOrEqual(ROUNDS);
      figures.tell({ rounds: ROUNDS, acknowledged: writers.acknowledged(), unknown: writers.unknown() });
      expect(await gateway.stop()).toBe(0);
    },
    timeoutFor(15),
  );
});
