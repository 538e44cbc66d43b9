import type { Client } from '../../db/client.ts';

/** What a big address book is made of: how many contacts, and the members of each group by their places. */
export interface BookPlan {
  readonly contacts: number;
  /** For each group in its order, the first place and the number of its members among the contacts. */
  readonly groups: readonly (readonly [from: number, count: number])[];
}

/** The numbers of a book, in ascending order. */
export interface BigBook {
  readonly contacts: readonly number[];
  readonly groups: readonly { readonly id: number; readonly members: readonly number[] }[];
}

/** Fills an account's book by a few statements: through the store it would take a statement a row. */
export async function fillBook(sql: Client, accountId: number, plan: BookPlan): Promise<BigBook> {
  const contacts = await insertNumbered(
    sql,
    `insert into contact (account_id, id, text_id, name)
     select $1, id, id::text, 'Contact <' || place || '> æ' from (
       select place, nextval('contact_numbers') as id from generate_series(1, $2) as place) as numbered
     returning id`,
    [accountId, plan.contacts],
  );
  const groups = await insertNumbered(
    sql,
    `insert into contact_group (account_id, id, text_id, name)
     select $1, id, md5(id::text), 'Group <' || place || '>' from (
       select place, nextval('group_numbers') as id from generate_series(1, $2) as place) as numbered
     returning id`,
    [accountId, plan.groups.length],
  );
  const filled = [];
  for (const [index, [from, count]] of plan.groups.entries()) {
    const id = groups[index] ?? 0;
    filled.push({ id, members: contacts.slice(from, from + count) });
    if (count === 0) continue;
    await sql.unsafe(
      `insert into membership
       select $1, id, $2 from contact where account_id = $1 order by id offset $3 limit $4`,
      [accountId, id, from, count],
    );
  }
  return { contacts, groups: filled };
}

async function insertNumbered(sql: Client, statement: string, values: number[]): Promise<readonly number[]> {
  const rows = await sql.unsafe(statement, values);
  return rows.map(({ id }) => Number(id)).sort((a, b) => a - b);
}
