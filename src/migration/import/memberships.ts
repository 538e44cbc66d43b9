import type { MembershipPair } from '../../../domain/import.ts';
import { type Entries, type Entry, type Gone, isGone, type OriginDraft } from './entries.ts';

/** What became of the memberships that a record tells of. */
export interface MembershipCounts {
  readonly created: number;
  readonly unchanged: number;
  readonly rejected: number;
}

/** A membership between entries whose numbers may still be to be made. */
export interface NewMembership {
  readonly contact: Entry<object>;
  readonly group: Entry<object>;
}

/** Decides on the memberships of contacts. */
export interface Memberships {
  /** What is told of the groups of a contact whose record was not rejected. */
  judge(origin: OriginDraft<object>, groupKeys: readonly string[]): MembershipCounts;
  listNew(): readonly NewMembership[];
}

/** Makes the judge of one batch; `known` are memberships that are here. */
export function createMemberships(
  groups: Pick<Entries<object>, 'origins'>,
  known: readonly MembershipPair[],
): Memberships {
  const added: NewMembership[] = [];
  const pairs = new Set(known.map(({ contactId, groupId }) => `${contactId} ${groupId}`));
  const addedTo = new Map<Entry<object>, Set<Entry<object>>>();
  const isMember = (contact: Entry<object>, group: Entry<object>) =>
    pairs.has(`${contact.formerId} ${group.formerId}`) || addedTo.get(contact)?.has(group) === true;
  const add = (contact: Entry<object>, group: Entry<object>) => {
    added.push({ contact, group });
    addedTo.set(contact, (addedTo.get(contact) ?? new Set()).add(group));
  };
  return {
    listNew: () => added,
    judge: (origin, groupKeys) => {
      const told = new Set<Entry<object> | Gone>();
      let created = 0;
      let rejected = 0;
      for (const key of groupKeys) {
        const group = groups.origins.get(key)?.target;
        if (group === undefined) {
          rejected += 1;
          continue;
        }
        told.add(group);
        // What was told before and is no more was removed here, and what is gone stays so.
        if (isGone(origin.target) || isGone(group) || wasTold(origin, group)) continue;
        if (isMember(origin.target, group)) continue;
        add(origin.target, group);
        created += 1;
      }
      tell(origin, told);
      return { created, rejected, unchanged: groupKeys.length - created - rejected };
    },
  };
}

function wasTold({ formerGroupIds }: OriginDraft<object>, group: Entry<object>): boolean {
  return group.formerId !== undefined && formerGroupIds.includes(group.formerId);
}

function tell(origin: OriginDraft<object>, told: ReadonlySet<Entry<object> | Gone>): void {
  // Nothing more is remembered of a contact that is gone.
  if (isGone(origin.target)) return;
  const numbers = [...told].map((group) => (isGone(group) ? group.goneId : group.formerId));
  const { formerGroupIds } = origin;
  const isNew = numbers.some((id) => id === undefined || !formerGroupIds.includes(id));
  origin.groups = [...told];
  if (isNew || numbers.length !== formerGroupIds.length) origin.isChanged = true;
}
