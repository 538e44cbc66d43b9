import { and, eq, gte, ne, or, type SQL, sql } from 'drizzle-orm';
import { PAGE_SIZE } from '../domain/pages.ts';
import { type CallerPart, callerColumns } from './caller.ts';
import type { Database } from './client.ts';
import { columnsOf, contactColumns } from './contact-rows.ts';
import { forEachRef } from './refs.ts';
import { contact, contactGroup, membership } from './schema.ts';

const value = sql.placeholder;

/** A group's columns beside a contact's, which have the same names. */
export function groupRowOf<Id, TextId, Name>(source: { id: Id; textId: TextId; name: Name }) {
  return { groupId: source.id, groupTextId: source.textId, groupName: source.name };
}

/** The statements of groups with their members: of all groups, or of the one that is asked for. */
export function prepareMembers(db: Database, caller: CallerPart) {
  return {
    all: prepareMembersWhere(db, caller, gte(contactGroup.id, value('groupId'))),
    one: forEachRef((is) => prepareMembersWhere(db, caller, is(contactGroup))),
  };
}

/**
 * Groups beside their members, after a cursor. Each group's members are sought by the membership's index
 * from where the cursor stands; the group of the cursor has been listed, so without members it is left out.
 */
function prepareMembersWhere(db: Database, caller: CallerPart, wanted: SQL) {
  const afterMember = sql`case when ${contactGroup.id} = ${value('groupId')} then ${value('memberId')} else 0 end`;
  const member = db
    .select(contactColumns)
    .from(membership)
    .innerJoin(
      contact,
      and(eq(contact.accountId, membership.accountId), eq(contact.id, membership.contactId)),
    )
    .where(
      and(
        eq(membership.accountId, contactGroup.accountId),
        eq(membership.groupId, contactGroup.id),
        sql`${membership.contactId} > ${afterMember}`,
      ),
    )
    .orderBy(membership.contactId)
    .limit(PAGE_SIZE)
    .as('member');
  const page = db
    .select({ ...groupRowOf(aliasGroup()), ...columnsOf(member) })
    .from(contactGroup)
    .leftJoinLateral(member, sql`true`)
    .where(
      and(
        eq(contactGroup.accountId, caller.book),
        wanted,
        or(ne(contactGroup.id, value('groupId')), sql`${member.id} is not null`),
      ),
    )
    .orderBy(contactGroup.id, member.id)
    .limit(PAGE_SIZE)
    .as('page');
  return db
    .with(caller)
    .select({
      ...callerColumns(caller),
      groupId: page.groupId,
      groupTextId: page.groupTextId,
      groupName: page.groupName,
      ...columnsOf(page),
    })
    .from(caller)
    .leftJoinLateral(page, sql`true`)
    .orderBy(page.groupId, page.id)
    .prepare('list_group_members');
}

function aliasGroup() {
  return {
    id: sql<number>`${contactGroup.id}`.as('group_id'),
    textId: sql<string>`${contactGroup.textId}`.as('group_text_id'),
    name: sql<string>`${contactGroup.name}`.as('group_name'),
  };
}
