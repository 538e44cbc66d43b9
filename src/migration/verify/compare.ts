import { packShape, type Shape, type ShapedBook, unpackShape } from './shapes.ts';
import type { Tally, VerifiedKind } from './tally.ts';

const [FIRST, SECOND] = [0, 1] as const;

/**
 * Compares all that two sides tell of groups, contacts and memberships, in any order. What is missing as a whole is
 * one difference: its fields and memberships are not told beside it. Of the second side a few hundred bytes are kept
 * for each entry.
 */
export async function compareBooks(first: ShapedBook, second: ShapedBook, tally: Tally): Promise<void> {
  await compareKind('group', first.groups, second.groups, tally, () => {});
  await compareKind('contact', first.contacts, second.contacts, tally, (one, other) =>
    compareMemberships(one, other, first.names, second.names, tally),
  );
}

async function compareKind(
  kind: VerifiedKind,
  first: AsyncIterable<Shape>,
  second: AsyncIterable<Shape>,
  tally: Tally,
  compareMore: (one: Shape, other: Shape) => void,
): Promise<void> {
  const left = new Map<string, string>();
  for await (const shape of second) {
    countShape(kind, shape, SECOND, tally);
    if (left.has(shape.id)) tally.note({ kind, id: shape.id, field: 'entries', values: ['1', 'several'] });
    left.set(shape.id, packShape(shape));
  }
  for await (const shape of first) {
    const { id, title } = shape;
    countShape(kind, shape, FIRST, tally);
    const packed = left.get(id);
    left.delete(id);
    if (packed === undefined) tally.note({ kind, id, values: [title, null] });
    else if (packed !== packShape(shape)) {
      const other = unpackShape(id, packed);
      compareFields(kind, shape, other, tally);
      compareMore(shape, other);
    }
  }
  for (const [id, packed] of left) tally.note({ kind, id, values: [null, unpackShape(id, packed).title] });
}

function countShape(kind: VerifiedKind, { groups }: Shape, side: 0 | 1, tally: Tally): void {
  tally.count(kind, side);
  if (kind === 'contact') tally.count('membership', side, groups.size);
}

function compareFields(kind: VerifiedKind, one: Shape, other: Shape, tally: Tally): void {
  for (const field of new Set([...one.fields.keys(), ...other.fields.keys()])) {
    const values = [one.fields.get(field) ?? null, other.fields.get(field) ?? null] as const;
    if (values[0] !== values[1]) tally.note({ kind, id: one.id, field, values });
  }
}

function compareMemberships(
  one: Shape,
  other: Shape,
  firstNames: ReadonlyMap<string, string>,
  secondNames: ReadonlyMap<string, string>,
  tally: Tally,
): void {
  for (const group of new Set([...one.groups.keys(), ...other.groups.keys()])) {
    const names = [one.groups.get(group) ?? null, other.groups.get(group) ?? null] as const;
    const entry = { kind: 'membership', id: one.id, group } as const;
    if (one.groups.has(group) !== other.groups.has(group)) {
      // A group that one side lacks has been told as such.
      if (firstNames.has(group) !== secondNames.has(group)) continue;
      const name = firstNames.get(group) ?? names[0] ?? names[1] ?? '';
      tally.note({ ...entry, values: one.groups.has(group) ? [name, null] : [null, name] });
    } else if (names[0] !== names[1]) {
      // So has one that has another name there, unless it has a third one here.
      const isTold = names[0] === firstNames.get(group) && names[1] === secondNames.get(group);
      if (!isTold) tally.note({ ...entry, field: 'name', values: names });
    }
  }
}
