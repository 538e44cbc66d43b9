import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type OpenStore, openStore } from '../../db/connect.ts';
import type { Account } from '../../domain/account.ts';
import { createPasswords } from '../../domain/password.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createQuickRunner, createRunner, type Outcome } from '../support/run-program.ts';
import { testStoreOptions } from '../support/store-options.ts';

/** A store for a file of tests, beside the program that works on it. */
export interface CliStore {
  readonly databaseUrl: string;
  readonly open: OpenStore;
  /** Runs a command as a process of its own. */
  run(args: readonly string[], input?: string): Promise<Outcome>;
  /** Runs a command in this process. */
  runQuickly(args: readonly string[], input?: string): Promise<Outcome>;
  /** Adds an account `NAME` with the address `NAME@example.com` and no password. */
  add(userName: string): Promise<Account>;
  isPassword(name: string, password: string): Promise<boolean>;
}

/** Opens a database for the tests of a file. Before each of them `other` is the only account. */
export function useStore(): CliStore {
  let database: TestDatabase;
  let open: OpenStore;
  const add = (userName: string) => {
    const draft = { userName, email: `${userName}@example.com`, passwordHash: null, answers: null };
    return open.directory.addAccount({ ...draft, region: 'DK' });
  };
  beforeAll(async () => {
    database = await createTestDatabase();
    open = await openStore({ ...testStoreOptions, databaseUrl: database.url });
  });
  afterAll(async () => {
    await open.close();
    await database.drop();
  });
  beforeEach(async () => {
    for (const { id } of await open.directory.listAccounts()) await open.directory.removeAccount(id);
    await add('other');
  });
  return {
    get databaseUrl() {
      return database.url;
    },
    get open() {
      return open;
    },
    run: (args, input) => createRunner({ DATABASE_URL: database.url })(args, input),
    runQuickly: (args, input) => createQuickRunner({ DATABASE_URL: database.url })(args, input),
    add,
    isPassword: async (name, password) => {
      const login = await open.store.findLogin(name);
      return createPasswords().matches(password, login?.passwordHash ?? null);
    },
  };
}
