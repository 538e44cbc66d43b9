import { beforeAll, describe, expect, test } from 'vitest';
import type { KnownAccount } from '../../domain/account.ts';
import { deleteContact, listContacts } from '../../domain/contacts.ts';
import { PAGE_SIZE } from '../../domain/pages.ts';
import { fillBook } from './big-book.ts';
import { openTestStore, type TestStore } from './test-store.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openTestStore();
});

describe('a caller whose dialect is switched off', () => {
  test('is refused by another process at once, and every other caller is not', async () => {
    const { accountId, token, key } = await testStore.addCaller();
    const another = await testStore.openAgain();
    const [morse, flags] = [
      { ...token, dialect: 'morse' },
      { ...token, dialect: 'flags' },
    ];
    await another.store.identify(morse);
    await testStore.open.directory.setDialectAccess(accountId, 'morse', { state: 'off' });
    await expect(another.store.identify(morse)).rejects.toMatchObject({ code: 'dialect-off' });
    for (const caller of [flags, token, key])
      expect((await another.store.identify(caller)).account.id).toBe(accountId);
    await another.close();
  });

  test('gets no more of a list that was begun before', async () => {
    const { accountId, token } = await testStore.addCaller();
    const { store, directory } = testStore.open;
    await fillBook(testStore.sql, accountId, { contacts: PAGE_SIZE + 1, groups: [] });
    const { value } = await listContacts(store, { ...token, dialect: 'morse' });
    await directory.setDialectAccess(accountId, 'morse', { state: 'off' });
    const readRest = async () => {
      for await (const page of value.rest ?? []) expect(page).toEqual([]);
    };
    await expect(readRest()).rejects.toMatchObject({ code: 'dialect-off' });
  });
});

test('whose call it is and what is said of its dialect is told where it is refused, too', async () => {
  const { accountId, token } = await testStore.addCaller();
  const { store, directory } = testStore.open;
  const told: KnownAccount[] = [];
  const caller = {
    ...token,
    dialect: 'morse',
    onAccount: (account: KnownAccount) => void told.push(account),
  };
  const attempt = () => deleteContact(store, caller, { id: 7 }).catch(({ code }) => code);
  const outcomes = [await attempt()];
  await directory.setDialectAccess(accountId, 'morse', { state: 'deprecated', sunsetSeconds: 4_000_000_000 });
  outcomes.push(await attempt());
  await directory.setDialectAccess(accountId, 'morse', { state: 'off' });
  outcomes.push(await attempt());
  await store.revokeOwnCredential(token);
  outcomes.push(await attempt());
  expect(outcomes).toEqual(['contact-not-found', 'contact-not-found', 'dialect-off', 'credential-invalid']);
  const deprecated = { state: 'deprecated', sinceSeconds: expect.any(Number), sunsetSeconds: 4_000_000_000 };
  expect(told).toEqual([
    { id: accountId, access: null },
    { id: accountId, access: deprecated },
    { id: accountId, access: { state: 'off' } },
  ]);
});
