import { defineConfig } from 'vitest/config';

const timeouts = { testTimeout: 30_000, hookTimeout: 60_000 };

/**
 * `unit` needs no store. `store` runs on the Postgres at TEST_DATABASE_URL, else on an embedded one.
 * `start-up` starts embedded Postgres servers of its own; in `processes` several programs share and kill them.
 */
export default defineConfig({
  test: {
    // Tests wait for Postgres more than they compute.
    maxWorkers: 3,
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], ...timeouts } },
      {
        test: {
          name: 'store',
          include: ['test/{wire,every-endpoint,parity,store,cli,migration}/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          setupFiles: ['test/support/set-up-file.ts'],
          // Loading the program anew for each file would take longer than most of them.
          isolate: false,
          ...timeouts,
        },
      },
      { test: { name: 'start-up', include: ['test/start-up/**/*.test.ts'], ...timeouts } },
      {
        test: {
          name: 'processes',
          include: ['test/processes/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          ...timeouts,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          // Each measures times, or loads the machine: one after the other.
          fileParallelism: false,
          ...timeouts,
        },
      },
    ],
  },
});
