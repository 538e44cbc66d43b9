import { beforeAll, describe, expect, test } from 'vitest';
import { type Credential, hashSecret } from '../../domain/credential.ts';
import { testStoreOptions } from '../support/store-options.ts';
import { openTestStore, type TestStore } from './test-store.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openTestStore();
});

const INVALID = { name: 'DomainError', code: 'credential-invalid' };
const HOUR_SECONDS = 3600;

/** When a credential was used last and when it expires, in seconds from now. */
async function readTimes({ secret }: Credential) {
  const [row] = await testStore.sql`
    select extract(epoch from used_at - now())::float8 as used,
      extract(epoch from expires_at - now())::float8 as expires
    from credential where hash = ${Buffer.from(hashSecret(secret), 'hex')}`;
  if (row === undefined) return undefined;
  return { used: Number(row.used), expires: row.expires === null ? null : Number(row.expires) };
}

/** Sets both times of a credential, in seconds from now. */
async function writeTimes({ secret }: Credential, used: number, expires: number | null): Promise<void> {
  await testStore.sql`
    update credential set used_at = now() + make_interval(secs => ${used}),
      expires_at = now() + make_interval(secs => ${expires})
    where hash = ${Buffer.from(hashSecret(secret), 'hex')}`;
}

/** Uses a credential by a store of its own, which notes all it has to note before it is closed. */
async function useOnce(caller: Credential): Promise<void> {
  const open = await testStore.openAgain();
  await open.store.identify(caller);
  await open.close();
}

describe('an expired token', () => {
  test('is refused by every operation, and a key never expires', async () => {
    const { token, key } = await testStore.addCaller();
    await writeTimes(token, 0, -1);
    const { store } = testStore.open;
    const ref = { id: 1 };
    const attempts = [
      () => store.identify(token),
      () => store.listContacts(token, 0),
      () => store.createGroup(token, 'Team'),
      () => store.deleteContact(token, ref),
      () => store.addMemberships(token, ref, [ref]),
      () => store.revokeOwnCredential(token),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject(INVALID);
    expect((await store.listGroups(key, 0)).value).toEqual([]);
    expect((await readTimes(key))?.expires).toBeNull();
  });

  test('is not brought back to life by being used', async () => {
    const { token } = await testStore.addCaller();
    await writeTimes(token, -2 * HOUR_SECONDS, -1);
    await expect(useOnce(token)).rejects.toMatchObject(INVALID);
    expect((await readTimes(token))?.expires).toBeLessThan(0);
  });

  test('is purged, and living tokens and keys are not', async () => {
    const [one, two] = [await testStore.addCaller(), await testStore.addCaller()];
    const { directory, store } = testStore.open;
    await directory.purgeExpired();
    await writeTimes(one.token, 0, -1);
    await writeTimes(two.token, 0, 60);
    await writeTimes(two.key, -1000 * HOUR_SECONDS, null);
    expect(await directory.purgeExpired()).toBe(1);
    expect(await directory.purgeExpired()).toBe(0);
    expect(await readTimes(one.token)).toBeUndefined();
    for (const caller of [one.key, two.token, two.key])
      expect((await store.identify(caller)).account.id).toBeGreaterThan(0);
  });
});

describe('the use of a credential', () => {
  test('is noted when the last note is more than an hour old, and lets a token live on', async () => {
    const { token, key } = await testStore.addCaller();
    await writeTimes(token, -HOUR_SECONDS - 60, 100);
    await writeTimes(key, -HOUR_SECONDS - 60, null);
    await useOnce(token);
    await useOnce(key);
    const [tokenTimes, keyTimes] = [await readTimes(token), await readTimes(key)];
    expect(tokenTimes?.used).toBeGreaterThan(-60);
    expect(tokenTimes?.expires).toBeGreaterThan(testStoreOptions.tokenTtlSeconds - 60);
    expect(tokenTimes?.expires).toBeLessThanOrEqual(testStoreOptions.tokenTtlSeconds);
    expect(keyTimes?.used).toBeGreaterThan(-60);
    expect(keyTimes?.expires).toBeNull();
  });

  test('is not noted again within the hour', async () => {
    const { token } = await testStore.addCaller();
    await writeTimes(token, -HOUR_SECONDS + 120, 100);
    await useOnce(token);
    const times = await readTimes(token);
    expect(times?.used).toBeLessThan(-HOUR_SECONDS + 121);
    expect(times?.expires).toBeLessThan(101);
  });

  test('is noted more often where tokens live for less than a day', async () => {
    const { token } = await testStore.addCaller();
    await writeTimes(token, -60, 100);
    const open = await testStore.openAgain({ tokenTtlSeconds: 600 });
    await open.store.identify(token);
    await open.close();
    const times = await readTimes(token);
    expect(times?.used).toBeGreaterThan(-30);
    expect(times?.expires).toBeGreaterThan(500);
    expect(times?.expires).toBeLessThanOrEqual(600);
  });
});

describe('a credential that is revoked', () => {
  test('is refused at once by another process that has just used it', async () => {
    const { accountId, token, key } = await testStore.addCaller();
    const { store, directory } = testStore.open;
    const another = await testStore.openAgain();
    for (const caller of [token, key]) {
      const kind = caller.kind;
      expect((await another.store.identify(caller)).account.id).toBe(accountId);
      const [record] = await directory.listCredentials(accountId, kind);
      expect(await directory.revokeCredential(accountId, kind, record?.id ?? 0)).toBe(true);
      await expect(another.store.identify(caller)).rejects.toMatchObject(INVALID);
      await expect(store.identify(caller)).rejects.toMatchObject(INVALID);
    }
    await another.close();
  });

  test('by its own logout, or by the deletion of a key, is refused by another process at once', async () => {
    const { accountId, token, key } = await testStore.addCaller();
    const other = await testStore.addCaller();
    const { store } = testStore.open;
    const another = await testStore.openAgain();
    await another.store.identify(token);
    expect((await store.revokeOwnKey(token, other.key.secret)).value).toBe(false);
    expect((await store.revokeOwnKey(token, key.secret)).value).toBe(true);
    await expect(another.store.listContacts(key, 0)).rejects.toMatchObject(INVALID);
    expect((await store.revokeOwnCredential(token)).account.id).toBe(accountId);
    await expect(another.store.listContacts(token, 0)).rejects.toMatchObject(INVALID);
    expect((await another.store.identify(other.key)).account.id).toBe(other.accountId);
    await another.close();
  });

  test('with its account, which is disabled or removed, is refused by another process at once', async () => {
    const { accountId, token } = await testStore.addCaller();
    const { directory } = testStore.open;
    const another = await testStore.openAgain();
    await another.store.identify(token);
    await directory.updateAccount(accountId, { disabled: true });
    await expect(another.store.identify(token)).rejects.toMatchObject({ code: 'account-disabled' });
    await directory.updateAccount(accountId, { disabled: false });
    expect((await another.store.identify(token)).account.id).toBe(accountId);
    await directory.removeAccount(accountId);
    await expect(another.store.identify(token)).rejects.toMatchObject(INVALID);
    await another.close();
  });
});
