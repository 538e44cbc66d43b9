import { hash } from 'node:crypto';
import type { SourceGroup, SourceIdentity } from '../records.ts';
import type { GroupMention } from './contact-columns.ts';

/** Tells entries apart that their source has no names for, by what it says of them. */
export type KeyOfContent = (content: string) => string;

/** Makes the keys of one reading: what is said twice in the same words gets two keys, the same in every run. */
export function createKeyOfContent(): KeyOfContent {
  const counts = new Map<number, number>();
  return (content) => {
    const digest = hash('sha256', content).slice(0, KEY_DIGITS);
    // A part is enough here: were two parts alike, the keys would still differ.
    const part = Number.parseInt(digest.slice(0, 12), 16);
    const count = counts.get(part) ?? 0;
    counts.set(part, count + 1);
    return count === 0 ? digest : `${digest}-${count}`;
  };
}

const KEY_DIGITS = 32;

interface KnownIdentity {
  readonly id?: number | undefined;
  readonly textId?: string | undefined;
}

/** The identity of an entry by what is known of it; `otherwise` is its key where it has neither number nor text. */
export function identityOf({ id, textId }: KnownIdentity, otherwise: () => string): SourceIdentity {
  const key = id !== undefined ? String(id) : textId !== undefined ? `text:${textId}` : otherwise();
  return { key, ...(id === undefined ? {} : { id }), ...(textId === undefined ? {} : { textId }) };
}

/** The groups of a file that only mentions them: each becomes a record where it is mentioned first. */
export interface MentionedGroups {
  /** The records of groups that were not mentioned before, and the keys of all. */
  take(groups: readonly GroupMention[], place: string): { added: SourceGroup[]; keys: string[] };
}

export function createMentionedGroups(): MentionedGroups {
  const seen = new Set<string>();
  return {
    take: (groups, place) => {
      const added: SourceGroup[] = [];
      const keys = groups.map((group) => {
        const identity = identityOf(group, () => `name:${group.name}`);
        if (!seen.has(identity.key)) {
          seen.add(identity.key);
          added.push({ kind: 'group', place, identity, faults: [], name: group.name });
        }
        return identity.key;
      });
      return { added, keys: [...new Set(keys)] };
    },
  };
}
