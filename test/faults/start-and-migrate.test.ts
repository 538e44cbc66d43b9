import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, openEmbedded } from '../../db/embedded.ts';
import { isReady, launchProgram, startGateway, tidyUp } from './support/gateways.ts';
import { holdMigration, MADE_BY_MIGRATIONS, waitUntilHeld } from './support/held-migration.ts';
import { createFigures, ROUNDS, timeoutFor } from './support/rounds.ts';
import { describeSchema } from './support/schema-description.ts';
import { type FaultyStore, makeEmbeddedStore, makeEmptyStores, STORE_KINDS } from './support/stores.ts';

afterEach(tidyUp);

const LONGEST_START_MS = 15_000;
let whole: Awaited<ReturnType<typeof describeSchema>>;

/** An embedded server has no database before somebody has opened it, and is up only while somebody holds it. */
async function openWithoutSchema({ env }: FaultyStore): Promise<EmbeddedPostgres | undefined> {
  return env.DATA_DIR === undefined ? undefined : openEmbedded({ dataDir: env.DATA_DIR });
}

/** What a start that nothing disturbs leaves behind. */
beforeAll(async () => {
  const store = await makeEmbeddedStore();
  const gateway = await startGateway(store);
  whole = await describeSchema(await store.findUrl());
  expect(await gateway.stop()).toBe(0);
  await tidyUp();
});

/** Starts a gateway on what a killed one has left, and looks at what it made of it. */
async function expectWholeStart(store: FaultyStore): Promise<number> {
  const began = performance.now();
  const gateway = await startGateway(store);
  const tookMs = performance.now() - began;
  expect(tookMs).toBeLessThan(LONGEST_START_MS);
  expect(await describeSchema(await store.findUrl())).toEqual(whole);
  expect(await gateway.stop()).toBe(0);
  return tookMs;
}

describe.each(STORE_KINDS)('on an empty %s store', (kind) => {
  test(
    'two gateways that start at once both serve, and migrate it once',
    async () => {
      const makeEmptyStore = await makeEmptyStores(kind);
      for (let round = 0; round < ROUNDS; round += 1) {
        const store = await makeEmptyStore();
        const programs = [launchProgram(store), launchProgram(store)];
        const origins = await Promise.all(programs.map((program) => program.origin()));
        expect(await Promise.all(origins.map(isReady))).toEqual([true, true]);
        expect(await describeSchema(await store.findUrl())).toEqual(whole);
        const lines = programs.flatMap((program) => program.readLines()).map((line) => JSON.parse(line));
        const counts = lines.flatMap(({ migrations }) => migrations ?? []);
        expect(counts).toEqual([whole.migrations?.length]);
        expect(await Promise.all(programs.map((program) => program.stop('SIGINT')))).toEqual([0, 0]);
      }
    },
    timeoutFor(15),
  );

  test(
    'a gateway killed at any moment of its start leaves nothing that keeps the next one from a whole schema',
    async () => {
      const figures = createFigures(`killed while it started, ${kind}`);
      const makeEmptyStore = await makeEmptyStores(kind);
      const usualMs = figures.noteMs('undisturbed start', await expectWholeStart(await makeEmptyStore()));
      for (let round = 0; round < ROUNDS; round += 1) {
        const store = await makeEmptyStore();
        const program = launchProgram(store);
        await sleep(Math.random() * usualMs);
        await program.stop('SIGKILL');
        figures.noteMs('next start', await expectWholeStart(store));
      }
      figures.tell({ rounds: ROUNDS });
    },
    timeoutFor(15),
  );

  test(
    'a gateway killed in the middle of a migration leaves none of it, and the next one makes it whole',
    async () => {
      const figures = createFigures(`killed while it migrated, ${kind}`);
      const makeEmptyStore = await makeEmptyStores(kind);
      for (let round = 0; round < ROUNDS; round += 1) {
        const store = await makeEmptyStore();
        const embedded = await openWithoutSchema(store);
        const url = await store.findUrl();
        const thing = MADE_BY_MIGRATIONS[round % MADE_BY_MIGRATIONS.length] ?? 'schema drizzle';
        const release = await holdMigration(url, thing);
        const program = launchProgram(store);
        await waitUntilHeld(url);
        await program.stop('SIGKILL');
        // The next one comes while the killed one's statement still waits, with its locks.
        const next = expectWholeStart(store);
        await release();
        figures.noteMs('next start', await next);
        await embedded?.close();
      }
      figures.tell({ rounds: ROUNDS });
    },
    timeoutFor(15),
  );
});
