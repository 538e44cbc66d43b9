import { and, eq, sql } from 'drizzle-orm';
import type { Ref } from '../domain/contact.ts';
import type { MembershipOutcome, MembershipStore } from '../domain/store.ts';
import { type CallerPart, callerColumns, type Pool } from './caller.ts';
import { refValue } from './refs.ts';
import { contact, contactGroup, membership } from './schema.ts';

const value = sql.placeholder;
type RefColumn = 'id' | 'textId';
type Change = 'add' | 'remove';

/** The statements of memberships: each changes all that it was asked to, or nothing. */
export function createMembershipStore(pool: Pool, caller: CallerPart): MembershipStore {
  const byRef = (change: Change) => {
    const byNumber = prepareChange(pool, caller, change, 'id');
    const byText = prepareChange(pool, caller, change, 'textId');
    return (ref: Ref) => ('id' in ref ? byNumber : byText);
  };
  const carryOut = (change: Change): MembershipStore['addMemberships'] => {
    const statement = byRef(change);
    return (credential, ref, groups) => {
      const wanted = groups.map((group) => refValue(group).ref);
      const values = { ...refValue(ref), groups: toArray(wanted), groupCount: new Set(wanted).size };
      return pool.run(statement(ref), credential, values, (row) => toOutcome(row, wanted));
    };
  };
  return { addMemberships: carryOut('add'), removeMemberships: carryOut('remove') };
}

/** Numbers or texts as Postgres writes an array of them (Postgres manual, array input). */
function toArray(items: readonly (number | string)[]): string {
  return `{${items.map((item) => `"${String(item).replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

interface ChangeRow {
  readonly contactId: number | null;
  /** The places of those groups that were found in the list of those that were wanted, from 1 on. */
  readonly found: readonly number[];
}

function toOutcome(row: ChangeRow, wanted: readonly (number | string)[]): MembershipOutcome {
  const found = new Set(row.found.map((place) => wanted[place - 1]));
  return { contactFound: row.contactId !== null, groupsFound: wanted.map((ref) => found.has(ref)) };
}

function prepareChange({ db, prepare }: Pool, caller: CallerPart, change: Change, column: RefColumn) {
  const target = db.$with('target').as(
    db
      .select({ accountId: contact.accountId, contactId: contact.id })
      .from(contact)
      .innerJoin(caller, and(eq(contact.accountId, caller.book), eq(contact[column], value('ref')))),
  );
  // The list travels as one array: its length is no part of the statement, so it is prepared once.
  const listed = sql`${value('groups')}::${sql.raw(column === 'id' ? 'bigint[]' : 'text[]')}`;
  const wanted = db.$with('wanted').as(
    db
      .select({
        groupId: contactGroup.id,
        groupRef: sql<number | string>`${contactGroup[column]}`.as('group_ref'),
      })
      .from(contactGroup)
      .innerJoin(caller, eq(contactGroup.accountId, caller.book))
      .where(sql`${contactGroup[column]} = any(${listed})`),
  );
  const allFound = sql`(select count(*) from ${wanted}) = ${value('groupCount')}`;
  const changed =
    change === 'add'
      ? db.$with('changed').as(
          db
            .insert(membership)
            .select(
              db
                .select({ accountId: target.accountId, contactId: target.contactId, groupId: wanted.groupId })
                .from(target)
                .innerJoin(wanted, allFound),
            )
            .onConflictDoNothing()
            .returning({ contactId: membership.contactId }),
        )
      : db.$with('changed').as(
          db
            .delete(membership)
            .where(
              and(
                eq(membership.accountId, sql`(select ${target.accountId} from ${target})`),
                eq(membership.contactId, sql`(select ${target.contactId} from ${target})`),
                sql`${membership.groupId} = any(array(select ${wanted.groupId} from ${wanted}))`,
                allFound,
              ),
            )
            .returning({ contactId: membership.contactId }),
        );
  return prepare(
    db
      .with(caller, target, wanted, changed)
      .select({
        ...callerColumns(caller),
        contactId: target.contactId,
        found: sql<
          readonly number[]
        >`array(select array_position(${listed}, ${wanted.groupRef})::bigint from ${wanted})`,
      })
      .from(caller)
      .leftJoin(target, sql`true`),
  );
}
