import pg from 'pg';
import type { Book, Caller, ContactRow, Created, GroupTuple } from './book.ts';
import { draftValues, hashOf } from './statements.ts';

/**
 * A book as people write it: who calls is looked up first, then what is asked for, then what belongs to it,
 * by statements that Postgres parses anew each time, on a pool as it comes.
 */
export function createPlainBook(databaseUrl: string): Book {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({ connectionString: databaseUrl });
  const authenticate = async ({ kind, user, secret }: Caller): Promise<number | undefined> => {
    const { rows } =
      kind === 'token'
        ? await pool.query(
            `select account_id from credential join account on account.id = account_id
             where hash = $1 and kind = 'token' and expires_at > now() and not disabled`,
            [hashOf(secret)],
          )
        : await pool.query(
            `select account_id from credential join account on account.id = account_id
             join login_name using (account_id)
             where hash = $1 and kind = 'key' and login_name.name = $2 and not disabled`,
            [hashOf(secret), user.toLowerCase()],
          );
    return rows[0]?.account_id;
  };
  return {
    findContact: async (caller, id) => {
      const account = await authenticate(caller);
      if (account === undefined) return undefined;
      const { rows } = await pool.query<ContactRow>(
        'select * from contact where account_id = $1 and id = $2',
        [account, id],
      );
      const [contact] = rows;
      if (contact === undefined) return null;
      const groups = await pool.query(
        `select contact_group.* from contact_group join membership
           on membership.account_id = contact_group.account_id and group_id = contact_group.id
         where membership.account_id = $1 and contact_id = $2 order by contact_group.id`,
        [account, id],
      );
      return { ...contact, groups: groups.rows.map(toTuple) };
    },
    listContacts: async (caller) => {
      const account = await authenticate(caller);
      if (account === undefined) return undefined;
      const contacts = await pool.query<ContactRow>(
        'select * from contact where account_id = $1 order by id',
        [account],
      );
      const members = await pool.query(
        `select contact_id, contact_group.* from membership join contact_group
           on contact_group.account_id = membership.account_id and contact_group.id = group_id
         where membership.account_id = $1 order by contact_group.id`,
        [account],
      );
      const groups = new Map<number, GroupTuple[]>();
      for (const row of members.rows) {
        const list = groups.get(row.contact_id);
        if (list === undefined) groups.set(row.contact_id, [toTuple(row)]);
        else list.push(toTuple(row));
      }
      return contacts.rows.map((contact) => ({ ...contact, groups: groups.get(contact.id) ?? null }));
    },
    createContact: async (caller, draft) => {
      const account = await authenticate(caller);
      if (account === undefined) return undefined;
      const { rows } = await pool.query<Created>(
        `insert into contact (account_id, id, text_id, name, email, dialcode, msisdn, street, zipcode)
         select $1, id, id::text, $2, $3, $4, $5, $6, $7 from next_id('contact_numbers') as id
         returning account_id, id`,
        [account, ...draftValues(draft)],
      );
      return rows[0];
    },
    changeMembership: async (change, caller, by, contact, group) => {
      const account = await authenticate(caller);
      if (account === undefined) return undefined;
      const contacts = await pool.query(`select id from contact where account_id = $1 and ${by} = $2`, [
        account,
        contact,
      ]);
      const groups = await pool.query(`select id from contact_group where account_id = $1 and ${by} = $2`, [
        account,
        group,
      ]);
      if (contacts.rows.length === 0 || groups.rows.length === 0) return false;
      const statement =
        change === 'add'
          ? 'insert into membership (account_id, contact_id, group_id) values ($1, $2, $3) on conflict do nothing'
          : 'delete from membership where account_id = $1 and contact_id = $2 and group_id = $3';
      await pool.query(statement, [account, contacts.rows[0].id, groups.rows[0].id]);
      return true;
    },
  };
}

function toTuple({ id, text_id, name }: Readonly<Record<string, unknown>>): GroupTuple {
  return [Number(id), String(text_id), String(name)];
}
