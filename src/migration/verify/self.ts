import { filemailReader } from '../../../dialects/filemail/read.ts';
import type { ReadContact, WireEntry } from '../../../dialects/kernel/read-back.ts';
import type { Wire } from '../../../dialects/kernel/wire.ts';
import { txtyReader } from '../../../dialects/txty/read.ts';
import type { ShownBook } from './against.ts';
import { compareBooks } from './compare.ts';
import { itemsOf } from './lists.ts';
import { type Shape, type ShapedBook, shapeOf } from './shapes.ts';
import type { Tally } from './tally.ts';

/** The Txty ids of an account's entries, by their Filemail ids. */
export interface Numbers {
  readonly groups: ReadonlyMap<string, string>;
  readonly contacts: ReadonlyMap<string, string>;
}

/**
 * Compares what the two dialects tell of one address book: its groups and contacts, their order, names, e-mail
 * addresses and memberships; Filemail is the first side. What only one of them can show is no difference. Entries
 * are called by their Txty ids.
 */
export async function compareDialects(
  numbers: Numbers,
  filemail: ShownBook,
  txty: ShownBook,
  tally: Tally,
): Promise<void> {
  const members = new Map<string, Set<string>>();
  const orders = { group: [[], []], contact: [[], []] } satisfies Record<string, [string[], string[]]>;
  const one = shapeFilemail(numbers, filemail);
  const other = shapeTxty(txty, members, tally);
  await compareBooks(
    {
      names: one.names,
      groups: noteOrder(one.groups, orders.group[0]),
      contacts: noteOrder(one.contacts, orders.contact[0]),
    },
    {
      names: other.names,
      groups: noteOrder(other.groups, orders.group[1]),
      contacts: noteOrder(other.contacts, orders.contact[1]),
    },
    tally,
  );
  compareOrder('group', orders.group, tally);
  compareOrder('contact', orders.contact, tally);
  for (const [group, left] of members) {
    for (const id of left) tally.note({ ...memberOf(id, group), values: [null, 'in the list of the group'] });
  }
}

function shapeFilemail(numbers: Numbers, shown: ShownBook): ShapedBook {
  const { readGroup, readContact } = filemailReader;
  const names = new Map<string, string>();
  const numberOf = (half: ReadonlyMap<string, string>, textId: string) => half.get(textId) ?? textId;
  return {
    names,
    groups: mapEntries(shown.groups, async (entry) => {
      const { identity, name = '' } = readGroup(entry);
      const id = numberOf(numbers.groups, identity.key);
      names.set(id, name);
      return shapeOf(id, name, [['name', name]]);
    }),
    contacts: mapEntries(shown.contacts, async (entry) => {
      const { identity, fields, groups } = readContact(entry);
      const memberships = groups.map((group) => {
        return [numberOf(numbers.groups, group.identity.key), group.name ?? ''] as const;
      });
      return shapeOf(
        numberOf(numbers.contacts, identity.key),
        fields.name ?? '',
        shared(fields),
        memberships,
      );
    }),
  };
}

/** Takes from `members` what the contacts say of their groups: what is left, the lists of the groups alone say. */
function shapeTxty(shown: ShownBook, members: Map<string, Set<string>>, tally: Tally): ShapedBook {
  const { groups, readGroup, readContact } = txtyReader;
  const names = new Map<string, string>();
  return {
    names,
    groups: mapEntries(shown.groups, async (entry) => {
      const { identity, name = '' } = readGroup(entry);
      names.set(identity.key, name);
      members.set(identity.key, await readMembers(entry[groups.repeats ?? ''] as Wire));
      return shapeOf(identity.key, name, [['name', name]]);
    }),
    contacts: mapEntries(shown.contacts, async (entry) => {
      const { identity, fields, groups: own } = readContact(entry);
      const memberships = own.map((group) => {
        const { key } = group.identity;
        const isListed = members.get(key)?.delete(identity.key) ?? false;
        if (!isListed) tally.note({ ...memberOf(identity.key, key), values: ['in the contact', null] });
        return [key, names.get(key) ?? ''] as const;
      });
      return shapeOf(identity.key, fields.name ?? '', shared(fields), memberships);
    }),
  };
}

async function readMembers(list: Wire): Promise<Set<string>> {
  const members = new Set<string>();
  for await (const member of itemsOf(list)) {
    members.add(txtyReader.readContact(member as WireEntry).identity.key);
  }
  return members;
}

/** What both dialects show of a contact's fields. */
function shared({ name, email }: ReadContact['fields']) {
  return [['name', name ?? null] as const, ['email', email ?? null] as const];
}

/** A contact of whose membership one dialect's lists do not agree. */
function memberOf(id: string, group: string) {
  return { kind: 'membership', id, group, field: 'Txty lists' } as const;
}

function compareOrder(
  kind: 'group' | 'contact',
  [first, second]: readonly [readonly string[], readonly string[]],
  tally: Tally,
): void {
  // What is missing on one side has been told, and moves all that follows.
  const place = first.length === second.length ? first.findIndex((id, index) => id !== second[index]) : -1;
  const [id, other] = [first[place], second[place]];
  if (id !== undefined && other !== undefined) tally.note({ kind, id, field: 'order', values: [id, other] });
}

async function* noteOrder(shapes: AsyncIterable<Shape>, order: string[]): AsyncGenerator<Shape> {
  for await (const shape of shapes) {
    order.push(shape.id);
    yield shape;
  }
}

async function* mapEntries<T>(
  entries: AsyncIterable<WireEntry>,
  map: (entry: WireEntry) => Promise<T>,
): AsyncGenerator<T> {
  for await (const entry of entries) yield await map(entry);
}
