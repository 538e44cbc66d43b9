import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contacts } from '../../dialects/filemail/contacts.ts';
import { filemail } from '../../dialects/filemail/index.ts';
import type { TestAccount } from '../support/account.ts';
import { expectDocumentedErrors } from '../support/documented-errors.ts';
import {
  addContact,
  addGroup,
  CONTACT_NOT_FOUND,
  invalidEmailText,
  invalidText,
  missingText,
  OK,
} from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const JANE = { name: 'Jane Doe', email: 'jane@example.com' };

let gateway: TestGateway;
let account: TestAccount;
let other: TestAccount;
let otherContact: string;
let otherBook: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  other = await gateway.addAccount();
  otherContact = await addContact(other, 'Somebody Else');
  const contactgroupid = await addGroup(other, 'Friends');
  await other.filemail('contacts/addtogroup', { contactid: otherContact, contactgroupid });
  otherBook = (await other.filemail('contacts/get')).text;
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

async function list(): Promise<string> {
  return (await account.filemail('contacts/get')).text;
}

describe('contacts/update', () => {
  async function update(contactid: string, changes: Record<string, string>): Promise<string> {
    return (await account.filemail('contacts/update', { contactid, ...changes })).text;
  }

  function jane(contactid: string, { name, email }: Readonly<Record<string, string>>): string {
    const fields = { contactid, name: name ?? 'Jane', email: email ?? 'jane@example.com', groups: [] };
    return JSON.stringify({ contacts: [fields], responsestatus: 'OK' });
  }

  test.each([
    [{}],
    [{ name: 'Joan' }],
    [{ email: 'joan@example.com' }],
    [{ name: 'Joan', email: 'joan@example.com' }],
    [{ mobile: '12345678' }],
    [{ mobile: '' }],
  ])('changes what is sent and leaves the rest: %j', async (changes) => {
    const id = await addContact(account, 'Jane');
    expect(await update(id, changes)).toBe(OK);
    expect(await list()).toBe(jane(id, changes));
  });

  test.each([
    [{ name: '', email: 'joan@example.com' }, invalidText('name')],
    [{ name: '  ', email: 'joan@example.com' }, invalidText('name')],
    [{ name: 'Joan', email: '' }, invalidEmailText('')],
    [{ name: 'Joan', email: ' ' }, invalidEmailText('')],
    [{ name: 'Joan', email: 'joan' }, invalidEmailText('joan')],
  ])('changes nothing where one of the values can not be taken: %j', async (changes, text) => {
    const id = await addContact(account, 'Jane');
    expect(await update(id, changes)).toBe(text);
    expect(await list()).toBe(jane(id, {}));
  });

  test('leaves what only the other dialect knows', async () => {
    const contact = await addContact(account, 'Jane');
    const known = {
      street: 'Main Street 1',
      zipcode: '5550',
      birthday: '-3600',
      sex: '2',
      msisdn: '4512345678',
    };
    await account.txty('contact/edit', { contact, ...known });
    const before = (await account.txty('view/contact', { contact })).text;
    expect(await update(contact, { name: 'Joan' })).toBe(OK);
    expect(await update(contact, { email: 'joan@example.com' })).toBe(OK);
    const after = before.replace('"Jane"', '"Joan"').replace('jane@', 'joan@');
    expect(after).not.toBe(before);
    expect((await account.txty('view/contact', { contact })).text).toBe(after);
  });

  test('finds a contact by its id with blanks around it', async () => {
    const id = await addContact(account, 'Jane');
    expect(await update(` ${id} `, { name: 'Joan' })).toBe(OK);
    expect(await list()).toBe(jane(id, { name: 'Joan' }));
  });
});

describe('contacts/delete', () => {
  test('ends the contact and its memberships for good, and leaves the others', async () => {
    const [jane, joan] = [await addContact(account, 'Jane'), await addContact(account, 'Joan')];
    const contactgroupid = await addGroup(account, 'Friends');
    await account.filemail('contacts/addtogroup', { contactid: jane, contactgroupid });
    expect((await account.filemail('contacts/delete', { contactid: jane })).text).toBe(OK);
    const heir = await addContact(account, 'Jane');
    expect([jane, joan]).not.toContain(heir);
    expect(await list()).toBe(
      `{"contacts":[{"contactid":"${joan}","name":"Joan","email":"joan@example.com","groups":[]},` +
        `{"contactid":"${heir}","name":"Jane","email":"jane@example.com","groups":[]}],"responsestatus":"OK"}`,
    );
  });
});

describe.each(['contacts/update', 'contacts/delete'])('%s', (path) => {
  test('finds no contact of another account, none deleted, and none by an odd id', async () => {
    const deleted = await addContact(account, 'Jane');
    await account.filemail('contacts/delete', { contactid: deleted });
    const huge = '9'.repeat(400);
    for (const contactid of [
      otherContact,
      deleted,
      '0',
      '-1',
      '1.0',
      'jd893jr8g93hf39th',
      huge,
      '\0',
      "1' --",
    ]) {
      const reply = await account.filemail(path, { ...JANE, contactid });
      expect([contactid, reply.status, reply.text]).toEqual([contactid, 200, CONTACT_NOT_FOUND]);
    }
    expect((await other.filemail('contacts/get')).text).toBe(otherBook);
  });

  test('names the contactid that is missing, empty or blank', async () => {
    for (const contactid of [undefined, '', '  ']) {
      const reply = await account.filemail(path, { ...JANE, contactid });
      expect([reply.status, reply.text]).toEqual([200, missingText('contactid')]);
    }
  });
});

const endpoints = contacts.filter(({ id }) => ['contacts.update', 'contacts.delete'].includes(id));

afterAll(() => {
  expectDocumentedErrors(gateway.log, endpoints, filemail.commonErrors);
});
