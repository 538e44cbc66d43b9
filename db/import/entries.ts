import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { ImportKind, ImportScope, KnownContact, KnownGroup } from '../../domain/import.ts';
import type { Transaction } from '../client.ts';
import { ownColumnsOf, toContact } from '../contact-rows.ts';
import { contact, contactGroup, origin } from '../schema.ts';
import { askedBy, ENTRY_TABLES } from './asked.ts';

/** The contacts of these numbers, which nobody changes before the transaction ends. */
export async function findContacts(
  tx: Transaction,
  { accountId, source }: ImportScope,
  ids: SQL,
): Promise<readonly KnownContact[]> {
  const found = tx
    .select({ ...ownColumnsOf(contact), ...ties('contact', source) })
    .from(contact)
    .where(and(eq(contact.accountId, accountId), sql`${contact.id} = asked.id`))
    .limit(1)
    .for('no key update')
    .as('found');
  const { isTied, isMatched, broughtId, broughtTextId } = found;
  const rows = await tx
    .select({ ...ownColumnsOf(found), isTied, isMatched, broughtId, broughtTextId })
    .from(askedBy(ids))
    .crossJoinLateral(found);
  return rows.map(({ isTied, isMatched, broughtId, broughtTextId, ...row }) => {
    const { groups: _, ...known } = toContact(row, []);
    return { ...known, isTied, isMatched, broughtId, broughtTextId };
  });
}

/** The groups of these numbers. */
export async function findGroups(
  tx: Transaction,
  { accountId, source }: ImportScope,
  ids: SQL,
): Promise<readonly KnownGroup[]> {
  const found = tx
    .select({
      id: contactGroup.id,
      textId: contactGroup.textId,
      name: contactGroup.name,
      ...ties('group', source),
    })
    .from(contactGroup)
    .where(and(eq(contactGroup.accountId, accountId), sql`${contactGroup.id} = asked.id`))
    .limit(1)
    .as('found');
  const { id, textId, name, isTied, isMatched, broughtId, broughtTextId } = found;
  return tx
    .select({ id, textId, name, isTied, isMatched, broughtId, broughtTextId })
    .from(askedBy(ids))
    .crossJoinLateral(found);
}

/** What the origins of an entry say of it, as columns of its row. */
function ties(kind: ImportKind, source: string) {
  const table = ENTRY_TABLES[kind];
  const some = (condition: SQL, name: string) => {
    const exists = sql`exists (select 1 from ${origin} where ${origin.accountId} = ${table.accountId}
      and ${origin.kind} = ${kind} and ${origin.targetId} = ${table.id} and ${condition})`;
    // Wrapped: in a select from one table Drizzle strips the table's name from the outermost columns.
    return sql<boolean>`${exists}`.as(name);
  };
  return {
    isTied: some(sql`${origin.source} = ${source}`, 'is_tied'),
    isMatched: some(sql`${origin.source} = ${source} and ${origin.matched}`, 'is_matched'),
    broughtId: some(sql`${origin.broughtId}`, 'has_brought_id'),
    broughtTextId: some(sql`${origin.broughtTextId}`, 'has_brought_text_id'),
  };
}
