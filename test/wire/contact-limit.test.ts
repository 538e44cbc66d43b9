import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import type { Reply } from '../support/client.ts';
import {
  addContact as addFilemailContact,
  BAD_TOKEN,
  errorText as filemailError,
  OK,
} from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  addContact as addTxtyContact,
  at,
  expectAnswer,
  listText,
  successText,
  errorText as txtyError,
  userNotFoundText,
} from '../support/txty-wire.ts';

const MAX_CONTACTS = 3;
const FULL_TO_FILEMAIL = filemailError('InvalidParameter', 'The address book is full');
const FULL_TO_TXTY = txtyError('TOO_MANY_CONTACTS');

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway({ store: { maxContacts: MAX_CONTACTS } });
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

const addByFilemail = (caller = account) =>
  caller.filemail('contacts/add', { name: 'Ann', email: 'ann@example.com', mobile: '12345678' });
const addByTxty = (caller = account) =>
  caller.txty('contact/create', { fullname: 'Bo', msisdn: '4512345678' });
const countContacts = async (caller = account) =>
  Object(at(await caller.txty('view/contacts'), 'contacts')).length;

/** Makes as many contacts as there may be, by both dialects, and returns their ids. */
async function fillBook(): Promise<readonly [number, string, number]> {
  return [
    await addTxtyContact(account, { fullname: 'One' }),
    await addFilemailContact(account, 'Two'),
    await addTxtyContact(account, { fullname: 'Three' }),
  ];
}

async function expectFull(caller = account): Promise<void> {
  const before = await listText(caller);
  expectAnswer(await addByFilemail(caller), FULL_TO_FILEMAIL);
  expectAnswer(await addByTxty(caller), FULL_TO_TXTY);
  expect(await listText(caller)).toBe(before);
}

/** There is room for just one contact. */
async function expectRoomForOne(add: () => Promise<Reply>): Promise<void> {
  const reply = await add();
  expect(reply.status).toBe(200);
  expect(reply.text).toContain('"contact":{');
  await expectFull();
}

describe('an account with as many contacts as it may have', () => {
  test('is refused another by both dialects, in every format', async () => {
    await fillBook();
    await expectFull();
    expect(await countContacts()).toBe(MAX_CONTACTS);
    const xml = await account.txty('contact/create', { fullname: 'Bo' }, { suffix: 'xml' });
    expect(xml.status).toBe(200);
    expect(xml.text).toContain('<response><status>error</status><error>TOO_MANY_CONTACTS</error></response>');
    const contact = { name: 'Ann', email: 'ann@example.com', callback: 'cb' };
    expectAnswer(await account.filemail('contacts/add', contact), `/**/cb(${FULL_TO_FILEMAIL});`);
  });

  test.each([
    [
      'Filemail',
      'Filemail',
      (id: number) => account.filemail('contacts/delete', { contactid: `${id}` }),
      addByFilemail,
    ],
    [
      'Filemail',
      'Txty',
      (id: number) => account.filemail('contacts/delete', { contactid: `${id}` }),
      addByTxty,
    ],
    ['Txty', 'Filemail', (id: number) => account.txty('contact/delete', { contact: `${id}` }), addByFilemail],
    ['Txty', 'Txty', (id: number) => account.txty('contact/delete', { contact: `${id}` }), addByTxty],
  ])('has room again after a deletion by %s, for %s', async (_, __, remove, add) => {
    const [first, , third] = await fillBook();
    await expectFull();
    for (const id of [third, first]) {
      expect(JSON.stringify((await remove(id)).json)).toMatch(/"(?:OK|DELETE_CONTACT)"/);
      await expectRoomForOne(() => add());
    }
    expect(await countContacts()).toBe(MAX_CONTACTS);
  });

  test('has no room for a deletion of what is not there', async () => {
    await fillBook();
    await account.filemail('contacts/delete', { contactid: 'nothing' });
    await account.txty('contact/delete', { contact: '999999999' });
    await account.txty('contact/delete', { contact: '999999999', key: 'wrong' });
    await expectFull();
  });

  test('may still change what it has, and have more groups', async () => {
    const [first, second] = await fillBook();
    await expectFull();
    expectAnswer(await account.filemail('contacts/update', { contactid: second, name: 'Renamed' }), OK);
    const edited = await account.txty('contact/edit', { contact: `${first}`, fullname: 'Edited' });
    expect(at(edited, 'contact', 'fullname')).toBe('Edited');
    const created = await account.txty('group/create', { name: 'Team' });
    const group = `${at(created, 'group', 'controlgroup')}`;
    expect(at(await account.filemail('contacts/group/add', { name: 'Team' }), 'responsestatus')).toBe('OK');
    expectAnswer(
      await account.txty('contact/addgroup', { contact: `${first}`, group }),
      successText('ADD_GROUP', { addgroup: { groups: [group] } }),
    );
    expectAnswer(
      await account.txty('contact/removegroup', { contact: `${first}`, group }),
      successText('REMOVE_GROUP', { removegroup: { groups: [group] } }),
    );
    expectAnswer(await account.txty('group/delete', { group }), successText('DELETE_GROUP'));
    await expectFull();
  });

  test('is told of what else is wrong with its call first', async () => {
    await fillBook();
    const [name, email] = ['Ann', 'ann@example.com'];
    expectAnswer(
      await account.filemail('contacts/add', { name, email: 'ann' }),
      filemailError('InvalidEmail', `Parameter 'email' is not a valid e-mail address: ann`),
    );
    expectAnswer(await account.filemail('contacts/add', { name, email, logintoken: 'wrong' }), BAD_TOKEN);
    expectAnswer(
      await account.txty('contact/create', { fullname: 'Bo', msisdn: '1' }),
      txtyError('MSISDN_INVALID', { contact: { msisdn: '1' } }),
    );
    expectAnswer(
      await account.txty('contact/create', { fullname: 'Bo', key: 'wrong' }),
      userNotFoundText(account.userName),
    );
  });

  test('does not stand in the way of another account', async () => {
    await fillBook();
    await expectFull();
    const other = await gateway.addAccount();
    for (const add of [addByFilemail, addByTxty, addByFilemail]) {
      expect((await add(other)).text).toContain('"contact":{');
    }
    await expectFull(other);
    expect([await countContacts(), await countContacts(other)]).toEqual([MAX_CONTACTS, MAX_CONTACTS]);
  });

  test('is full also where they were made together, and has each that was answered', async () => {
    const replies = await Promise.all(Array.from({ length: 5 }, () => [addByFilemail(), addByTxty()]).flat());
    const made = replies.filter(({ text }) => text.includes('"contact":{')).length;
    expect(await countContacts()).toBe(made);
    await expectFull();
  });
});
