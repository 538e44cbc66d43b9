import { and, eq, gt, gte, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Group } from '../domain/contact.ts';
import { PAGE_SIZE } from '../domain/pages.ts';
import type { GroupStore } from '../domain/store.ts';
import { type CallerPart, callerColumns, type RunForCaller } from './caller.ts';
import type { Database } from './client.ts';
import { findContactIn } from './contact-rows.ts';
import { columnsOf, contactColumns, forEachRef, nextId, type RefTable, refValue } from './contact-store.ts';
import { contact, contactGroup, groupNumbers, membership } from './schema.ts';

const value = sql.placeholder;

interface MaybeGroupRow {
  readonly groupId: number | null;
  readonly groupTextId: string | null;
  readonly groupName: string | null;
}

/** The statements of groups. First pages come from `db`, later ones from `listDb`. */
export function createGroupStore(
  db: Database,
  listDb: Database,
  caller: CallerPart,
  run: RunForCaller,
): GroupStore {
  const firstPage = prepareList(db, caller);
  const laterPage = prepareList(listDb, caller);
  const firstMembers = prepareMembersOf(db, caller);
  const laterMembers = prepareMembersOf(listDb, caller);
  const create = prepareCreate(db, caller);
  const rename = forEachRef((is) => prepareRename(db, caller, is));
  const remove = forEachRef((is) => prepareDelete(db, caller, is));
  return {
    listGroups: (credential, afterId) =>
      run(afterId === 0 ? firstPage : laterPage, credential, { afterId }, (_, rows) =>
        rows.flatMap((row) => findGroupIn(row) ?? []),
      ),
    listGroupMembers: (credential, ref, after) => {
      const statements = after.groupId === 0 ? firstMembers : laterMembers;
      const statement = ref === undefined ? statements.all : statements.one(ref);
      const values = { ...(ref === undefined ? {} : refValue(ref)), ...after };
      return run(statement, credential, values, (_, rows) =>
        rows.flatMap((row) => {
          const group = findGroupIn(row);
          return group === undefined ? [] : [{ group, member: findContactIn(row) ?? null }];
        }),
      );
    },
    createGroup: (credential, name) => run(create, credential, { name }, requireGroup),
    renameGroup: (credential, ref, name) =>
      run(rename(ref), credential, { ...refValue(ref), name }, findGroupIn),
    deleteGroup: (credential, ref) =>
      run(remove(ref), credential, refValue(ref), ({ groupId }) => groupId !== null),
  };
}

function findGroupIn(row: MaybeGroupRow): Group | undefined {
  const { groupId: id, groupTextId: textId, groupName: name } = row;
  return id === null || textId === null || name === null ? undefined : { id, textId, name };
}

function requireGroup(row: MaybeGroupRow): Group {
  const group = findGroupIn(row);
  if (group === undefined) throw new Error('the store made no row');
  return group;
}

const groupColumns = { id: contactGroup.id, textId: contactGroup.textId, name: contactGroup.name };

/** A group's columns beside a contact's, which have the same names. */
function groupRowOf<Id, TextId, Name>(source: { id: Id; textId: TextId; name: Name }) {
  return { groupId: source.id, groupTextId: source.textId, groupName: source.name };
}

type IsRef = (table: RefTable) => SQL;

function prepareList(db: Database, caller: CallerPart) {
  const page = db
    .select(groupColumns)
    .from(contactGroup)
    .where(and(eq(contactGroup.accountId, caller.book), gt(contactGroup.id, value('afterId'))))
    .orderBy(contactGroup.id)
    .limit(PAGE_SIZE)
    .as('page');
  return db
    .with(caller)
    .select({ ...callerColumns(caller), ...groupRowOf(page) })
    .from(caller)
    .leftJoinLateral(page, sql`true`)
    .orderBy(page.id)
    .prepare('list_groups');
}

function prepareMembersOf(db: Database, caller: CallerPart) {
  return {
    all: prepareMembers(db, caller, gte(contactGroup.id, value('groupId'))),
    one: forEachRef((is) => prepareMembers(db, caller, is(contactGroup))),
  };
}

/**
 * Groups beside their members, after a cursor. Each group's members are sought by the membership's index
 * from where the cursor stands; the group of the cursor has been listed, so without members it is left out.
 */
function prepareMembers(db: Database, caller: CallerPart, wanted: SQL) {
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

function prepareCreate(db: Database, caller: CallerPart) {
  const created = db.$with('created').as(
    db
      .insert(contactGroup)
      .select(
        db
          .select({
            accountId: sql<number>`${caller.book}`.as('account_id'),
            id: sql<number>`new.id`.as('id'),
            textId: sql<string>`replace(gen_random_uuid()::text, '-', '')`.as('text_id'),
            name: sql<string>`${value('name')}`.as('name'),
          })
          .from(caller)
          .innerJoinLateral(nextId(groupNumbers.seqName), sql`${caller.book} is not null`),
      )
      .returning(groupColumns),
  );
  return db
    .with(caller, created)
    .select({ ...callerColumns(caller), ...groupRowOf(created) })
    .from(caller)
    .leftJoin(created, sql`true`)
    .prepare('create_group');
}

function prepareRename(db: Database, caller: CallerPart, is: IsRef) {
  const renamed = db.$with('renamed').as(
    db
      .update(contactGroup)
      .set({ name: sql`${value('name')}` })
      .from(caller)
      .where(and(eq(contactGroup.accountId, caller.book), is(contactGroup)))
      .returning(groupColumns),
  );
  return db
    .with(caller, renamed)
    .select({ ...callerColumns(caller), ...groupRowOf(renamed) })
    .from(caller)
    .leftJoin(renamed, sql`true`)
    .prepare('rename_group');
}

function prepareDelete(db: Database, caller: CallerPart, is: IsRef) {
  const book = db.select({ book: caller.book }).from(caller);
  const deleted = db.$with('deleted').as(
    db
      .delete(contactGroup)
      .where(and(eq(contactGroup.accountId, sql`${book}`), is(contactGroup)))
      .returning({ id: contactGroup.id }),
  );
  return db
    .with(caller, deleted)
    .select({ ...callerColumns(caller), groupId: deleted.id })
    .from(caller)
    .leftJoin(deleted, sql`true`)
    .prepare('delete_group');
}
