import type { BookList, BookReader, WireEntry } from '../../../dialects/kernel/read-back.ts';
import { type Shape, type ShapedBook, shapeOf } from './shapes.ts';

/** An address book as a dialect's answers show it. */
export interface ShownBook {
  readonly groups: AsyncIterable<WireEntry>;
  readonly contacts: AsyncIterable<WireEntry>;
}

const GROUPS = 'groups';

/**
 * All that the answers of a dialect show, by the dialect's own ids: every key of every entry as it is there. A number
 * is its digits, and what shows nothing is as if it were not there.
 */
export function shapeShown(reader: BookReader, shown: ShownBook): ShapedBook {
  const names = new Map<string, string>();
  return {
    names,
    groups: shapeGroups(reader, shown.groups, names),
    contacts: shapeContacts(reader, shown.contacts),
  };
}

async function* shapeGroups(
  { groups, readGroup }: BookReader,
  entries: AsyncIterable<WireEntry>,
  names: Map<string, string>,
): AsyncGenerator<Shape> {
  for await (const entry of entries) {
    const { name = '' } = readGroup(entry);
    const shape = shapeOf(idOf(groups, entry), name, fieldsOf(groups, entry));
    names.set(shape.id, name);
    yield shape;
  }
}

async function* shapeContacts(
  { contacts, readContact }: BookReader,
  entries: AsyncIterable<WireEntry>,
): AsyncGenerator<Shape> {
  for await (const entry of entries) {
    const { fields, groups } = readContact(entry);
    const memberships = groups.map(({ identity, name = null }) => [identity.key, name] as const);
    yield shapeOf(idOf(contacts, entry), fields.name ?? '', fieldsOf(contacts, entry), memberships);
  }
}

function idOf({ id }: BookList, entry: WireEntry): string {
  return textOf(entry[id]) ?? '';
}

function fieldsOf({ id, repeats }: BookList, entry: WireEntry): (readonly [string, string | null])[] {
  return Object.entries(entry)
    .filter(([key]) => key !== id && key !== repeats && key !== GROUPS)
    .map(([key, value]) => [key, textOf(value)]);
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
