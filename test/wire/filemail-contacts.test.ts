import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contacts } from '../../dialects/filemail/contacts.ts';
import { filemail } from '../../dialects/filemail/index.ts';
import type { TestAccount } from '../support/account.ts';
import { expectDocumentedErrors } from '../support/documented-errors.ts';
import {
  addContact,
  addGroup,
  at,
  invalidEmailText,
  invalidText,
  missingText,
} from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const NO_CONTACTS = '{"Contacts":[],"contacts":[],"responsestatus":"OK"}';
const JANE = { name: 'Jane Doe', email: 'jane@example.com' };

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
  const other = await gateway.addAccount();
  const contactid = await addContact(other, 'Somebody Else');
  await other.filemail('contacts/addtogroup', {
    contactid,
    contactgroupid: await addGroup(other, 'Friends'),
  });
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

async function list(): Promise<string> {
  return (await account.filemail('contacts/get')).text;
}

describe('contacts/get', () => {
  test('is empty under both spellings where there is no contact', async () => {
    expect(await list()).toBe(NO_CONTACTS);
  });

  test('lists the contacts in the order of their making, each with its groups in theirs', async () => {
    const [friends, coworkers] = [await addGroup(account, 'Friends'), await addGroup(account, 'Coworkers')];
    const [zoe, adam] = [await addContact(account, 'Zoe'), await addContact(account, 'Adam')];
    await account.filemail('contacts/addtogroup', { contactid: adam, contactgroupid: coworkers });
    await account.filemail('contacts/addtogroup', { contactid: adam, contactgroupid: friends });
    expect(await list()).toBe(
      `{"contacts":[{"contactid":"${zoe}","name":"Zoe","email":"zoe@example.com","groups":[]},` +
        `{"contactid":"${adam}","name":"Adam","email":"adam@example.com","groups":[` +
        `{"contactgroupid":"${friends}","name":"Friends"},{"contactgroupid":"${coworkers}","name":"Coworkers"}` +
        ']}],"responsestatus":"OK"}',
    );
  });

  test('has an empty e-mail for a contact that has none', async () => {
    const reply = await account.txty('contact/create', { fullname: 'Jane Doe' });
    const id = at(reply, 'contact', 'controlcontact');
    expect(await list()).toBe(
      `{"contacts":[{"contactid":"${id}","name":"Jane Doe","email":"","groups":[]}],"responsestatus":"OK"}`,
    );
  });
});

describe('contacts/add', () => {
  test('answers with the new contact, whose id is a string of digits', async () => {
    const reply = await account.filemail('contacts/add', { ...JANE, mobile: '+45 12 34 56 78' });
    const id = at(reply, 'contact', 'contactid');
    expect(id).toMatch(/^[1-9]\d*$/);
    const contact = `{"contactid":"${id}","name":"Jane Doe","email":"jane@example.com"`;
    expect([reply.status, reply.text]).toEqual([200, `{"responsestatus":"OK","contact":${contact}}}`]);
    expect(await list()).toBe(`{"contacts":[${contact},"groups":[]}],"responsestatus":"OK"}`);
  });

  test('makes a contact each time, of the same name and e-mail even', async () => {
    const [first, second] = [await addContact(account, 'Jane'), await addContact(account, 'Jane')];
    const jane = '"name":"Jane","email":"jane@example.com","groups":[]';
    expect(second).not.toBe(first);
    expect(await list()).toBe(
      `{"contacts":[{"contactid":"${first}",${jane}},{"contactid":"${second}",${jane}}],"responsestatus":"OK"}`,
    );
  });

  test.each(['name', 'email'])('names the %s that is missing, empty or blank', async (name) => {
    for (const value of [undefined, '', ' \t ']) {
      const reply = await account.filemail('contacts/add', { ...JANE, [name]: value });
      expect([reply.status, reply.text]).toEqual([200, missingText(name)]);
    }
    expect(await list()).toBe(NO_CONTACTS);
  });

  test('refuses a name that can not be stored', async () => {
    const reply = await account.filemail('contacts/add', { ...JANE, name: 'a\0b' });
    expect([reply.status, reply.text]).toEqual([200, invalidText('name')]);
    expect(await list()).toBe(NO_CONTACTS);
  });

  test.each([
    'jane',
    'jane@example',
    '@example.com',
    'jane@',
    'jane@@example.com',
    'jane@home@example.com',
    'jane doe@example.com',
    'jane@example.com, joan@example.com',
    'jane@.com',
    'jane@example..com',
  ])('echoes what is no e-mail address: %s', async (email) => {
    const reply = await account.filemail('contacts/add', { ...JANE, email });
    expect([reply.status, reply.text]).toEqual([200, invalidEmailText(email)]);
    expect(await list()).toBe(NO_CONTACTS);
  });

  test.each([
    "o'neil+work@mail.example.com",
    'jørgen@eksempel.example.com',
    '"a"@b.c',
    '用户@例え.example.com',
  ])('takes the e-mail address %s as it is', async (email) => {
    const reply = await account.filemail('contacts/add', { ...JANE, email: ` ${email}\t` });
    expect(at(reply, 'contact', 'email')).toBe(email);
  });
});

const endpoints = contacts.filter(({ id }) => ['contacts.get', 'contacts.add'].includes(id));

afterAll(() => {
  expectDocumentedErrors(gateway.log, endpoints, filemail.commonErrors);
});
