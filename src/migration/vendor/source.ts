import type { BookList, ReadContact, ReadGroup, ReadIdentity } from '../../../dialects/kernel/read-back.ts';
import type { Source, SourceContact, SourceGroup, SourceRecord } from '../records.ts';
import { fetchVendorBook, type VendorAccess, type VendorBook } from './book.ts';
import type { VendorPatience } from './retry.ts';

export type { VendorAccess } from './book.ts';
export type { VendorCredential } from './calls.ts';

/**
 * Reads a vendor's whole address book through its public calls, and resolves once all of it is here and proved
 * whole. Rejects with a `SourceError` where that can't be had.
 */
export async function openVendorSource(access: VendorAccess, patience?: VendorPatience): Promise<Source> {
  const book = await fetchVendorBook(access, patience);
  let done = 0;
  let unlisted = 0;
  const onUnlisted = () => {
    unlisted += 1;
  };
  return {
    name: access.dialect,
    title: book.origin,
    notShown: book.vendor.reader.notShown,
    total: () => ({ unit: 'records', count: book.groups.count() + book.contacts.count() + unlisted }),
    done: () => done,
    read: async function* () {
      done = 0;
      unlisted = 0;
      for await (const record of readRecords(book, onUnlisted)) {
        done += 1;
        yield record;
      }
    },
    close: book.close,
  };
}

/** The groups, then the contacts; a group that is named by a contact but not listed comes before that contact. */
async function* readRecords(
  { vendor: { reader }, groups, contacts }: VendorBook,
  onUnlisted: () => void,
): AsyncGenerator<SourceRecord> {
  const listed = createNaming(reader.groups);
  for await (const entry of groups.entries()) yield groupRecord(reader.readGroup(entry), listed);
  const named = createNaming(reader.contacts);
  for await (const entry of contacts.entries()) {
    const contact = reader.readContact(entry);
    for (const group of contact.groups) {
      if (listed.has(group.identity.key)) continue;
      onUnlisted();
      yield groupRecord(withName(group), listed);
    }
    yield contactRecord(contact, named);
  }
}

/** Gives entries of one kind their keys and places. */
interface Naming {
  has(key: string): boolean;
  name(identity: ReadIdentity): Pick<SourceRecord, 'place' | 'identity'> & { readonly isRepeated: boolean };
}

function createNaming({ id, list }: BookList): Naming {
  const keys = new Set<string>();
  let position = 0;
  return {
    has: (key) => keys.has(key),
    name: (identity) => {
      position += 1;
      const { key } = identity;
      const isRepeated = keys.has(key);
      if (key !== '') keys.add(key);
      if (key !== '' && !isRepeated) return { place: `${id} ${key}`, identity, isRepeated };
      return {
        place: `number ${position} of the ${list}`,
        identity: { ...identity, key: `${key}#${position}` },
        isRepeated,
      };
    },
  };
}

function groupRecord({ identity, name = '', faults }: ReadGroup, naming: Naming): SourceGroup {
  const { isRepeated, ...entry } = naming.name(identity);
  return {
    kind: 'group',
    ...entry,
    name,
    faults: isRepeated ? [...faults, repeatedFault(identity)] : faults,
  };
}

function contactRecord({ identity, fields, groups, faults }: ReadContact, naming: Naming): SourceContact {
  const { isRepeated, ...entry } = naming.name(identity);
  return {
    kind: 'contact',
    ...entry,
    fields,
    groups: [...new Set(groups.map((group) => group.identity.key))],
    faults: isRepeated ? [...faults, repeatedFault(identity)] : faults,
  };
}

function repeatedFault({ key, id }: ReadIdentity) {
  return { field: id === undefined ? 'textId' : 'id', reason: 'came before', value: key };
}

/** A dialect may name a group by its id alone, of which no group can be made. */
function withName(group: ReadGroup): ReadGroup {
  if (group.name !== undefined) return group;
  const fault = { field: 'name', reason: 'is not told: the vendor does not list this group', value: '' };
  return { ...group, faults: [...group.faults, fault] };
}
