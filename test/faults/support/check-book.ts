import { isDeepStrictEqual } from 'node:util';
import type { GroupIds, Ledger, Thing } from './ledger.ts';
import {
  type ContactRow,
  type CredentialRow,
  type GroupRow,
  isOfSecret,
  type WholeBook,
} from './whole-book.ts';

/** Remembers every id that was ever given away, and finds one that is given again. */
export interface IdRegister {
  /** Notes that the thing of this mark has this id; returns false where another one had it. */
  note(id: string, mark: string): boolean;
}

export function createIdRegister(): IdRegister {
  const owners = new Map<string, string>();
  return {
    note: (id, mark) => {
      const owner = owners.get(id) ?? mark;
      owners.set(id, owner);
      return owner === mark;
    },
  };
}

/**
 * Finds what of a book is not as its writers may expect it: a thing that is lost, doubled, half changed or
 * nobody's, an id that changed or was given twice. The ledgers are then settled on how things are.
 */
export function findFaults(ledgers: readonly Ledger[], book: WholeBook, ids: IdRegister): readonly string[] {
  const faults: string[] = [];
  const groupMarks = new Map(book.groups.map(({ id, name }) => [id, markOfGroup(name)]));
  const existing = new Set(groupMarks.values());
  // A group that is gone took its memberships along.
  const reduce = <S extends { groups: readonly string[] }>(state: S) => ({
    ...state,
    groups: state.groups.filter((mark) => existing.has(mark)),
  });
  check(
    ledgers.flatMap(({ contacts }) => contacts),
    book.contacts,
    faults,
    ids,
    {
      markOf: ({ email }: ContactRow) => email.replace('@example.com', ''),
      stateOf: ({ name, street, msisdn, groups }: ContactRow) => ({
        ...{ name, street, msisdn },
        groups: groups.map((id) => groupMarks.get(id) ?? `group ${id}`).toSorted(),
      }),
      comparable: reduce,
      idOf: ({ id }: ContactRow) => id,
      isId: (known: number, { id, textId }: ContactRow) => known === id && textId === String(id),
      namesOf: (id: number) => [`contact ${id}`],
    },
  );
  check(
    ledgers.flatMap(({ groups }) => groups),
    book.groups,
    faults,
    ids,
    {
      markOf: ({ name }: GroupRow) => markOfGroup(name),
      stateOf: ({ name }: GroupRow) => ({ name }),
      comparable: (state) => state,
      idOf: ({ id, textId }: GroupRow): GroupIds => ({ number: id, text: textId }),
      isId: ({ number, text }: GroupIds, { id, textId }: GroupRow) =>
        (number ?? id) === id && (text ?? textId) === textId,
      namesOf: ({ number, text }: GroupIds) =>
        [number, text].flatMap((id) => (id === undefined ? [] : [`group ${id}`])),
    },
  );
  check(
    ledgers.flatMap(({ credentials }) => credentials),
    book.credentials,
    faults,
    ids,
    {
      markOf: ({ description }: CredentialRow) => description,
      stateOf: ({ kind }: CredentialRow) => ({ kind }),
      comparable: (state) => state,
      idOf: () => undefined,
      isId: (secret: string, row: CredentialRow) => isOfSecret(row, secret),
      namesOf: (secret: string) => [`credential ${secret}`],
    },
  );
  return faults;
}

function markOfGroup(name: string): string {
  return name.split('/', 1)[0] ?? '';
}

interface Reading<State, Id, Row> {
  markOf(row: Row): string;
  stateOf(row: Row): State;
  /** The part of an expected state that can still be seen. */
  comparable(state: State): State;
  /** What the row says of its id, undefined where it does not tell. */
  idOf(row: Row): Id | undefined;
  isId(known: Id, row: Row): boolean;
  /** What an id is remembered by. */
  namesOf(id: Id): readonly string[];
}

function check<State, Id, Row>(
  things: readonly Thing<State, Id>[],
  rows: readonly Row[],
  faults: string[],
  ids: IdRegister,
  reading: Reading<State, Id, Row>,
): void {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const mark = reading.markOf(row);
    found.set(mark, [...(found.get(mark) ?? []), row]);
  }
  for (const thing of things) {
    const [row, ...more] = found.get(thing.mark) ?? [];
    const state = row === undefined ? undefined : reading.stateOf(row);
    const possible = thing.possible().map((each) => each && reading.comparable(each));
    if (!possible.some((each) => isDeepStrictEqual(each, state)))
      faults.push(`${thing.mark} is ${show(state)}, not ${possible.map(show).join(' or ')}`);
    if (more.length > 0) faults.push(`${thing.mark} is there ${more.length + 1} times`);
    const known = thing.id();
    if (row !== undefined && known !== undefined && !reading.isId(known, row))
      faults.push(`${thing.mark} has another id than was answered`);
    found.delete(thing.mark);
    thing.settle(state, row && reading.idOf(row));
    const id = thing.id();
    const names = id === undefined ? [] : reading.namesOf(id);
    if (!names.every((name) => ids.note(name, thing.mark))) faults.push(`${thing.mark} has a used id`);
  }
  for (const mark of found.keys()) faults.push(`${mark} was made by nobody`);
}

function show(state: unknown): string {
  return state === undefined ? 'gone' : JSON.stringify(state);
}
