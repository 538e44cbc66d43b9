import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CopySource, createTarget, expectSame, openSource } from '../store/copy-site.ts';
import { runAndKill } from '../support/chaos-kill.ts';
import { endFile } from '../support/end-of-file.ts';
import { ROUNDS, timeoutFor } from './support/rounds.ts';

const COPY = ['copy', '--to-env', 'TARGET_URL'];
const MOST_KILLS = 5;

let source: CopySource;

beforeAll(async () => {
  source = await openSource(10_000);
});
afterAll(endFile);

test(
  'a copy that is killed again and again is gone on with, and ends with the same store',
  async () => {
    const { databaseUrl: DATABASE_URL } = source;
    const run = (TARGET_URL: string, afterMs: number) =>
      runAndKill({ DATABASE_URL, TARGET_URL }, COPY, '', { afterMs });
    const { tookMs, exitCode } = await run(await createTarget(), 60_000);
    expect(exitCode).toBe(0);
    for (let round = 0; round < ROUNDS; round += 1) {
      const url = await createTarget();
      const deaths: boolean[] = [];
      // Each goes on where the one before it was killed, so the later ones get further.
      for (let kill = 0; kill < MOST_KILLS && deaths.at(-1) !== false; kill += 1)
        deaths.push((await run(url, tookMs * (0.2 + 0.7 * Math.random()))).wasKilled);
      expect(deaths[0]).toBe(true);
      if (deaths.at(-1)) await source.copyTo(url);
      await expectSame(source, url);
    }
  },
  timeoutFor(60),
);
