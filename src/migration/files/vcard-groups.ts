import type { SourceGroup } from '../records.ts';
import { identityOf } from './source-keys.ts';
import { type CardText, textOf } from './vcard-contact.ts';
import { exactText, toWritable } from './vcard-exact.ts';

/** The groups that a file tells of by cards of their own, and whom they say to be in them. */
export interface CardGroups {
  readonly records: readonly SourceGroup[];
  /** Notes a card of a group. */
  add(card: CardText, place: string): void;
  /** The key of a group by the category of its members; undefined where no card tells of it. */
  findByCategory(name: string): string | undefined;
  /** The category of the members of a group, by its key. */
  categoryOf(key: string): string | undefined;
  /** The keys of a contact's groups: by our own numbers, and by the members that cards of groups name. */
  listOf(contact: CardText): readonly string[];
}

const KIND = /^group$/i;
const URN = /^urn:uuid:/;

/** True for a card that is no person: as RFC 6350 and Apple's address books mark it. */
export function isGroupCard(card: CardText): boolean {
  return KIND.test(card.first('KIND').trim()) || KIND.test(card.first('X-ADDRESSBOOKSERVER-KIND').trim());
}

export function createCardGroups(): CardGroups {
  const records: SourceGroup[] = [];
  const keysByCategory = new Map<string, string>();
  const categories = new Map<string, string>();
  const keysByMember = new Map<string, string[]>();

  return {
    records,
    add: (card, place) => {
      const name = exactText(
        card.first('FN') ||
          card
            .list('N')
            .flatMap(({ parts }) => parts.flat())
            .join(' ')
            .trim(),
        card.exact('name'),
      );
      const uid = foldUid(card.first('UID'));
      const identity = identityOf(ownIdentity(card), () => (uid === '' ? `name:${name}` : `uid:${uid}`));
      if (categories.has(identity.key)) return;
      const faults = name === '' ? [{ field: 'name', reason: 'is missing', value: '' }] : [];
      records.push({ kind: 'group', place, identity, faults, name });
      const category = toWritable(name).trim();
      categories.set(identity.key, category);
      if (!keysByCategory.has(category)) keysByCategory.set(category, identity.key);
      for (const member of [...card.list('MEMBER'), ...card.list('X-ADDRESSBOOKSERVER-MEMBER')]) {
        const memberUid = foldUid(textOf(member));
        keysByMember.set(memberUid, [...(keysByMember.get(memberUid) ?? []), identity.key]);
      }
    },
    findByCategory: (name) => keysByCategory.get(name),
    categoryOf: (key) => categories.get(key),
    listOf: (contact) => {
      const numbers = contact.list('X-DIGLOT-GROUPS').flatMap(({ parts }) => parts.flat());
      const uid = foldUid(contact.first('UID'));
      const byMembers = uid === '' ? [] : (keysByMember.get(uid) ?? []);
      return [...numbers.filter((key) => categories.has(key)), ...byMembers];
    },
  };
}

/** The numbers and texts that our own cards name an entry by. */
export function ownIdentity(card: CardText): { readonly id?: number; readonly textId?: string } {
  const id = Number(card.first('X-DIGLOT-ID'));
  const textId = exactText(card.first('X-DIGLOT-TEXT-ID'), card.exact('text-id'));
  return {
    ...(Number.isSafeInteger(id) && id > 0 ? { id } : {}),
    ...(textId === '' ? {} : { textId }),
  };
}

/** A UID in one spelling: some programs write it in capitals, or with its scheme in one place alone. */
export function foldUid(uid: string): string {
  return uid.trim().toLowerCase().replace(URN, '');
}
