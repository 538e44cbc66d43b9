import { beforeAll, describe, expect, test } from 'vitest';
import type { Identity } from '../../domain/contact.ts';
import type { Credential } from '../../domain/credential.ts';
import { draftOf, openTestStore, type TestStore } from './test-store.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openTestStore();
});

/** The two kinds of things that have ids. */
const KINDS = [
  {
    kind: 'contact',
    sequence: 'contact_numbers',
    create: async (caller: Credential): Promise<Identity> =>
      (await testStore.open.store.createContact(caller, draftOf('Anna'))).value,
    remove: async (caller: Credential, { id }: Identity) =>
      (await testStore.open.store.deleteContact(caller, { id })).value,
  },
  {
    kind: 'group',
    sequence: 'group_numbers',
    create: async (caller: Credential): Promise<Identity> =>
      (await testStore.open.store.createGroup(caller, 'Team')).value,
    remove: async (caller: Credential, { id }: Identity) =>
      (await testStore.open.store.deleteGroup(caller, { id })).value,
  },
] as const;

const MAX_INT32 = 2_147_483_647;

describe.each(KINDS)('the ids of a $kind', ({ kind, sequence, create, remove }) => {
  const reserve = (ids: readonly number[]) =>
    Promise.all(ids.map((id) => testStore.sql`insert into reserved_id values (${sequence}, ${id})`));

  test('step over numbers that were brought over from elsewhere, in every account', async () => {
    const [one, two] = [await testStore.addCaller(), await testStore.addCaller()];
    const { id: last } = await create(one.token);
    await reserve([last + 1, last + 2, last + 4]);
    expect((await create(one.token)).id).toBe(last + 3);
    expect((await create(two.token)).id).toBe(last + 5);
  });

  test('step over no number that was brought over for the other kind of thing', async () => {
    const { token } = await testStore.addCaller();
    await testStore.sql`delete from reserved_id`;
    const { id: last } = await create(token);
    const others = KINDS.filter((other) => other.kind !== kind).map((other) => other.sequence);
    for (const other of others) await testStore.sql`insert into reserved_id values (${other}, ${last + 1})`;
    expect((await create(token)).id).toBe(last + 1);
  });

  test('are never given again, not even when all that had them is deleted', async () => {
    const { token, accountId } = await testStore.addCaller();
    const gone = [await create(token), await create(token), await create(token)];
    for (const identity of gone) expect(await remove(token, identity)).toBe(true);
    const next = await create(token);
    await testStore.open.directory.removeAccount(accountId);
    const { token: another } = await testStore.addCaller();
    const after = await create(another);
    const ids = [...gone, next, after].map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
    expect(new Set([...gone, next, after].map(({ textId }) => textId)).size).toBe(5);
  });

  test('are different in different accounts, and within what a client of 32 bits can hold', async () => {
    const [one, two] = [await testStore.addCaller(), await testStore.addCaller()];
    const made = [await create(one.token), await create(two.token), await create(one.token)];
    expect(new Set(made.map(({ id }) => id)).size).toBe(3);
    expect(new Set(made.map(({ textId }) => textId)).size).toBe(3);
    for (const { id } of made) expect(id).toBeLessThanOrEqual(MAX_INT32);
  });

  test('of a text kind are what the dialects promise: the same digits, or 32 hexadecimal ones', async () => {
    const { token } = await testStore.addCaller();
    const { id, textId } = await create(token);
    expect(textId).toMatch(kind === 'contact' ? new RegExp(`^${id}$`) : /^[0-9a-f]{32}$/);
  });
});

describe('a membership across accounts', () => {
  test('can not be written, whichever half is foreign', async () => {
    const [own, foreign] = [await testStore.addCaller(), await testStore.addCaller()];
    const [contact, group] = KINDS;
    const ids = {
      contact: (await contact.create(own.token)).id,
      group: (await group.create(own.token)).id,
      foreignContact: (await contact.create(foreign.token)).id,
      foreignGroup: (await group.create(foreign.token)).id,
    };
    const insert = (contactId: number, groupId: number) =>
      testStore.sql`insert into membership values (${own.accountId}, ${contactId}, ${groupId})`;
    const refused = { code: '23503' };
    await expect(insert(ids.foreignContact, ids.group)).rejects.toMatchObject(refused);
    await expect(insert(ids.contact, ids.foreignGroup)).rejects.toMatchObject(refused);
    await expect(insert(ids.foreignContact, ids.foreignGroup)).rejects.toMatchObject(refused);
    const rows = await testStore.sql`select from membership where account_id = ${own.accountId}`;
    expect(rows.length).toBe(0);
    await insert(ids.contact, ids.group);
  });

  test('is not made by the store, which finds no foreign contact or group', async () => {
    const [own, foreign] = [await testStore.addCaller(), await testStore.addCaller()];
    const [contact, group] = KINDS;
    const mine = { contact: await contact.create(own.token), group: await group.create(own.token) };
    const theirs = { contact: await contact.create(foreign.token), group: await group.create(foreign.token) };
    const { store } = testStore.open;
    const join = async (who: Identity, where: readonly Identity[]) =>
      (
        await store.addMemberships(
          own.token,
          { id: who.id },
          where.map(({ id }) => ({ id })),
        )
      ).value;
    expect(await join(theirs.contact, [mine.group])).toEqual({ contactFound: false, groupsFound: [true] });
    expect(await join(mine.contact, [mine.group, theirs.group])).toEqual({
      contactFound: true,
      groupsFound: [true, false],
    });
    const rows =
      await testStore.sql`select from membership where account_id in (${own.accountId}, ${foreign.accountId})`;
    expect(rows.length).toBe(0);
  });
});
