import type { Authorized } from './account.ts';
import type { Group, Ref } from './contact.ts';
import type { Caller } from './credential.ts';
import { DomainError } from './errors.ts';
import { type GroupWithMembers, groupRows, type NextRows } from './group-pages.ts';
import { type Pages, pagesFrom } from './pages.ts';
import type { GroupStore, MembershipOutcome, MembershipStore } from './store.ts';

/** All groups of the caller, in ascending order of their number. */
export async function listGroups(book: GroupStore, caller: Caller): Promise<Authorized<Pages<Group>>> {
  const { account, value } = await book.listGroups(caller, 0);
  return {
    account,
    value: pagesFrom(value, async (after) => (await book.listGroups(caller, after.id)).value),
  };
}

/** All groups with their members. The members of a group must be read before the group after it. */
export async function listGroupsWithMembers(
  book: GroupStore,
  caller: Caller,
): Promise<Authorized<Pages<GroupWithMembers>>> {
  const { account, value: rows } = await book.listGroupMembers(caller, undefined, START);
  return { account, value: groupRows(rows, nextRows(book, caller, undefined)) };
}

/** One group with its members. Rejects with `group-not-found`. */
export async function getGroupWithMembers(
  book: GroupStore,
  caller: Caller,
  ref: Ref,
): Promise<Authorized<GroupWithMembers>> {
  const { account, value: rows } = await book.listGroupMembers(caller, ref, START);
  const group = groupRows(rows, nextRows(book, caller, ref)).first[0];
  if (group === undefined) throw new DomainError('group-not-found');
  return { account, value: group };
}

/** Makes an empty group. */
export function createGroup(book: GroupStore, caller: Caller, name: string): Promise<Authorized<Group>> {
  return book.createGroup(caller, name);
}

/** Rejects with `group-not-found`. */
export async function renameGroup(
  book: GroupStore,
  caller: Caller,
  ref: Ref,
  name: string,
): Promise<Authorized<Group>> {
  const { account, value } = await book.renameGroup(caller, ref, name);
  if (value === undefined) throw new DomainError('group-not-found');
  return { account, value };
}

/** Deletes a group and leaves its contacts. Rejects with `group-not-found`. */
export async function deleteGroup(book: GroupStore, caller: Caller, ref: Ref): Promise<Authorized<true>> {
  const { account, value } = await book.deleteGroup(caller, ref);
  if (!value) throw new DomainError('group-not-found');
  return { account, value };
}

type MembershipChange = MembershipStore['addMemberships'];

/** Puts a contact into all of the groups, or into none. Rejects with `contact-not-found` or `group-not-found`. */
export function addToGroups(
  book: MembershipStore,
  caller: Caller,
  contact: Ref,
  groups: readonly Ref[],
): Promise<Authorized<undefined>> {
  return changeMemberships(book.addMemberships, caller, contact, groups);
}

/** Takes a contact out of all of the groups, or of none. Rejects as `addToGroups` does. */
export function removeFromGroups(
  book: MembershipStore,
  caller: Caller,
  contact: Ref,
  groups: readonly Ref[],
): Promise<Authorized<undefined>> {
  return changeMemberships(book.removeMemberships, caller, contact, groups);
}

async function changeMemberships(
  change: MembershipChange,
  caller: Caller,
  contact: Ref,
  groups: readonly Ref[],
): Promise<Authorized<undefined>> {
  const { account, value } = await change(caller, contact, groups);
  refuseUnlessFound(value);
  return { account, value: undefined };
}

function refuseUnlessFound({ contactFound, groupsFound }: MembershipOutcome): void {
  if (!contactFound) throw new DomainError('contact-not-found');
  const position = groupsFound.indexOf(false);
  if (position >= 0) throw new DomainError('group-not-found', { position });
}

const START = { groupId: 0, memberId: 0 };

function nextRows(book: GroupStore, caller: Caller, ref: Ref | undefined): NextRows {
  return async ({ group, member }) => {
    const after = { groupId: group.id, memberId: member?.id ?? 0 };
    return (await book.listGroupMembers(caller, ref, after)).value;
  };
}
