import type { Identity } from '../../../domain/contact.ts';
import type { DeletedEntry, Origin, Ties } from '../../../domain/import.ts';
import type { PreparedRecord } from './record.ts';

/** A contact or group as the batch is to leave it. */
export interface Entry<Fields> {
  /** Undefined while this half of the identity is still to be made. */
  id: number | undefined;
  textId: string | undefined;
  fields: Fields;
  change: 'none' | 'added' | 'changed';
  /** Its number before the batch; undefined where it had none. */
  readonly formerId: number | undefined;
  readonly isRevived: boolean;
  ties: Ties;
}

/** The halves of an identity, as far as they are known. */
export type Halves = { readonly [Half in keyof Identity]?: Identity[Half] | undefined };

/** One that was deleted here. */
export interface Gone {
  readonly goneId: number;
}

/** An origin as the batch is to leave it. */
export interface OriginDraft<Fields> extends Omit<Origin, 'targetId' | 'fingerprint' | 'groupIds'> {
  target: Entry<Fields> | Gone;
  fingerprint: string;
  /** By the numbers that the groups had before the batch. */
  readonly formerGroupIds: readonly number[];
  /** Those that are told of now; undefined where the source tells of none. */
  groups: readonly (Entry<unknown> | Gone)[] | undefined;
  isChanged: boolean;
  /** Whether the book remembers one of this key. */
  readonly isKept: boolean;
}

/** What is known of the entries of one kind, and what becomes of them. */
export interface Entries<Fields> {
  readonly origins: ReadonlyMap<string, OriginDraft<Fields>>;
  /** Those that were here, and those that were added. */
  list(): readonly Entry<Fields>[];
  findById(id: number): Entry<Fields> | undefined;
  findByTextId(textId: string): Entry<Fields> | undefined;
  findDeleted(halves: Halves): DeletedEntry | undefined;
  add(identity: Halves, fields: Fields, isRevived: boolean): Entry<Fields>;
  /** Gives an entry the halves of an identity that a record brings. */
  rename(entry: Entry<Fields>, identity: Halves): void;
  /** Remembers what became of a record. */
  tie(prepared: PreparedRecord, target: Entry<Fields> | Gone, matched: boolean): OriginDraft<Fields>;
}

export interface KnownEntries<Fields> {
  readonly entries: readonly (Identity & { readonly fields: Fields; readonly ties: Ties })[];
  readonly origins: readonly Origin[];
  readonly deleted: readonly DeletedEntry[];
}

const NO_TIES: Ties = { isTied: false, isMatched: false, broughtId: false, broughtTextId: false };

export function isGone<Fields>(target: Entry<Fields> | Gone): target is Gone {
  return 'goneId' in target;
}

/** Makes the working copy of what is known of one kind. */
export function createEntries<Fields>(known: KnownEntries<Fields>): Entries<Fields> {
  const all: Entry<Fields>[] = [];
  const byId = new Map<number, Entry<Fields>>();
  const byTextId = new Map<string, Entry<Fields>>();
  const index = (entry: Entry<Fields>) => {
    if (entry.id !== undefined) byId.set(entry.id, entry);
    if (entry.textId !== undefined) byTextId.set(entry.textId, entry);
  };
  const put = (entry: Entry<Fields>) => {
    all.push(entry);
    index(entry);
    return entry;
  };
  for (const { id, textId, fields, ties } of known.entries)
    put({ id, textId, fields, ties, change: 'none', formerId: id, isRevived: false });
  const deletedById = new Map(known.deleted.map((deleted) => [deleted.id, deleted]));
  const deletedByTextId = new Map(known.deleted.map((deleted) => [deleted.textId, deleted]));
  const origins = new Map(
    known.origins.map(({ targetId, groupIds, ...origin }): [string, OriginDraft<Fields>] => {
      const target = byId.get(targetId) ?? { goneId: targetId };
      return [
        origin.key,
        { ...origin, target, formerGroupIds: groupIds, groups: undefined, isChanged: false, isKept: true },
      ];
    }),
  );
  return {
    origins,
    list: () => all,
    findById: (id) => byId.get(id),
    findByTextId: (textId) => byTextId.get(textId),
    findDeleted: ({ id, textId }) =>
      (id === undefined ? undefined : deletedById.get(id)) ??
      (textId === undefined ? undefined : deletedByTextId.get(textId)),
    add: ({ id, textId }, fields, isRevived) =>
      put({ id, textId, fields, isRevived, ties: NO_TIES, change: 'added', formerId: undefined }),
    rename: (entry, { id = entry.id, textId = entry.textId }) => {
      if (textId !== entry.textId && entry.change === 'none') entry.change = 'changed';
      Object.assign(entry, { id, textId });
      index(entry);
    },
    tie: ({ key, fingerprint, record: { identity } }, target, matched) => {
      const broughtId = identity.id !== undefined;
      const broughtTextId = identity.textId !== undefined;
      if (!isGone(target)) {
        const { ties } = target;
        target.ties = {
          isTied: true,
          isMatched: ties.isMatched || matched,
          broughtId: ties.broughtId || broughtId,
          broughtTextId: ties.broughtTextId || broughtTextId,
        };
      }
      const origin: OriginDraft<Fields> = {
        key,
        fingerprint,
        target,
        matched,
        broughtId,
        broughtTextId,
        // Of an entry that is new here all groups are, whatever was told before it was deleted.
        formerGroupIds: [],
        groups: undefined,
        isChanged: true,
        isKept: origins.get(key)?.isKept === true,
      };
      origins.set(key, origin);
      return origin;
    },
  };
}
