import { and, eq, gte, ne, or, type SQL, sql } from 'drizzle-orm';
import { PAGE_SIZE } from '../domain/pages.ts';
import { type CallerPart, callerColumns, type Pool } from './caller.ts';
import { groupsOfPage, listedColumns, listedColumnsOf } from './contact-list.ts';
import { forEachRef } from './refs.ts';
import { contact, contactGroup, membership } from './schema.ts';

const value = sql.placeholder;

/** A group's columns beside a contact's, which have the same names. */
export function groupRowOf<Id, TextId, Name>(source: { id: Id; textId: TextId; name: Name }) {
  return { groupId: source.id, groupTextId: source.textId, groupName: source.name };
}

/** The statements of groups with their members: of all groups, or of the one that is asked for. */
export function prepareMembers(pool: Pool, caller: CallerPart) {
  return {
    all: prepareMembersWhere(pool, caller, gte(contactGroup.id, value('groupId'))),
    one: forEachRef((is) => prepareMembersWhere(pool, caller, is(contactGroup))),
  };
}

/**
 * Groups beside their members, after a cursor. Each group's members are sought by the membership's index
 * from where the cursor stands; the group of the cursor has been listed, so without members it is left out.
 */
function prepareMembersWhere({ db, prepare }: Pool, caller: CallerPart, wanted: SQL) {
  const afterMember = sql`case when ${contactGroup.id} = ${value('groupId')} then ${value('memberId')} else 0 end`;
  const member = db
    .select(listedColumns)
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
        // Said again, or a plan that merges the two reads all contacts up to there.
        sql`${contact.id} > ${afterMember}`,
      ),
    )
    .orderBy(membership.contactId)
    .limit(PAGE_SIZE)
    .as('member');
  const listed = db
    .select({ ...groupRowOf(aliasGroup()), ...listedColumnsOf(member) })
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
    .as('listed');
  const page = db.$with('page').as(
    db
      .select({ ...groupColumnsOf(listed), ...listedColumnsOf(listed) })
      .from(caller)
      .innerJoinLateral(listed, sql`true`),
  );
  return prepare(
    db
      .with(caller, page)
      .select({
        ...callerColumns(caller),
        pageGroups: groupsOfPage(caller, sql`${page}`, page.groupIds),
        ...groupColumnsOf(page),
        ...listedColumnsOf(page),
      })
      .from(caller)
      .fullJoin(page, sql`false`)
      .orderBy(sql`${page.groupId} nulls first`, page.id),
  );
}

function groupColumnsOf<T extends Record<'groupId' | 'groupTextId' | 'groupName', unknown>>(
  source: T,
): Pick<T, 'groupId' | 'groupTextId' | 'groupName'> {
  const { groupId, groupTextId, groupName } = source;
  return { groupId, groupTextId, groupName };
}

function aliasGroup() {
  return {
    id: sql<number>`${contactGroup.id}`.as('group_id'),
    textId: sql<string>`${contactGroup.textId}`.as('group_text_id'),
    name: sql<string>`${contactGroup.name}`.as('group_name'),
  };
}
