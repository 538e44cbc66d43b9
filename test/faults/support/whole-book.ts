import type { Client } from '../../../db/client.ts';
import { hashSecret } from '../../../domain/credential.ts';
import type { Caller, Credentials } from './callers.ts';
import { withConnection } from './sql.ts';

export interface ContactRow {
  readonly id: number;
  readonly textId: string;
  readonly name: string;
  readonly email: string;
  readonly dialcode: number | null;
  readonly msisdn: number | null;
  readonly street: string | null;
  /** The numbers of its groups, in ascending order. */
  readonly groups: readonly number[];
}

export interface GroupRow {
  readonly id: number;
  readonly textId: string;
  readonly name: string;
}

export interface CredentialRow {
  readonly description: string;
  readonly kind: 'token' | 'key';
  /** SHA-256 of its secret, in hexadecimal. */
  readonly hash: string;
}

/** Everything that one account has in the store. */
export interface WholeBook {
  readonly contacts: readonly ContactRow[];
  readonly groups: readonly GroupRow[];
  /** The credentials that have a description: those made by logins. */
  readonly credentials: readonly CredentialRow[];
}

/** Reads an account's book by SQL. */
export function readBook(url: string, { id }: Credentials): Promise<WholeBook> {
  return withConnection(url, async (sql) => ({
    contacts: await readContacts(sql, id),
    groups: await sql<GroupRow[]>`
      select id, text_id as "textId", name from contact_group where account_id = ${id} order by id`,
    credentials: await sql<CredentialRow[]>`
      select description, kind, encode(hash, 'hex') as hash from credential
      where account_id = ${id} and description is not null order by id`,
  }));
}

function readContacts(sql: Client, accountId: number): Promise<ContactRow[]> {
  return sql<ContactRow[]>`
    select id, text_id as "textId", name, email, dialcode, msisdn, street,
      coalesce((select json_agg(group_id order by group_id) from membership
        where membership.account_id = contact.account_id and contact_id = contact.id), '[]') as groups
    from contact where account_id = ${accountId} order by id`;
}

/** How many memberships name a contact or a group that is not there. */
export function countOrphans(url: string): Promise<number> {
  return withConnection(url, async (sql) => {
    // The whole table is read, past any index that a crash might have hurt.
    await sql`set enable_indexscan = off`;
    await sql`set enable_indexonlyscan = off`;
    const [row] = await sql`
      select count(*)::int as orphans from membership m
      left join contact c on c.account_id = m.account_id and c.id = m.contact_id
      left join contact_group g on g.account_id = m.account_id and g.id = m.group_id
      where c.id is null or g.id is null`;
    return Number(row?.orphans);
  });
}

/** The four lists of a book as the dialects answer them now. */
export async function readLists({ filemail, txty }: Caller): Promise<readonly unknown[]> {
  const answers = await Promise.all([
    filemail('contacts/get'),
    filemail('contacts/group/get'),
    txty('view/contacts/api.json'),
    txty('view/groups/api.json'),
  ]);
  return answers.map((answer) => (answer.outcome === 'done' ? answer.json : answer.outcome));
}

/** The same four lists, as they must be where the book is this. */
export function expectedLists({ contacts, groups }: WholeBook): readonly unknown[] {
  const byNumber = new Map(groups.map((group) => [group.id, group]));
  const filemailContacts = contacts.map((contact) => ({
    contactid: contact.textId,
    name: contact.name,
    email: contact.email,
    groups: contact.groups.map((id) => {
      const { textId, name } = byNumber.get(id) ?? {};
      return { contactgroupid: textId, name };
    }),
  }));
  const none = contacts.length === 0 ? { Contacts: [] } : {};
  const txtyGroups = groups.map(({ id, name }) => ({
    controlgroup: id,
    name,
    contacts: contacts.filter((contact) => contact.groups.includes(id)).map(asTxty),
  }));
  return [
    { ...none, contacts: filemailContacts, responsestatus: 'OK' },
    {
      status: 'OK',
      responsestatus: 'OK',
      groups: groups.map(({ textId, name }) => ({ contactgroupid: textId, contactgroupname: name })),
    },
    { status: 'success', success: 'VIEW_CONTACTS', contacts: contacts.map(asTxty) },
    { status: 'success', success: 'VIEW_GROUPS', groups: txtyGroups },
  ];
}

function asTxty({ id, name, email, dialcode, msisdn, street, groups }: ContactRow) {
  const number = msisdn === null || dialcode === null ? null : Number(String(msisdn).slice(2));
  return {
    ...{ birthday: null, controlcontact: id, dialcode, email, fullname: name },
    ...{ groups: groups.length === 0 ? null : groups, msisdn, number, sex: null, street, zipcode: null },
  };
}

/** Tells whether a row is the credential of this secret. */
export function isOfSecret(row: CredentialRow, secret: string): boolean {
  return row.hash === hashSecret(secret);
}
