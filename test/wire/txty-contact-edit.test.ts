import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contacts } from '../../dialects/txty/contacts.ts';
import { txty } from '../../dialects/txty/index.ts';
import { refusedValues, takenValues } from '../fixtures/txty-fields.ts';
import type { TestAccount } from '../support/account.ts';
import type { Parameters, Reply } from '../support/client.ts';
import { expectDocumentedErrors } from '../support/documented-errors.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  addContact,
  addGroup,
  callEncoded,
  contactNotFoundText,
  contactsText,
  EMPTY_CONTACT,
  errorText,
  expectAnswer,
  listText,
  type ShownContact,
  shownContact,
  successText,
} from '../support/txty-wire.ts';

const ANN = {
  fullname: 'Ann',
  street: 'Nygade 1',
  zipcode: '5550',
  msisdn: '4512345678',
  email: 'ann@example.com',
  birthday: '86400',
  sex: '2',
};

const PHONE = { dialcode: 45, msisdn: 4_512_345_678, number: 12_345_678 };
const NO_PHONE = { dialcode: null, msisdn: null, number: null };

let gateway: TestGateway;
let account: TestAccount;
let other: TestAccount;
let foreign: number;
/** A contact of the account in which every field is set, in one group. */
let ann: ShownContact;

beforeAll(async () => {
  gateway = await startTestGateway();
  other = await gateway.addAccount();
  foreign = await addContact(other, { fullname: 'Somebody Else' });
});

beforeEach(async () => {
  account = await gateway.addAccount();
  const [id, group] = [await addContact(account, ANN), await addGroup(account)];
  await account.txty('contact/addgroup', { contact: `${id}`, group: `${group}` });
  const texts = { fullname: 'Ann', street: 'Nygade 1', zipcode: 5550, email: 'ann@example.com' };
  const known = { ...texts, ...PHONE, birthday: 86_400, sex: 2, groups: [group] };
  ann = shownContact({ controlcontact: id, ...known });
});

function edit(changes: Parameters): Promise<Reply> {
  return account.txty('contact/edit', { contact: `${ann.controlcontact}`, ...changes });
}

/** The answer, and what is stored from then on, is the contact with these changes. */
async function expectEdited(reply: Reply, changes: Partial<ShownContact>): Promise<void> {
  const contact = { ...ann, ...changes };
  expectAnswer(reply, successText('EDIT_CONTACT', { contact }));
  expect(await listText(account)).toBe(contactsText(contact));
}

describe('contact/edit', () => {
  test('answers with the whole contact under the keys of the page, in their order', async () => {
    const [group] = ann.groups ?? [];
    expectAnswer(
      await edit({ fullname: 'Ann Ørsted' }),
      '{"status":"success","success":"EDIT_CONTACT","contact":{"birthday":86400,' +
        `"controlcontact":${ann.controlcontact},"dialcode":45,"email":"ann@example.com",` +
        `"fullname":"Ann Ørsted","groups":[${group}],"msisdn":4512345678,"number":12345678,` +
        '"sex":2,"street":"Nygade 1","zipcode":5550}}',
    );
  });

  test('leaves every field as it is that is absent, all of them even', async () => {
    await expectEdited(await edit({}), {});
  });

  test('changes several fields at once', async () => {
    const phone = { dialcode: 39, msisdn: 390_612_345_678, number: 612_345_678 };
    const reply = await edit({ fullname: 'Bo', msisdn: '+39 06 1234 5678', sex: '1', zipcode: '0999' });
    await expectEdited(reply, { fullname: 'Bo', ...phone, sex: 1, zipcode: '0999' });
  });

  test.each([
    ['street', { street: null }],
    ['zipcode', { zipcode: null }],
    ['msisdn', NO_PHONE],
    ['email', { email: null }],
    ['birthday', { birthday: null }],
    ['sex', { sex: null }],
  ])('clears a %s that is sent empty or blank, and nothing else', async (field, cleared) => {
    await expectEdited(await edit({ [field]: '' }), cleared);
    await edit({ [field]: ANN[field as keyof typeof ANN] });
    expect(await listText(account)).toBe(contactsText(ann));
    await expectEdited(await edit({ [field]: ' \t ' }), cleared);
  });

  test('refuses an empty or blank name, and then changes nothing', async () => {
    const refused = errorText('FULLNAME_EMPTY', { contact: { fullname: null } });
    for (const fullname of ['', ' \t '])
      expectAnswer(await edit({ fullname, street: 'Another', sex: '' }), refused);
    expect(await listText(account)).toBe(contactsText(ann));
  });

  test.each(takenValues)('keeps a $field $what', async ({ field, sent, shown }) => {
    await expectEdited(await edit({ [field]: sent }), { [field]: shown });
  });

  test.each(Object.entries(refusedValues))(
    'refuses what is no %s and then changes nothing',
    async (field, values) => {
      const others = field === 'street' ? { fullname: 'Another' } : { street: 'Another' };
      for (const value of values)
        expectAnswer(
          await edit({ ...others, [field]: value }),
          errorText(`${field.toUpperCase()}_INVALID`, { contact: { [field]: value } }),
        );
      expect(await listText(account)).toBe(contactsText(ann));
    },
  );

  test.each(Object.keys(ANN))(
    'refuses a %s that is not UTF-8, echoes null and changes nothing',
    async (field) => {
      const query = `contact=${ann.controlcontact}&${field}=1%FF`;
      expectAnswer(
        await callEncoded(gateway.url, account, 'contact/edit', query),
        errorText(`${field.toUpperCase()}_INVALID`, { contact: { [field]: null } }),
      );
      expect(await listText(account)).toBe(contactsText(ann));
    },
  );

  test('needs a contact of the account', async () => {
    expectAnswer(await edit({ contact: undefined, fullname: 'Another' }), EMPTY_CONTACT);
    const missing = contactNotFoundText(`${foreign}`);
    expectAnswer(await edit({ contact: `${foreign}`, fullname: 'Another' }), missing);
    const left = shownContact({ controlcontact: foreign, fullname: 'Somebody Else' });
    expect(await listText(other)).toBe(contactsText(left));
    expect(await listText(account)).toBe(contactsText(ann));
  });

  test('answers every error that it documents, and no other', () => {
    const endpoints = contacts.filter(({ id }) => id === 'contact.edit');
    expectDocumentedErrors(gateway.log, endpoints, txty.commonErrors);
  });
});
