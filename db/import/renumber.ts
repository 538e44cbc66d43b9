import { sql } from 'drizzle-orm';
import type { ImportKind, Renumbering } from '../../domain/import.ts';
import type { Transaction } from '../client.ts';
import { membership, origin } from '../schema.ts';
import { ENTRY_TABLES } from './asked.ts';
import { bigints } from './columns.ts';

/**
 * Gives entries other numbers, which are free, with all that leads to them. An entry, its memberships and its
 * origins change in one statement: the keys between them are checked at its end.
 */
export async function renumber(
  tx: Transaction,
  accountId: number,
  kind: ImportKind,
  renumbered: readonly Renumbering[],
): Promise<void> {
  if (renumbered.length === 0) return;
  const table = ENTRY_TABLES[kind];
  const member = kind === 'contact' ? sql.identifier('contact_id') : sql.identifier('group_id');
  const changes = sql`unnest(${bigints(renumbered.map(({ from }) => from))}, ${bigints(renumbered.map(({ to }) => to))}) as given (old, new)`;
  await tx.execute(sql`
    with entries as (update ${table} set id = given.new from ${changes}
        where ${table.accountId} = ${accountId} and ${table.id} = given.old returning 1),
      members as (update ${membership} set ${member} = given.new from ${changes}
        where ${membership.accountId} = ${accountId} and ${membership}.${member} = given.old returning 1)
    update ${origin} set target_id = given.new from ${changes}
    where ${origin.accountId} = ${accountId} and ${origin.kind} = ${kind} and ${origin.targetId} = given.old`);
  for (const { from, to } of kind === 'group' ? renumbered : []) {
    await tx.execute(sql`update ${origin}
      set group_ids = array(select id from unnest(array_replace(${origin.groupIds}, ${from}::bigint, ${to}::bigint)) as of (id) order by id)
      where ${origin.accountId} = ${accountId} and ${origin.kind} = 'contact' and ${from}::bigint = any(${origin.groupIds})`);
  }
}
