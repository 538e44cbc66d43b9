import { and, eq, gt, sql } from 'drizzle-orm';
import type { Group } from '../domain/contact.ts';
import { PAGE_SIZE } from '../domain/pages.ts';
import type { GroupStore } from '../domain/store.ts';
import { type CallerPart, callerColumns, type Pool } from './caller.ts';
import type { Database } from './client.ts';
import { findContactIn } from './contact-rows.ts';
import { groupRowOf, prepareMembers } from './group-members.ts';
import { forEachRef, type IsRef, nextId, refValue } from './refs.ts';
import { contactGroup, groupNumbers } from './schema.ts';

const value = sql.placeholder;

interface MaybeGroupRow {
  readonly groupId: number | null;
  readonly groupTextId: string | null;
  readonly groupName: string | null;
}

/** The statements of groups. First pages come from `pool`, later ones from `listPool`. */
export function createGroupStore({ db, run }: Pool, listPool: Pool, caller: CallerPart): GroupStore {
  const firstPage = prepareList(db, caller);
  const laterPage = prepareList(listPool.db, caller);
  const firstMembers = prepareMembers(db, caller);
  const laterMembers = prepareMembers(listPool.db, caller);
  const create = prepareCreate(db, caller);
  const rename = forEachRef((is) => prepareRename(db, caller, is));
  const remove = forEachRef((is) => prepareDelete(db, caller, is));
  return {
    listGroups: (credential, afterId) =>
      afterId === 0
        ? run(firstPage, credential, { afterId }, groupsOf)
        : listPool.run(laterPage, credential, { afterId }, groupsOf),
    listGroupMembers: (credential, ref, after) => {
      const isFirst = after.groupId === 0;
      const statements = isFirst ? firstMembers : laterMembers;
      const statement = ref === undefined ? statements.all : statements.one(ref);
      const values = { ...(ref === undefined ? {} : refValue(ref)), ...after };
      return (isFirst ? run : listPool.run)(statement, credential, values, (_, rows) =>
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

function groupsOf(_first: MaybeGroupRow, rows: readonly MaybeGroupRow[]): readonly Group[] {
  return rows.flatMap((row) => findGroupIn(row) ?? []);
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
