import type { SourceGroup } from './records.ts';
import { identityOf } from './source-keys.ts';
import { type CardText, textOf } from './vcard-contact.ts';
import { exactText } from './vcard-exact.ts';

/** The groups that a file tells of by cards of their own, and whom they say to be in them. */
export interface CardGroups {
  readonly records: readonly SourceGroup[];
  /** Notes a card of a group. */
  add(card: CardText, place: string): void;
  /** The key of a group by its name, as categories have it; undefined where no card tells of it. */
  findByName(name: string): string | undefined;
  /** What the group of a key is called, without blanks around it. */
  nameOf(key: string): string | undefined;
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
  const keysByName = new Map<string, string>();
  const names = new Map<string, string>();
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
      if (names.has(identity.key)) return;
      const faults = name === '' ? [{ field: 'name', reason: 'is missing', value: '' }] : [];
      records.push({ kind: 'group', place, identity, faults, name });
      names.set(identity.key, name.trim());
      if (!keysByName.has(name.trim())) keysByName.set(name.trim(), identity.key);
      for (const member of [...card.list('MEMBER'), ...card.list('X-ADDRESSBOOKSERVER-MEMBER')]) {
        const memberUid = foldUid(textOf(member));
        keysByMember.set(memberUid, [...(keysByMember.get(memberUid) ?? []), identity.key]);
      }
    },
    findByName: (name) => keysByName.get(name),
    nameOf: (key) => names.get(key),
    listOf: (contact) => {
      const numbers = contact.list('X-DIGLOT-GROUPS').flatMap(({ parts }) => parts.flat());
      const uid = foldUid(contact.first('UID'));
      const byMembers = uid === '' ? [] : (keysByMember.get(uid) ?? []);
      return [...numbers.filter((key) => names.has(key)), ...byMembers];
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
