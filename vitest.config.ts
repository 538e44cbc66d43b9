import { defineConfig } from 'vitest/config';

const timeouts = { testTimeout: 30_000, hookTimeout: 60_000 };

/**
 * `unit` needs no store. `store` runs on the Postgres at TEST_DATABASE_URL, else on an embedded one.
 * `start-up` starts embedded Postgres servers of its own.
 */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], ...timeouts } },
      {
        test: {
          name: 'store',
          include: ['test/{wire,every-endpoint,parity,store,cli}/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          ...timeouts,
        },
      },
      { test: { name: 'start-up', include: ['test/start-up/**/*.test.ts'], ...timeouts } },
    ],
  },
});
