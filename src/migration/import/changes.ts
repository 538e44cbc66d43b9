import { randomUUID } from 'node:crypto';
import type { ContactDraft, Identity } from '../../../domain/contact.ts';
import type {
  BookChanges,
  EntryChanges,
  ImportKind,
  MadeNumbers,
  NumberNeeds,
  Origin,
} from '../../../domain/import.ts';
import { type Entries, type Entry, type Gone, isGone, type OriginDraft } from './entries.ts';
import type { NewMembership } from './memberships.ts';

/** How many numbers the new entries need: of contacts also for the text, which is made of the digits of one. */
export function needsOf(entries: Entries<object>, kind: ImportKind): NumberNeeds {
  const added = addedOf(entries);
  const needsBeside = ({ id, textId }: Entry<object>) =>
    (id === undefined) !== (textId === undefined) && (id === undefined || kind === 'contact');
  return {
    fresh: added.filter(({ id, textId }) => id === undefined && textId === undefined).length,
    beside: added.filter(needsBeside).length,
  };
}

/** What is to be written, once the numbers that are needed have been made. */
export function toBookChanges(
  groups: Entries<{ readonly name: string }>,
  contacts: Entries<ContactDraft>,
  memberships: readonly NewMembership[],
  numbers: Readonly<Record<ImportKind, MadeNumbers>>,
): BookChanges {
  complete(groups, 'group', numbers.group);
  complete(contacts, 'contact', numbers.contact);
  const pairs = memberships.map(({ contact, group }) => ({
    contactId: numberOf(contact),
    groupId: numberOf(group),
  }));
  return {
    groups: toEntryChanges(groups),
    contacts: toEntryChanges(contacts),
    // In the order in which nobody waits for another who waits for him.
    memberships: pairs.toSorted((one, two) => one.contactId - two.contactId || one.groupId - two.groupId),
  };
}

/** Gives new entries the halves of their identities that nobody brought. */
function complete(entries: Entries<object>, kind: ImportKind, { fresh, beside }: MadeNumbers): void {
  const [ownNumbers, numbersBeside] = [fresh.values(), beside.values()];
  for (const entry of addedOf(entries)) {
    const isFresh = entry.id === undefined && entry.textId === undefined;
    entry.id ??= take(isFresh ? ownNumbers : numbersBeside);
    if (entry.textId !== undefined) continue;
    if (kind === 'group') entry.textId = randomUUID().replaceAll('-', '');
    else entry.textId = String(isFresh ? entry.id : take(numbersBeside));
  }
}

function take(numbers: Iterator<number>): number {
  const { value, done } = numbers.next();
  if (done === true) throw new Error('the store made too few numbers');
  return value;
}

function addedOf<Fields>(entries: Entries<Fields>): readonly Entry<Fields>[] {
  return entries.list().filter(({ change }) => change === 'added');
}

function toEntryChanges<Fields extends object>(entries: Entries<Fields>): EntryChanges<Identity & Fields> {
  const all = entries.list();
  const origins = [...entries.origins.values()].filter(({ isChanged }) => isChanged);
  return {
    renumbered: all.flatMap(({ id, formerId }) =>
      id === undefined || formerId === undefined || id === formerId ? [] : { from: formerId, to: id },
    ),
    added: addedOf(entries).map(toWhole),
    changed: all.filter(({ change }) => change === 'changed').map(toWhole),
    revived: all.filter(({ isRevived }) => isRevived).map(numberOf),
    addedOrigins: origins.filter(({ isKept }) => !isKept).map(toOrigin),
    changedOrigins: origins.filter(({ isKept }) => isKept).map(toOrigin),
  };
}

function toWhole<Fields extends object>(entry: Entry<Fields>): Identity & Fields {
  return { ...entry.fields, id: numberOf(entry), textId: entry.textId ?? '' };
}

function toOrigin(origin: OriginDraft<object>): Origin {
  const { target, groups, formerGroupIds } = origin;
  const groupIds = groups === undefined ? formerGroupIds : groups.map(numberOf);
  return {
    key: origin.key,
    fingerprint: origin.fingerprint,
    matched: origin.matched,
    broughtId: origin.broughtId,
    broughtTextId: origin.broughtTextId,
    targetId: numberOf(target),
    groupIds: groupIds.length < 2 ? groupIds : groupIds.toSorted((one, other) => one - other),
  };
}

function numberOf(target: Entry<unknown> | Gone): number {
  const id = isGone(target) ? target.goneId : target.id;
  if (id === undefined) throw new Error('an entry has no number yet');
  return id;
}
