import { expect } from 'vitest';
import { waitForRecovery } from './probes.ts';
import { createFigures, ROUNDS } from './rounds.ts';
import type { Scene } from './scene.ts';
import { longestMs } from './time-limits.ts';

/** How often each trouble is gone through: they last for seconds. */
export const TROUBLES = Math.ceil(ROUNDS / 3);

/**
 * Lets writers write before, during and after a trouble, some times over. Afterwards calls of every sort are
 * done again in time without a restart of the gateway, and the book holds what was acknowledged.
 */
export async function goThrough(
  title: string,
  { writers, sound, findFaults }: Scene,
  trouble: () => Promise<void>,
): Promise<void> {
  const figures = createFigures(title);
  for (let round = 0; round < TROUBLES; round += 1) {
    const work = writers.begin({ gatewayMayDie: false });
    await work.achieve(20);
    await trouble();
    const tookMs = figures.noteMs('recovery', await waitForRecovery(sound));
    await work.achieve(20);
    await work.stop();
    expect(await findFaults()).toEqual([]);
    expect(tookMs).toBeLessThan(longestMs());
  }
  figures.noteMs('answer', writers.slowestMs());
  figures.tell({ rounds: TROUBLES, acknowledged: writers.acknowledged(), unknown: writers.unknown() });
  expect(writers.slowestMs()).toBeLessThan(longestMs());
}
