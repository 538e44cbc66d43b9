import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contact } from '../../domain/contact.ts';
import { type GroupWithMembers, groupRows } from '../../domain/group-pages.ts';
import { PAGE_SIZE, type Pages, pagesFrom } from '../../domain/pages.ts';
import type { GroupMemberRow } from '../../domain/store.ts';

interface Folded {
  readonly group: number;
  readonly members: readonly number[];
}

/** Groups of these sizes, numbered from 1; contacts are numbered from 1 in each. */
function groupsOf(sizes: readonly number[]): readonly Folded[] {
  return sizes.map((size, index) => ({
    group: index + 1,
    members: Array.from({ length: size }, (_, member) => member + 1),
  }));
}

function rowsOf(groups: readonly Folded[]): readonly GroupMemberRow[] {
  return groups.flatMap(({ group, members }) =>
    (members.length === 0 ? [null] : members).map((member) => ({
      group: { id: group, textId: String(group), name: `group ${group}` },
      member: member === null ? null : contactOf(member),
    })),
  );
}

const contactOf = (id: number): Contact => ({
  id,
  textId: String(id),
  name: `contact ${id}`,
  email: null,
  phone: null,
  street: null,
  zipcode: null,
  birthdaySeconds: null,
  sex: null,
  groups: [],
});

/** Pages of these rows, as a store would give them, and how often it was asked for one after the first. */
function pageSource(rows: readonly GroupMemberRow[]) {
  const source = {
    asked: 0,
    first: rows.slice(0, PAGE_SIZE),
    next: async (after: GroupMemberRow) => {
      source.asked += 1;
      const start = rows.indexOf(after) + 1;
      return rows.slice(start, start + PAGE_SIZE);
    },
  };
  return source;
}

async function readAll<T>({ first, rest }: Pages<T>, read: (item: T) => Promise<void>): Promise<void> {
  for (const item of first) await read(item);
  for await (const page of rest ?? []) for (const item of page) await read(item);
}

async function foldAll(groups: Pages<GroupWithMembers>): Promise<readonly Folded[]> {
  const folded: Folded[] = [];
  await readAll(groups, async ({ id, textId, name, members }) => {
    expect({ textId, name }).toEqual({ textId: String(id), name: `group ${id}` });
    const ids: number[] = [];
    await readAll(members, async (member) => {
      ids.push(member.id);
    });
    folded.push({ group: id, members: ids });
  });
  return folded;
}

const size = fc.oneof(
  { weight: 4, arbitrary: fc.nat(4) },
  { weight: 2, arbitrary: fc.constantFrom(PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1, 2 * PAGE_SIZE) },
  { weight: 1, arbitrary: fc.nat(3 * PAGE_SIZE) },
);

describe('rows of groups and members', () => {
  test('fold to the same groups wherever their pages end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(size, { maxLength: 8 }), async (sizes) => {
        const groups = groupsOf(sizes);
        const { first, next } = pageSource(rowsOf(groups));
        expect(await foldAll(groupRows(first, next))).toEqual(groups);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['no group', [], 0],
    ['a group without members', [0], 0],
    ['a page short of one row', [PAGE_SIZE - 1], 0],
    ['a page', [PAGE_SIZE], 1],
    ['a page and a row', [PAGE_SIZE + 1], 1],
    ['two pages', [PAGE_SIZE, PAGE_SIZE], 2],
    ['groups whose ends are the ends of pages', [1, PAGE_SIZE - 1, PAGE_SIZE - 1, 1], 2],
    ['groups without members on both sides of a page’s end', [PAGE_SIZE - 1, 0, 0], 1],
    ['a group over four pages', [2, 3 * PAGE_SIZE, 3], 3],
  ])('of %s are all there after %j more pages at most', async (_, sizes, pages) => {
    const groups = groupsOf(sizes);
    const source = pageSource(rowsOf(groups));
    expect(await foldAll(groupRows(source.first, source.next))).toEqual(groups);
    expect(source.asked).toBe(pages);
  });

  test('are whole at once, without a stream, where they fit into one page', () => {
    const source = pageSource(rowsOf(groupsOf([2, 0])));
    const folded = groupRows(source.first, source.next);
    expect(folded.rest).toBeUndefined();
    expect(folded.first.map(({ members }) => [members.first.length, members.rest])).toEqual([
      [2, undefined],
      [0, undefined],
    ]);
  });

  test('go on in the last group of a page alone', async () => {
    const source = pageSource(rowsOf(groupsOf([1, 2, PAGE_SIZE])));
    const folded = groupRows(source.first, source.next);
    expect(folded.first.map(({ members }) => members.rest === undefined)).toEqual([true, true, false]);
  });

  test('are fetched only as they are read', async () => {
    const source = pageSource(rowsOf(groupsOf([2 * PAGE_SIZE, 1])));
    const [group] = groupRows(source.first, source.next).first;
    expect(source.asked).toBe(0);
    const members = group?.members.rest?.[Symbol.asyncIterator]();
    await members?.next();
    expect(source.asked).toBe(1);
  });

  test('leave the members of a group that is gone by the next page at those that were read', async () => {
    const { first } = pageSource(rowsOf(groupsOf([PAGE_SIZE + 1])));
    const later = rowsOf([{ group: 7, members: [1] }]);
    const folded = await foldAll(groupRows(first, async () => later));
    expect(folded).toEqual([...groupsOf([PAGE_SIZE]), { group: 7, members: [1] }]);
  });
});

test('a list goes on page by page until a short one, each asked for after the last item', async () => {
  const numbers = Array.from({ length: 2 * PAGE_SIZE }, (_, index) => index);
  const asked: number[] = [];
  const pages = pagesFrom(numbers.slice(0, PAGE_SIZE), async (after) => {
    asked.push(after);
    return numbers.slice(after + 1, after + 1 + PAGE_SIZE);
  });
  const read: number[] = [];
  await readAll(pages, async (number) => {
    read.push(number);
  });
  expect(read).toEqual(numbers);
  expect(asked).toEqual([PAGE_SIZE - 1, 2 * PAGE_SIZE - 1]);
});
