import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contacts } from '../../dialects/txty/contacts.ts';
import { txty } from '../../dialects/txty/index.ts';
import { refusedValues, takenValues } from '../fixtures/txty-fields.ts';
import type { TestAccount } from '../support/account.ts';
import { expectDocumentedErrors } from '../support/documented-errors.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  addContact,
  at,
  callEncoded,
  contactsText,
  errorText,
  expectAnswer,
  listText,
  NO_CONTACTS,
  shownContact,
  successText,
} from '../support/txty-wire.ts';

const MAX_CONTACTS = 4;
const OPTIONAL = ['street', 'zipcode', 'msisdn', 'email', 'birthday', 'sex'];

let gateway: TestGateway;
let account: TestAccount;
let other: TestAccount;
let otherList: string;

beforeAll(async () => {
  gateway = await startTestGateway({ store: { maxContacts: MAX_CONTACTS } });
  other = await gateway.addAccount();
  await addContact(other, { fullname: 'Somebody Else' });
  otherList = await listText(other);
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

describe('contact/create', () => {
  test('answers with the number it understood, the account and the new contact’s own id', async () => {
    const reply = await account.txty('contact/create', {
      fullname: 'Ann Ørsted',
      msisdn: '+45 12 34 56 78',
      email: 'ann@example.com',
    });
    const id = at(reply, 'contact', 'controlcontact');
    expectAnswer(
      reply,
      '{"status":"success","success":"CREATE_CONTACT","contact":{"fullname":"Ann Ørsted",' +
        `"msisdn":4512345678,"dialcode":45,"number":12345678,"controluser":${account.id},"controlcontact":${id}}}`,
    );
    const phone = { msisdn: 4_512_345_678, dialcode: 45, number: 12_345_678 };
    const known = { fullname: 'Ann Ørsted', email: 'ann@example.com', ...phone };
    expect(await listText(account)).toBe(
      contactsText(shownContact({ controlcontact: Number(id), ...known })),
    );
    expect(await listText(other)).toBe(otherList);
  });

  test('has null for a number that there is none of', async () => {
    const reply = await account.txty('contact/create', { fullname: 'Bo' });
    const controlcontact = at(reply, 'contact', 'controlcontact');
    expect(controlcontact).toBeTypeOf('number');
    const phone = { msisdn: null, dialcode: null, number: null };
    const contact = { fullname: 'Bo', ...phone, controluser: account.id, controlcontact };
    expectAnswer(reply, successText('CREATE_CONTACT', { contact }));
  });

  test('makes a contact each time, of the same values even', async () => {
    const same = { fullname: 'Ann', msisdn: '4512345678', email: 'ann@example.com' };
    const [first, second] = [await addContact(account, same), await addContact(account, same)];
    const phone = { msisdn: 4_512_345_678, dialcode: 45, number: 12_345_678 };
    const shown = { fullname: 'Ann', email: 'ann@example.com', ...phone };
    expect(second).toBeGreaterThan(first);
    expect(await listText(account)).toBe(
      contactsText(
        shownContact({ controlcontact: first, ...shown }),
        shownContact({ controlcontact: second, ...shown }),
      ),
    );
  });

  test('takes an empty or blank optional parameter as absent', async () => {
    const all = (value: string) => Object.fromEntries(OPTIONAL.map((field) => [field, value]));
    const [first, second] = [await addContact(account, all('')), await addContact(account, all(' \t '))];
    expect(await listText(account)).toBe(
      contactsText(shownContact({ controlcontact: first }), shownContact({ controlcontact: second })),
    );
  });

  test('needs a name that is not empty or blank', async () => {
    const missing = errorText('FULLNAME_EMPTY', { contact: { fullname: null } });
    for (const fullname of [undefined, '', ' \t\r\n '])
      expectAnswer(await account.txty('contact/create', { fullname, msisdn: '4512345678' }), missing);
    expect(await listText(account)).toBe(NO_CONTACTS);
  });

  test.each(takenValues)('keeps a $field $what', async ({ field, sent, shown }) => {
    const id = await addContact(account, { [field]: sent });
    expect(await listText(account)).toBe(contactsText(shownContact({ controlcontact: id, [field]: shown })));
  });

  test.each(Object.entries(refusedValues))(
    'refuses what is no %s and echoes it as sent',
    async (field, values) => {
      for (const value of values) {
        const reply = await account.txty('contact/create', { fullname: 'Fullname', [field]: value });
        expectAnswer(reply, errorText(`${field.toUpperCase()}_INVALID`, { contact: { [field]: value } }));
      }
      expect(await listText(account)).toBe(NO_CONTACTS);
    },
  );

  test.each(['fullname', ...OPTIONAL])('refuses a %s that is not UTF-8 and echoes null', async (field) => {
    const refused = errorText(`${field.toUpperCase()}_INVALID`, { contact: { [field]: null } });
    const name = field === 'fullname' ? '' : 'fullname=Fullname&';
    for (const bytes of ['%FF', '1%FF', '%C3%28', '%ED%A0%80', '%F0%9F', '1%', '%zz'])
      expectAnswer(
        await callEncoded(gateway.url, account, 'contact/create', `${name}${field}=${bytes}`),
        refused,
      );
    expect(await listText(account)).toBe(NO_CONTACTS);
  });

  test('is refused where the account has as many contacts as it may', async () => {
    for (let count = 0; count < MAX_CONTACTS; count += 1) await addContact(account);
    const full = await listText(account);
    expectAnswer(await account.txty('contact/create', { fullname: 'Bo' }), errorText('TOO_MANY_CONTACTS'));
    expect(await listText(account)).toBe(full);
    expect(await listText(other)).toBe(otherList);
  });

  test('answers every error that it documents, and no other', () => {
    const create = contacts.filter(({ id }) => id === 'contact.create');
    expectDocumentedErrors(gateway.log, create, txty.commonErrors);
  });
});
