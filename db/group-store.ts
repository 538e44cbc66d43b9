import { and, eq, gt, sql } from 'drizzle-orm';
import type { Group } from '../domain/contact.ts';
import { PAGE_SIZE } from '../domain/pages.ts';
import type { GroupStore } from '../domain/store.ts';
import { type CallerPart, callerColumns, type Pool, type Pools } from './caller.ts';
import { createReadListed } from './contact-list.ts';
import { rememberDeleted } from './deleted-entries.ts';
import { groupRowOf, prepareMembers } from './group-members.ts';
import { forEachRef, type IsRef, nextId, refValue } from './refs.ts';
import { contactGroup, groupNumbers } from './schema.ts';

const value = sql.placeholder;

interface MaybeGroupRow {
  readonly groupId: number | null;
  readonly groupTextId: string | null;
  readonly groupName: string | null;
}

/** The statements of groups. First pages come from `reads`, later ones from `lists`. */
export function createGroupStore({ reads, writes, lists }: Pools, caller: CallerPart): GroupStore {
  const firstPage = prepareList(reads, caller);
  const laterPage = prepareList(lists, caller);
  const firstMembers = prepareMembers(reads, caller);
  const laterMembers = prepareMembers(lists, caller);
  const create = prepareCreate(writes, caller);
  const rename = forEachRef((is) => prepareRename(writes, caller, is));
  const remove = forEachRef((is) => prepareDelete(writes, caller, is));
  return {
    listGroups: (credential, afterId) =>
      afterId === 0
        ? reads.run(firstPage, credential, { afterId }, groupsOf)
        : lists.run(laterPage, credential, { afterId }, groupsOf),
    listGroupMembers: (credential, ref, after) => {
      const isFirst = after.groupId === 0;
      const statements = isFirst ? firstMembers : laterMembers;
      const statement = ref === undefined ? statements.all : statements.one(ref);
      const values = { ...(ref === undefined ? {} : refValue(ref)), ...after };
      return (isFirst ? reads : lists).run(statement, credential, values, ({ pageGroups }, rows) => {
        const readMember = createReadListed(pageGroups);
        return rows.flatMap((row) => {
          const group = findGroupIn(row);
          return group === undefined ? [] : [{ group, member: readMember(row) ?? null }];
        });
      });
    },
    createGroup: (credential, name) => writes.run(create, credential, { name }, requireGroup),
    renameGroup: (credential, ref, name) =>
      writes.run(rename(ref), credential, { ...refValue(ref), name }, findGroupIn),
    deleteGroup: (credential, ref) =>
      writes.run(remove(ref), credential, refValue(ref), ({ groupId }) => groupId !== null),
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

function prepareList({ db, prepare }: Pool, caller: CallerPart) {
  const page = db
    .select(groupColumns)
    .from(contactGroup)
    .where(and(eq(contactGroup.accountId, caller.book), gt(contactGroup.id, value('afterId'))))
    .orderBy(contactGroup.id)
    .limit(PAGE_SIZE)
    .as('page');
  return prepare(
    db
      .with(caller)
      .select({ ...callerColumns(caller), ...groupRowOf(page) })
      .from(caller)
      .leftJoinLateral(page, sql`true`)
      .orderBy(page.id),
  );
}

function prepareCreate({ db, prepare }: Pool, caller: CallerPart) {
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
  return prepare(
    db
      .with(caller, created)
      .select({ ...callerColumns(caller), ...groupRowOf(created) })
      .from(caller)
      .leftJoin(created, sql`true`),
  );
}

function prepareRename({ db, prepare }: Pool, caller: CallerPart, is: IsRef) {
  const renamed = db.$with('renamed').as(
    db
      .update(contactGroup)
      .set({ name: sql`${value('name')}` })
      .from(caller)
      .where(and(eq(contactGroup.accountId, caller.book), is(contactGroup)))
      .returning(groupColumns),
  );
  return prepare(
    db
      .with(caller, renamed)
      .select({ ...callerColumns(caller), ...groupRowOf(renamed) })
      .from(caller)
      .leftJoin(renamed, sql`true`),
  );
}

function prepareDelete({ db, prepare }: Pool, caller: CallerPart, is: IsRef) {
  const book = db.select({ book: caller.book }).from(caller);
  const deleted = db.$with('deleted').as(
    db
      .delete(contactGroup)
      .where(and(eq(contactGroup.accountId, sql`${book}`), is(contactGroup)))
      .returning({ accountId: contactGroup.accountId, id: contactGroup.id, textId: contactGroup.textId }),
  );
  const remembered = rememberDeleted(db, 'group', deleted);
  return prepare(
    db
      .with(caller, deleted, remembered)
      .select({ ...callerColumns(caller), groupId: deleted.id })
      .from(caller)
      .leftJoin(deleted, sql`true`),
  );
}
