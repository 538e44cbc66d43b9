import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authentication } from '../../dialects/txty/authentication.ts';
import { txty } from '../../dialects/txty/index.ts';
import { createSecret } from '../../domain/credential.ts';
import type { TestAccount } from '../support/account.ts';
import { expectDocumentedErrors } from '../support/documented-errors.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  ACCESS_DENIED,
  addContact,
  callEncoded,
  errorText,
  expectAnswer,
  listText,
  NO_CONTACTS,
  successText,
  userNotFoundText,
} from '../support/txty-wire.ts';

const DELETED = successText('DELETE_APIKEY');
const KEY_NOT_FOUND = errorText('APIKEY_NOT_FOUND', { apikey: { apikey: null } });

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

async function addKey(): Promise<string> {
  const key = createSecret();
  await gateway.open.store.addCredential(account.id, 'key', key, null);
  return key;
}

describe('user/deleteapikey', () => {
  test('ends a key of the account from that call on, and no other', async () => {
    const [ended, kept] = [await addKey(), await addKey()];
    expectAnswer(await account.txty('user/deleteapikey', { apikey: ended }), DELETED);
    expectAnswer(await account.txty('view/contacts', { key: ended }), userNotFoundText(account.userName));
    expectAnswer(await account.txty('view/contacts', { key: kept }), NO_CONTACTS);
    expectAnswer(await account.txty('user/deleteapikey', { apikey: ended }), KEY_NOT_FOUND);
  });

  test('ends the very key that it was called with', async () => {
    expectAnswer(await account.txty('user/deleteapikey', { apikey: account.key }), DELETED);
    const dead = userNotFoundText(account.userName);
    expectAnswer(await account.txty('user/deleteapikey', { apikey: account.key }), dead);
    expect(await listText(account)).toBe(dead);
  });

  test('does not find a key of another account, which goes on opening that one', async () => {
    expectAnswer(await account.txty('user/deleteapikey', { apikey: other.key }), KEY_NOT_FOUND);
    expectAnswer(await other.txty('user/deleteapikey', { apikey: account.key }), KEY_NOT_FOUND);
    expect((await other.txty('view/contacts')).json).toMatchObject({
      contacts: [{ fullname: 'Somebody Else' }],
    });
    expect(await listText(account)).toBe(NO_CONTACTS);
  });

  test('does not find a login token of the account, which goes on opening it', async () => {
    expectAnswer(await account.txty('user/deleteapikey', { apikey: account.token }), KEY_NOT_FOUND);
    expect((await account.filemail('contacts/get')).json).toMatchObject({ responsestatus: 'OK' });
  });

  test('does not find what is no key, and never echoes it', async () => {
    for (const apikey of ['1', account.key.toUpperCase(), `${account.key}0`, 'a\0b'])
      expectAnswer(await account.txty('user/deleteapikey', { apikey }), KEY_NOT_FOUND);
    const unreadable = await callEncoded(gateway.url, account, 'user/deleteapikey', 'apikey=%FF');
    expectAnswer(unreadable, KEY_NOT_FOUND);
    expect(await listText(account)).toBe(NO_CONTACTS);
  });

  test('says where the key is missing, empty or blank, before it judges the credential', async () => {
    const missing = errorText('EMPTY_APIKEY', { apikey: { apikey: null } });
    for (const apikey of [undefined, '', ' \t ']) {
      expectAnswer(await account.txty('user/deleteapikey', { apikey }), missing);
      expectAnswer(await account.txty('user/deleteapikey', { apikey, key: 'wrong' }), missing);
    }
  });

  test('judges the credential before it looks for the key', async () => {
    const ended = await addKey();
    const refused = await account.txty('user/deleteapikey', { apikey: ended, key: 'wrong' });
    expectAnswer(refused, userNotFoundText(account.userName));
    expectAnswer(await account.txty('view/contacts', { key: ended }), NO_CONTACTS);
  });

  test('leaves the keys of a disabled account alone', async () => {
    const key = await addKey();
    await gateway.open.directory.updateAccount(account.id, { disabled: true });
    expectAnswer(await account.txty('user/deleteapikey', { apikey: key }), ACCESS_DENIED);
    await gateway.open.directory.updateAccount(account.id, { disabled: false });
    expectAnswer(await account.txty('view/contacts', { key }), NO_CONTACTS);
  });
});

describe('view/user', () => {
  test('shows the account under the keys of the vendor, in their order, null where nothing is kept', async () => {
    const own = await gateway.open.directory.findAccount(account.userName);
    const createdtime = Math.floor(Number(own?.createdAt) / 1000);
    expect(Math.abs(createdtime - Date.now() / 1000)).toBeLessThan(3600);
    const user = {
      controluser: account.id,
      username: account.userName,
      status: 10,
      companyname: null,
      companyid: null,
      eannumber: null,
      fullname: null,
      street: null,
      zipcode: null,
      msisdn: null,
      dialcode: null,
      number: null,
      email: account.email,
      lockedname: null,
      createdtime,
      iplast_login: null,
      iplast_gw: null,
      timestamp_login: null,
      timestamp_gw: null,
      callback: null,
      bcontactid: null,
    };
    expectAnswer(await account.txty('view/user'), successText('VIEW_USER', { user }));
  });

  test('is refused to a disabled account', async () => {
    await gateway.open.directory.updateAccount(account.id, { disabled: true });
    expectAnswer(await account.txty('view/user'), ACCESS_DENIED);
  });
});

test('the operations of a user answer every error that they document, and no other', () => {
  const endpoints = authentication.filter(({ id }) => ['user.deleteapikey', 'view.user'].includes(id));
  expectDocumentedErrors(gateway.log, endpoints, txty.commonErrors);
});
