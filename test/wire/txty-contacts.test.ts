import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contacts } from '../../dialects/txty/contacts.ts';
import { txty } from '../../dialects/txty/index.ts';
import type { TestAccount } from '../support/account.ts';
import { expectDocumentedErrors } from '../support/documented-errors.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  addContact,
  addGroup,
  callEncoded,
  contactNotFoundText,
  contactsText,
  EMPTY_CONTACT,
  expectAnswer,
  listText,
  NO_CONTACTS,
  shownContact,
  successText,
} from '../support/txty-wire.ts';

const DELETED = successText('DELETE_CONTACT');

const ANN = {
  fullname: 'Ann Ørsted',
  street: 'Nygade 1',
  zipcode: '5550',
  msisdn: '4512345678',
  email: 'ann@example.com',
  birthday: '86400',
  sex: '2',
};

const SHOWN_ANN = {
  birthday: 86_400,
  dialcode: 45,
  email: 'ann@example.com',
  fullname: 'Ann Ørsted',
  msisdn: 4_512_345_678,
  number: 12_345_678,
  sex: 2,
  street: 'Nygade 1',
  zipcode: 5550,
};

let gateway: TestGateway;
let account: TestAccount;
let other: TestAccount;
let foreign: number;

beforeAll(async () => {
  gateway = await startTestGateway();
  other = await gateway.addAccount();
  foreign = await addContact(other, { fullname: 'Somebody Else' });
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

describe('view/contacts', () => {
  test('is an empty list where there is no contact', async () => {
    expectAnswer(await account.txty('view/contacts'), NO_CONTACTS);
  });

  test('shows contacts in ascending order of their id, all their keys in the order of the page', async () => {
    const [ann, bo] = [await addContact(account, ANN), await addContact(account, { fullname: 'Bo' })];
    const [friends, family] = [await addGroup(account, 'Friends'), await addGroup(account, 'Family')];
    await account.txty('contact/addgroup', { contact: `${ann}`, group: `${family},${friends}` });
    expectAnswer(
      await account.txty('view/contacts'),
      '{"status":"success","success":"VIEW_CONTACTS","contacts":[' +
        `{"birthday":86400,"controlcontact":${ann},"dialcode":45,"email":"ann@example.com",` +
        `"fullname":"Ann Ørsted","groups":[${friends},${family}],"msisdn":4512345678,"number":12345678,` +
        '"sex":2,"street":"Nygade 1","zipcode":5550},' +
        `{"birthday":null,"controlcontact":${bo},"dialcode":null,"email":null,"fullname":"Bo",` +
        '"groups":null,"msisdn":null,"number":null,"sex":null,"street":null,"zipcode":null}]}',
    );
  });
});

describe('view/contact', () => {
  test('shows one contact as the list does', async () => {
    await addContact(account);
    const id = await addContact(account, ANN);
    const contact = shownContact({ controlcontact: id, ...SHOWN_ANN });
    const reply = await account.txty('view/contact', { contact: `${id}` });
    expectAnswer(reply, successText('VIEW_CONTACT', { contact }));
  });
});

describe('contact/delete', () => {
  test('deletes the contact and ends its memberships, and leaves all others', async () => {
    const [ann, bo] = [await addContact(account, ANN), await addContact(account, { fullname: 'Bo' })];
    const group = await addGroup(account);
    for (const id of [ann, bo])
      await account.txty('contact/addgroup', { contact: `${id}`, group: `${group}` });
    expectAnswer(await account.txty('contact/delete', { contact: `${ann}` }), DELETED);
    const left = shownContact({ controlcontact: bo, fullname: 'Bo', groups: [group] });
    expect(await listText(account)).toBe(contactsText(left));
    expectAnswer(
      await account.txty('view/group', { group: `${group}` }),
      successText('VIEW_GROUP', { group: { controlgroup: group, name: 'Name', contacts: [left] } }),
    );
  });

  test('does not find a contact twice, and its id is not given again', async () => {
    const id = await addContact(account);
    expectAnswer(await account.txty('contact/delete', { contact: `${id}` }), DELETED);
    const missing = contactNotFoundText(`${id}`);
    expectAnswer(await account.txty('contact/delete', { contact: `${id}` }), missing);
    expectAnswer(await account.txty('view/contact', { contact: `${id}` }), missing);
    expect(await addContact(account)).not.toBe(id);
  });
});

describe.each(['view/contact', 'contact/edit', 'contact/delete'])('the id of %s', (path) => {
  test('may stand between blanks', async () => {
    const id = await addContact(account);
    const reply = await account.txty(path, { contact: ` \t${id} ` });
    expect(reply.json).toMatchObject({ status: 'success' });
  });

  test('must be there: missing, empty and blank are the same', async () => {
    for (const contact of [undefined, '', ' \t '])
      expectAnswer(await account.txty(path, { contact }), EMPTY_CONTACT);
  });

  test('is echoed as it was sent where the account has no such contact', async () => {
    for (const contact of [`${foreign}`, ` ${foreign} `, '0', '2147483647'])
      expectAnswer(await account.txty(path, { contact }), contactNotFoundText(contact));
    const left = shownContact({ controlcontact: foreign, fullname: 'Somebody Else' });
    expect(await listText(other)).toBe(contactsText(left));
  });

  test('names nothing where it is no number, though it begins with one', async () => {
    const id = await addContact(account);
    const spellings = [`${id}.0`, `${id}e0`, `+${id}`, `-${id}`, `${id}x`, `${id},${id}`, `${id} ${id}`];
    for (const contact of [...spellings, `0x${id.toString(16)}`, 'abc', `${id}\0`, '１'])
      expectAnswer(await account.txty(path, { contact }), contactNotFoundText(contact));
    expect(await listText(account)).toBe(contactsText(shownContact({ controlcontact: id })));
  });

  test('names nothing beyond 2^53, and is echoed to the last digit', async () => {
    for (const contact of ['9007199254740993', '9223372036854775808', '1'.repeat(400)])
      expectAnswer(await account.txty(path, { contact }), contactNotFoundText(contact));
  });

  test('names nothing where it is not UTF-8, and is echoed as null', async () => {
    const id = await addContact(account);
    for (const contact of ['%FF', `${id}%FF`, '%C3%28', '%ED%A0%80', `${id}%`, '%zz'])
      expectAnswer(
        await callEncoded(gateway.url, account, path, `contact=${contact}`),
        contactNotFoundText(null),
      );
    expect(await listText(account)).toBe(contactsText(shownContact({ controlcontact: id })));
  });
});

test('what is done to a contact answers every error that is documented, and no other', () => {
  const ids = ['view.contacts', 'view.contact', 'contact.delete'];
  const endpoints = contacts.filter(({ id }) => ids.includes(id));
  expectDocumentedErrors(gateway.log, endpoints, txty.commonErrors);
});
