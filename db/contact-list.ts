import { and, eq, gt, type SQL, sql } from 'drizzle-orm';
import type { Contact, Group } from '../domain/contact.ts';
import { PAGE_SIZE } from '../domain/pages.ts';
import { type CallerPart, callerColumns, type Pool } from './caller.ts';
import {
  type GroupTuple,
  hasContact,
  type Maybe,
  type OwnRow,
  ownColumns,
  ownColumnsOf,
  toContact,
  toGroup,
} from './contact-rows.ts';
import { contact, contactGroup, membership } from './schema.ts';

/*
 * In a list each contact comes with the numbers of its groups. What these are called comes once, in a row that
 * precedes those of the page and tells of the caller too: to join the groups to each contact takes most of the
 * time of a list.
 */

interface ListedRow extends OwnRow {
  readonly groupIds: readonly number[];
}

/** A row of a page; of a contact or, the first, of none. */
type MaybeListedRow = Maybe<ListedRow>;

/** The columns of a contact in a list. */
export const listedColumns = { ...ownColumns, groupIds: groupIdsOfContact() };

/** The columns of a subquery under the names that a contact's row has in a list. */
export function listedColumnsOf<T extends Record<keyof typeof listedColumns, unknown>>(
  source: T,
): Pick<T, keyof typeof listedColumns> {
  const { groupIds } = source;
  return { ...ownColumnsOf(source), groupIds };
}

/** The numbers of a contact's groups, ascending. */
function groupIdsOfContact() {
  const ids = sql`array(
    select ${membership.groupId} from ${membership}
    where ${membership.accountId} = ${contact.accountId} and ${membership.contactId} = ${contact.id}
    order by ${membership.groupId}
  )`;
  return sql<readonly number[]>`${ids}`.as('group_ids');
}

/** The groups of all contacts of a page, for the row of the caller that is fully joined with it. */
export function groupsOfPage(caller: CallerPart, page: SQL, groupIds: SQL.Aliased<readonly number[]>) {
  const groups = sql`(
    select json_agg(json_build_array(${contactGroup.id}, ${contactGroup.textId}, ${contactGroup.name}))
    from ${contactGroup}
    where ${contactGroup.accountId} = (select ${caller.book} from ${caller})
    and ${contactGroup.id} in (select unnest(${groupIds}) from ${page})
  )`;
  return sql<readonly GroupTuple[] | null>`case when ${caller.accountId} is not null then ${groups} end`.as(
    'page_groups',
  );
}

/** Makes the reader of a page's contacts, by the groups that its first row tells. */
export function createReadListed(
  groups: readonly GroupTuple[] | null,
): (row: MaybeListedRow) => Contact | undefined {
  const groupsById = new Map(groups?.map((tuple) => [tuple[0], toGroup(tuple)]));
  const findGroup = (id: number): Group => {
    const group = groupsById.get(id);
    if (group === undefined) throw new Error('the store told of no such group');
    return group;
  };
  return (row) => (hasContact(row) ? toContact(row, row.groupIds.map(findGroup)) : undefined);
}

/** The statement of a page of all contacts, after the one whose number it is handed as `afterId`. */
export function prepareContactList({ db, prepare }: Pool, caller: CallerPart) {
  const listed = db
    .select(listedColumns)
    .from(contact)
    .where(and(eq(contact.accountId, caller.book), gt(contact.id, sql.placeholder('afterId'))))
    .orderBy(contact.id)
    .limit(PAGE_SIZE)
    .as('listed');
  const page = db
    .$with('page')
    .as(db.select(listedColumnsOf(listed)).from(caller).innerJoinLateral(listed, sql`true`));
  return prepare(
    db
      .with(caller, page)
      .select({
        ...callerColumns(caller),
        pageGroups: groupsOfPage(caller, sql`${page}`, page.groupIds),
        ...listedColumnsOf(page),
      })
      .from(caller)
      .fullJoin(page, sql`false`)
      .orderBy(sql`${page.id} nulls first`),
  );
}

/** The contacts of such a page. */
export function contactsOf(
  { pageGroups }: { readonly pageGroups: readonly GroupTuple[] | null },
  rows: readonly MaybeListedRow[],
): readonly Contact[] {
  const read = createReadListed(pageGroups);
  return rows.flatMap((row) => read(row) ?? []);
}
