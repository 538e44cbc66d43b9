import { beforeAll, describe, expect, test } from 'vitest';
import { listContacts } from '../../domain/contacts.ts';
import type { Credential } from '../../domain/credential.ts';
import { getGroupWithMembers, listGroups, listGroupsWithMembers } from '../../domain/groups.ts';
import { PAGE_SIZE, type Pages } from '../../domain/pages.ts';
import { type BigBook, type BookPlan, fillBook } from './big-book.ts';
import { draftOf, openTestStore, type TestStore } from './test-store.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openTestStore();
  const other = await testStore.addCaller();
  await fillBook(testStore.sql, other.accountId, { contacts: PAGE_SIZE + 1, groups: [[0, PAGE_SIZE + 1]] });
});

async function createBook(plan: BookPlan): Promise<{ caller: Credential; book: BigBook }> {
  const { accountId, token } = await testStore.addCaller();
  return { caller: token, book: await fillBook(testStore.sql, accountId, plan) };
}

async function readAll<T, U>({ first, rest }: Pages<T>, read: (item: T) => U | Promise<U>): Promise<U[]> {
  const items: U[] = [];
  for (const item of first) items.push(await read(item));
  for await (const page of rest ?? []) for (const item of page) items.push(await read(item));
  return items;
}

describe.each([0, PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1, 2 * PAGE_SIZE, 2 * PAGE_SIZE + 1])(
  'a list of %i',
  (count) => {
    test('holds every contact once, in ascending order of the number', async () => {
      const { caller, book } = await createBook({ contacts: count, groups: [] });
      const { value } = await listContacts(testStore.open.store, caller);
      expect(await readAll(value, ({ id }) => id)).toEqual(book.contacts);
      expect(value.first.length).toBe(Math.min(count, PAGE_SIZE));
    });

    test('holds every group once, in ascending order of the number', async () => {
      const groups = Array.from({ length: count }, () => [0, 0] as const);
      const { caller, book } = await createBook({ contacts: 0, groups });
      const ids = book.groups.map(({ id }) => id);
      const { value } = await listGroups(testStore.open.store, caller);
      expect(await readAll(value, ({ id }) => id)).toEqual(ids);
      const withMembers = await listGroupsWithMembers(testStore.open.store, caller);
      const listed = await readAll(withMembers.value, async ({ id, members }) => [
        id,
        await readAll(members, (member) => member.id),
      ]);
      expect(listed).toEqual(ids.map((id) => [id, []]));
    });

    test('holds every member of one group once, in ascending order of the number', async () => {
      const { caller, book } = await createBook({
        contacts: count + 1,
        groups: [
          [0, 1],
          [1, count],
          [0, 1],
        ],
      });
      const [, wanted] = book.groups;
      const ref = { id: wanted?.id ?? 0 };
      const { value } = await getGroupWithMembers(testStore.open.store, caller, ref);
      expect(await readAll(value.members, ({ id }) => id)).toEqual(wanted?.members);
    });
  },
);

describe('groups with their members', () => {
  const EMPTY = [0, 0] as const;
  const WHOLE = [0, PAGE_SIZE] as const;

  test.each<readonly [string, BookPlan['groups']]>([
    ['one spans pages', [[3, 2 * PAGE_SIZE]]],
    ['one ends with a page', [WHOLE, [5, 2]]],
    [
      'one ends with a page and is the last',
      [
        [0, 2],
        [2, PAGE_SIZE - 2],
      ],
    ],
    ['one begins a page', [[0, PAGE_SIZE - 1], EMPTY, [7, PAGE_SIZE + 1]]],
    ['empty ones stand between', [EMPTY, [0, PAGE_SIZE + 1], EMPTY, EMPTY, [9, PAGE_SIZE], EMPTY]],
    ['an empty one ends a page', [[0, PAGE_SIZE - 1], EMPTY, EMPTY, [0, 1]]],
    ['an empty one is the last', [WHOLE, EMPTY]],
    [
      'two after another span pages',
      [
        [0, PAGE_SIZE + 3],
        [1, 2 * PAGE_SIZE],
      ],
    ],
    ['each is a page', [WHOLE, WHOLE, WHOLE]],
  ])('are each listed once with each member once where %s', async (_, groups) => {
    const { caller, book } = await createBook({ contacts: 2 * PAGE_SIZE + 3, groups });
    const { value } = await listGroupsWithMembers(testStore.open.store, caller);
    const listed = await readAll(value, async ({ id, members }) => ({
      id,
      members: await readAll(members, (member) => member.id),
    }));
    expect(listed).toEqual(book.groups);
  });

  test('show with each member all of its groups, those of other pages too', async () => {
    const plan = { contacts: PAGE_SIZE + 1, groups: [[0, PAGE_SIZE + 1] as const, [PAGE_SIZE, 1] as const] };
    const { caller, book } = await createBook(plan);
    const { value } = await listContacts(testStore.open.store, caller);
    const [first, second] = book.groups.map(({ id }) => id);
    const groups = await readAll(value, (contact) => contact.groups.map(({ id }) => id));
    expect(groups).toEqual([...Array.from({ length: PAGE_SIZE }, () => [first]), [first, second]]);
  });
});

test('a list that is read while contacts come and go holds each contact that was there throughout once', async () => {
  const { caller, book } = await createBook({ contacts: 2 * PAGE_SIZE, groups: [] });
  const { store } = testStore.open;
  const { value } = await listContacts(store, caller);
  const [last, early] = [book.contacts.at(-1) ?? 0, book.contacts[0] ?? 0];
  await store.deleteContact(caller, { id: early });
  await store.deleteContact(caller, { id: last });
  const { value: added } = await store.createContact(caller, draftOf('New'));
  const ids = await readAll(value, ({ id }) => id);
  expect(ids).toEqual([...book.contacts.slice(0, -1), added.id]);
});
