import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { draftOf, openTestStore, type TestCaller, type TestStore } from './test-store.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openTestStore();
});

/** An account with one contact in one group. */
interface Book {
  readonly accountId: number;
  readonly contactId: number;
  readonly groupId: number;
}

let own: Book;
let other: Book;

beforeEach(async () => {
  own = await addBook(await testStore.addCaller());
  other = await addBook(await testStore.addCaller());
});

async function addBook({ accountId, token }: TestCaller): Promise<Book> {
  const { store } = testStore.open;
  const contact = (await store.createContact(token, draftOf('Name'))).value;
  const group = (await store.createGroup(token, 'Group')).value;
  await store.addMemberships(token, contact, [group]);
  return { accountId, contactId: contact.id, groupId: group.id };
}

const OF_CONTACT = 'membership_account_id_contact_id_contact_account_id_id_fk';
const OF_GROUP = 'membership_account_id_group_id_contact_group_account_id_id_fk';

/** Statements that wrong code might send, with the constraint that refuses each. */
const REFUSED: readonly {
  readonly what: string;
  readonly constraint: string;
  readonly statement: () => string;
}[] = [
  {
    what: 'a membership of a foreign contact in an own group',
    constraint: OF_CONTACT,
    statement: () => insertMembership(own.accountId, other.contactId, own.groupId),
  },
  {
    what: 'a membership of an own contact in a foreign group',
    constraint: OF_GROUP,
    statement: () => insertMembership(own.accountId, own.contactId, other.groupId),
  },
  {
    what: 'a membership of a foreign contact in a foreign group, written to the own account',
    constraint: OF_CONTACT,
    statement: () => insertMembership(own.accountId, other.contactId, other.groupId),
  },
  {
    what: 'a membership written to another account than that of its contact and group',
    constraint: OF_CONTACT,
    statement: () => insertMembership(other.accountId, own.contactId, own.groupId),
  },
  {
    what: 'a membership that is moved to another account',
    constraint: OF_CONTACT,
    statement: () => `update membership set account_id = ${other.accountId} where ${isOf('account_id', own)}`,
  },
  {
    what: 'a membership that is moved to a foreign contact',
    constraint: OF_CONTACT,
    statement: () => `update membership set contact_id = ${other.contactId} where ${isOf('account_id', own)}`,
  },
  {
    what: 'a membership that is moved to a foreign group',
    constraint: OF_GROUP,
    statement: () => `update membership set group_id = ${other.groupId} where ${isOf('account_id', own)}`,
  },
  {
    what: 'a member that is moved to another account',
    constraint: OF_CONTACT,
    statement: () => `update contact set account_id = ${other.accountId} where ${isOf('account_id', own)}`,
  },
  {
    what: 'a group with members that is moved to another account',
    constraint: OF_GROUP,
    statement: () =>
      `update contact_group set account_id = ${other.accountId} where ${isOf('account_id', own)}`,
  },
  {
    what: 'a contact of no account',
    constraint: 'contact_account_id_account_id_fk',
    statement: () => `insert into contact (account_id, id, text_id, name) values (0, 1, '1', 'Name')`,
  },
  {
    what: 'a group of no account',
    constraint: 'contact_group_account_id_account_id_fk',
    statement: () => `insert into contact_group (account_id, id, text_id, name) values (0, 1, '1', 'Name')`,
  },
  {
    what: 'a token that is another account’s already',
    constraint: 'credential_hash',
    statement: () =>
      `insert into credential (account_id, kind, hash, expires_at)
        select ${own.accountId}, kind, hash, expires_at from credential where ${isOf('account_id', other)}`,
  },
  {
    what: 'a login name that is another account’s already',
    constraint: 'login_name_pkey',
    statement: () =>
      `insert into login_name (name, account_id)
        select name, ${own.accountId} from login_name where ${isOf('account_id', other)}`,
  },
];

function insertMembership(accountId: number, contactId: number, groupId: number): string {
  return `insert into membership (account_id, contact_id, group_id) values (${accountId}, ${contactId}, ${groupId})`;
}

function isOf(column: string, { accountId }: Book): string {
  return `${column} = ${accountId}`;
}

describe('the database itself refuses, whatever the program does,', () => {
  test.each(REFUSED)('$what', async ({ statement, constraint }) => {
    const { sql } = testStore;
    await expect(sql.unsafe(statement())).rejects.toMatchObject({ constraint_name: constraint });
    const rows = await sql`select account_id, contact_id, group_id from membership
      where account_id in (${own.accountId}, ${other.accountId}) order by account_id`;
    expect(rows.map(({ account_id, contact_id, group_id }) => [account_id, contact_id, group_id])).toEqual([
      [own.accountId, own.contactId, own.groupId],
      [other.accountId, other.contactId, other.groupId],
    ]);
  });
});
