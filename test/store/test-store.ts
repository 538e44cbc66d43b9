import { type Client, createClient, parseDatabaseUrl } from '../../db/client.ts';
import { type OpenStore, openStore, type StoreOptions } from '../../db/connect.ts';
import { type Credential, createSecret } from '../../domain/credential.ts';
import { createTestDatabase } from '../support/database.ts';
import { atEndOfFile } from '../support/end-of-file.ts';
import { testStoreOptions } from '../support/store-options.ts';

/** A store on a database of a test file's own, and a way past it. */
export interface TestStore {
  readonly databaseUrl: string;
  readonly open: OpenStore;
  /** Runs a statement on a connection that the store does not use. */
  readonly sql: Client;
  /** The same database as another process opens it. Whoever opens it closes it. */
  openAgain(options?: Partial<StoreOptions>): Promise<OpenStore>;
  /** A new account with a token and a key, and no password. */
  addCaller(): Promise<TestCaller>;
}

export interface TestCaller {
  readonly accountId: number;
  readonly token: Credential;
  readonly key: Credential;
}

/** Opens a store that is closed after the test file. Call it in `beforeAll`. */
export async function openTestStore(): Promise<TestStore> {
  const database = await createTestDatabase();
  const openAgain = (options: Partial<StoreOptions> = {}) =>
    openStore({ ...testStoreOptions, databaseUrl: database.url, ...options });
  const open = await openAgain();
  const sql = connect(database.url);
  atEndOfFile(async () => {
    await open.close();
    await sql.end();
    await database.drop();
  });
  return { databaseUrl: database.url, open, sql, openAgain, addCaller: () => addCaller(open) };
}

/** A connection of its own to a database; whoever opens it ends it. */
export function connect(databaseUrl: string): Client {
  return createClient(parseDatabaseUrl(databaseUrl), { connections: 1, statementTimeoutSeconds: 30 });
}

/** Adds an account with a token and a key to an open store. */
export async function addCaller({ store, directory }: OpenStore): Promise<TestCaller> {
  const user = `user-${createSecret()}`;
  const email = `${user}@example.com`;
  const draft = { userName: user, email, passwordHash: null, region: 'DK', answers: null } as const;
  const { id: accountId } = await directory.addAccount(draft);
  const [tokenSecret, keySecret] = [createSecret(), createSecret()];
  await store.addCredential(accountId, 'token', tokenSecret, null);
  await store.addCredential(accountId, 'key', keySecret, null);
  return {
    accountId,
    token: { kind: 'token', secret: tokenSecret },
    key: { kind: 'key', user, secret: keySecret },
  };
}

/** A contact of which only the name is known. */
export function draftOf(name: string) {
  const unknown = { email: null, phone: null, street: null, zipcode: null, birthdaySeconds: null, sex: null };
  return { ...unknown, name };
}
