import type { Contact, Group } from './contact.ts';
import { PAGE_SIZE, type Pages } from './pages.ts';
import type { GroupMemberRow } from './store.ts';

/** A group with its members, in ascending order of their number. */
export interface GroupWithMembers extends Group {
  readonly members: Pages<Contact>;
}

/** Fetches the rows after this one; a page shorter than `PAGE_SIZE` is the last. */
export type NextRows = (after: GroupMemberRow) => Promise<readonly GroupMemberRow[]>;

/**
 * Folds rows of group and member into groups with their members. A page may end in the middle of a group:
 * that group's members go on in their own pages, which must be read before the group after it.
 */
export function groupRows(first: readonly GroupMemberRow[], next: NextRows): Pages<GroupWithMembers> {
  const source = createSource(first, next);
  const groups = foldPage(first, source);
  return { first: groups, rest: source.isLast() ? undefined : laterGroups(source) };
}

interface Source {
  /** True once the last page has been fetched. */
  isLast(): boolean;
  /** The rows not taken yet, fetching more where there are none; empty at the end. */
  peek(): Promise<readonly GroupMemberRow[]>;
  take(count: number): void;
}

function createSource(first: readonly GroupMemberRow[], next: NextRows): Source {
  let waiting: readonly GroupMemberRow[] = [];
  let lastRow = first.at(-1);
  let last = first.length < PAGE_SIZE;
  return {
    isLast: () => last,
    peek: async () => {
      if (waiting.length === 0 && !last && lastRow !== undefined) {
        waiting = await next(lastRow);
        last = waiting.length < PAGE_SIZE;
        lastRow = waiting.at(-1);
      }
      return waiting;
    },
    take: (count) => {
      waiting = waiting.slice(count);
    },
  };
}

function foldPage(rows: readonly GroupMemberRow[], source: Source): GroupWithMembers[] {
  const folded: { group: Group; members: Contact[] }[] = [];
  for (const { group, member } of rows) {
    let current = folded.at(-1);
    if (current?.group.id !== group.id) {
      current = { group, members: [] };
      folded.push(current);
    }
    if (member !== null) current.members.push(member);
  }
  return folded.map(({ group, members }, index) => {
    const goesOn = index === folded.length - 1 && !source.isLast();
    return {
      ...group,
      members: { first: members, rest: goesOn ? laterMembers(source, group.id) : undefined },
    };
  });
}

async function* laterMembers(source: Source, groupId: number): AsyncGenerator<readonly Contact[]> {
  while (true) {
    const rows = await source.peek();
    const end = rows.findIndex(({ group }) => group.id !== groupId);
    const own = end < 0 ? rows : rows.slice(0, end);
    if (own.length === 0) return;
    source.take(own.length);
    yield own.flatMap(({ member }) => (member === null ? [] : [member]));
    if (own.length < rows.length) return;
  }
}

async function* laterGroups(source: Source): AsyncGenerator<readonly GroupWithMembers[]> {
  while (true) {
    const rows = await source.peek();
    if (rows.length === 0) return;
    source.take(rows.length);
    yield foldPage(rows, source);
  }
}
