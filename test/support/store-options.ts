import type { StoreOptions } from '../../db/connect.ts';

/** Options of a store for tests, but for where it is. */
export const testStoreOptions: Omit<StoreOptions, 'databaseUrl'> = {
  dataDir: '/nonexistent',
  poolSize: 2,
  writePoolSize: 2,
  listPoolSize: 1,
  statementTimeoutSeconds: 10,
  prepare: 'on',
  storeTimeoutMs: 10_000,
  maxQueue: 1000,
  maxContacts: 1_000_000,
  tokenTtlSeconds: 7 * 24 * 3600,
  loginMaxFailures: 10,
  onEvent: () => undefined,
};
