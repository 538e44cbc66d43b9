import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { callUrl } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  ACCESS_DENIED,
  addContact,
  addGroup,
  contactNotFoundText,
  contactsText,
  EMPTY_CONTACT,
  EMPTY_GROUP,
  errorText,
  expectAnswer,
  listText,
  NO_CONTACTS,
  shownContact,
  userNotFoundText,
} from '../support/txty-wire.ts';

let gateway: TestGateway;
let account: TestAccount;
let other: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
  other = await gateway.addAccount();
  await addContact(other, { fullname: 'Somebody Else' });
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

describe('a credential', () => {
  test.each([
    [
      'the user name in capitals',
      ({ userName, key }: TestAccount) => ({ user: userName.toUpperCase(), key }),
    ],
    [
      'the e-mail address in mixed case',
      ({ email, key }: TestAccount) => ({ user: email.toUpperCase(), key }),
    ],
    ['blanks around both', ({ userName, key }: TestAccount) => ({ user: ` ${userName}\t`, key: ` ${key} ` })],
  ])('is taken with %s', async (_, credentialOf) => {
    expectAnswer(await account.txty('view/contacts', credentialOf(account)), NO_CONTACTS);
  });

  test('that is missing, empty or blank is no user’s, and shows the user as sent', async () => {
    for (const value of [undefined, '', ' \t ']) {
      const noUser = userNotFoundText(value ?? null);
      expectAnswer(await account.txty('view/contacts', { user: value }), noUser);
      expectAnswer(await account.txty('view/contacts', { user: value, key: undefined }), noUser);
      expectAnswer(await account.txty('view/contacts', { key: value }), userNotFoundText(account.userName));
    }
  });

  test('must be of one account: neither half counts beside that of another', async () => {
    const { userName: user, key } = account;
    const refused: readonly (readonly [string, string])[] = [
      [other.userName, key],
      [user, other.key],
      ['nobody', key],
      [` Nobody@Example.com `, key],
      [user, `${key}0`],
      [user, key.toUpperCase()],
      [user, account.password],
      [user, account.token],
    ];
    for (const [sent, secret] of refused)
      expectAnswer(await account.txty('view/contacts', { user: sent, key: secret }), userNotFoundText(sent));
  });

  test('that is not UTF-8 is no user’s, and a user of such bytes is shown as null', async () => {
    const { userName: user, key } = account;
    const sendEncoded = (query: string) => callUrl(`${gateway.url}/view/contacts/api.json?${query}`);
    expectAnswer(await sendEncoded(`user=${user}%FF&key=${key}`), userNotFoundText(null));
    expectAnswer(await sendEncoded(`user=%C3%28&key=${key}`), userNotFoundText(null));
    expectAnswer(await sendEncoded(`user=${user}&key=${key}%FF`), userNotFoundText(user));
  });

  test('that holds U+0000 is no user’s', async () => {
    const { userName: user, key } = account;
    const refused = userNotFoundText(`${user}\0`);
    expectAnswer(await account.txty('view/contacts', { key: `${key}\0` }), userNotFoundText(user));
    expectAnswer(await account.txty('view/contacts', { user: `${user}\0` }), refused);
  });

  test('of a disabled account is denied until the account is enabled again', async () => {
    const id = await addContact(account);
    await gateway.open.directory.updateAccount(account.id, { disabled: true });
    for (const path of ['view/contacts', 'view/contact', 'contact/delete', 'view/groups'])
      expectAnswer(await account.txty(path, { contact: `${id}` }), ACCESS_DENIED);
    const wrong = await account.txty('view/contacts', { key: 'wrong' });
    expectAnswer(wrong, userNotFoundText(account.userName));
    await gateway.open.directory.updateAccount(account.id, { disabled: false });
    expect(await listText(account)).toBe(contactsText(shownContact({ controlcontact: id })));
  });
});

describe('the order of judgement', () => {
  const wrong = { key: 'wrong' };

  test('a missing parameter comes before the credential', async () => {
    const fullname = errorText('FULLNAME_EMPTY', { contact: { fullname: null } });
    expectAnswer(await account.txty('view/contact', wrong), EMPTY_CONTACT);
    expectAnswer(await account.txty('contact/edit', wrong), EMPTY_CONTACT);
    expectAnswer(await account.txty('contact/delete', wrong), EMPTY_CONTACT);
    expectAnswer(await account.txty('contact/delete', { user: undefined, key: undefined }), EMPTY_CONTACT);
    expectAnswer(await account.txty('contact/create', wrong), fullname);
    expectAnswer(await account.txty('contact/addgroup', { ...wrong, contact: '1' }), EMPTY_GROUP);
    expectAnswer(await account.txty('view/group', wrong), EMPTY_GROUP);
    const name = errorText('NAME_EMPTY', { group: { name: null } });
    expectAnswer(await account.txty('group/create', wrong), name);
  });

  test('a value that is syntactically wrong comes before the credential', async () => {
    const sent = { ...wrong, fullname: 'Fullname' };
    const refused = (field: string, value: string) =>
      errorText(`${field.toUpperCase()}_INVALID`, { contact: { [field]: value } });
    expectAnswer(await account.txty('contact/create', { ...sent, sex: '3' }), refused('sex', '3'));
    expectAnswer(await account.txty('contact/create', { ...sent, email: 'ann' }), refused('email', 'ann'));
    expectAnswer(await account.txty('contact/create', { ...sent, birthday: 'x' }), refused('birthday', 'x'));
    const long = 'x'.repeat(256);
    const name = errorText('NAME_INVALID', { group: { name: long } });
    expectAnswer(await account.txty('group/create', { ...wrong, name: long }), name);
  });

  test('the credential comes before what a parameter means', async () => {
    const refused = userNotFoundText(account.userName);
    const calls: readonly (readonly [string, Record<string, string>])[] = [
      ['contact/create', { fullname: 'Fullname', msisdn: '1' }],
      ['contact/create', { fullname: 'Fullname', msisdn: '+1' }],
      ['contact/edit', { contact: '1', msisdn: '1' }],
      ['contact/edit', { contact: '1', msisdn: '+1' }],
      ['view/contact', { contact: '1' }],
      ['contact/delete', { contact: 'abc' }],
      ['contact/addgroup', { contact: '1', group: '1' }],
      ['group/delete', { group: '1' }],
    ];
    for (const [path, parameters] of calls) {
      expectAnswer(await account.txty(path, { ...parameters, ...wrong }), refused);
      const none = { ...parameters, user: undefined, key: undefined };
      expectAnswer(await account.txty(path, none), userNotFoundText(null));
    }
    await gateway.open.directory.updateAccount(account.id, { disabled: true });
    for (const [path, parameters] of calls) expectAnswer(await account.txty(path, parameters), ACCESS_DENIED);
  });

  test('a refused call changes nothing', async () => {
    const id = await addContact(account);
    const group = await addGroup(account);
    await account.txty('contact/create', { ...wrong, fullname: 'Another' });
    await account.txty('contact/edit', { ...wrong, contact: `${id}`, fullname: 'Another' });
    await account.txty('contact/addgroup', { ...wrong, contact: `${id}`, group: `${group}` });
    await account.txty('contact/delete', { ...wrong, contact: `${id}` });
    expectAnswer(await other.txty('contact/delete', { contact: `${id}` }), contactNotFoundText(`${id}`));
    expect(await listText(account)).toBe(contactsText(shownContact({ controlcontact: id })));
  });
});
