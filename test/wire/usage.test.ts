import { pino } from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import { type OpenStore, openStore } from '../../db/connect.ts';
import { readConfig } from '../../src/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { addTestAccount, type TestAccount } from '../support/account.ts';
import { callUrl } from '../support/client.ts';
import { createTestDatabase } from '../support/database.ts';
import { atEndOfFile } from '../support/end-of-file.ts';
import { testStoreOptions } from '../support/store-options.ts';

const log = pino({ level: 'silent' });

let databaseUrl: string;
let open: OpenStore;

beforeAll(async () => {
  const database = await createTestDatabase();
  databaseUrl = database.url;
  open = await openStore({ ...testStoreOptions, databaseUrl });
  atEndOfFile(async () => {
    await open.close();
    await database.drop();
  });
});

/** Starts a gateway as it is shipped; once it is closed, its calls have been counted. */
async function start() {
  const config = readConfig({ PORT: '0', DATABASE_URL: databaseUrl });
  const gateway = await startGateway({ config, log, open });
  return { url: `http://127.0.0.1:${gateway.port}`, close: gateway.close };
}

const as = (client: string) => ({ headers: { 'user-agent': client } });

/** What was counted of an account: operation, client, calls, refusals and undeclared parameters. */
async function read({ id }: Pick<TestAccount, 'id'>) {
  const sums = await open.usage.listUsage({ accountId: id });
  return sums.map(({ dialect, operation, client, calls, refusals, undeclared }) =>
    [dialect, operation, client, calls, refusals, undeclared].join(' '),
  );
}

describe('calls are counted', () => {
  test('by dialect, operation and client, with their refusals and unknown parameters, for each account', async () => {
    const { url, close } = await start();
    const services = { url, store: open.store, directory: open.directory };
    const [account, other] = [await addTestAccount(services, {}), await addTestAccount(services, {})];
    const begun = Date.now();
    await account.filemail('contacts/get', {}, as('shop/1'));
    await account.filemail('contacts/get', { colour: 'red', size: 'big' }, as('shop/1'));
    await account.filemail('contacts/get', {}, as('shop/2'));
    await account.filemail('contacts/delete', { contactid: '7' }, as('shop/1'));
    await account.txty('contact/edit', { contact: '7', fullname: 'Jane Doe' }, as('app'));
    await account.txty('contact/edit', { contact: '7', sex: '3' }, as('app'));
    await other.txty('view/contacts', {}, as('app'));
    await close();
    expect(await read(account)).toEqual([
      'filemail contacts.delete shop/1 1 1 0',
      'filemail contacts.get shop/1 2 0 2',
      'filemail contacts.get shop/2 1 0 0',
      // Of the second nobody knows whose it is: its parameters are judged before its credential.
      'txty contact.edit app 1 1 0',
    ]);
    expect(await read(other)).toEqual(['txty view.contacts app 1 0 0']);
    const [{ lastUsedAt } = { lastUsedAt: new Date(0) }] = await open.usage.listUsage({
      accountId: account.id,
    });
    expect(lastUsedAt.getTime()).toBeGreaterThanOrEqual(begun);
    expect(lastUsedAt.getTime()).toBeLessThanOrEqual(Date.now());
  });

  test('with logins that had the password, and with what a disabled account or a dialect that is off refuses', async () => {
    const { url, close } = await start();
    const account = await addTestAccount({ url, store: open.store, directory: open.directory }, {});
    const logIn = (password: string) =>
      callUrl(`${url}/api/authentication/login`, { username: account.userName, password }, as('shop'));
    await logIn(account.password);
    await logIn('a guess');
    await open.directory.setDialectAccess(account.id, 'filemail', { state: 'off' });
    await logIn(account.password);
    await account.filemail('contacts/get', {}, as('shop'));
    await account.filemail('contacts/get', { logintoken: 'wrong' }, as('shop'));
    await open.directory.updateAccount(account.id, { disabled: true });
    await account.txty('view/user', {}, as('shop'));
    await close();
    expect(await read(account)).toEqual([
      'filemail authentication.login shop 2 1 0',
      'filemail contacts.get shop 1 1 0',
      'txty view.user shop 1 1 0',
    ]);
  });

  test('under no name that holds a secret of the call', async () => {
    const { url, close } = await start();
    const account = await addTestAccount({ url, store: open.store, directory: open.directory }, {});
    const { token, key, userName: username, password } = account;
    await account.filemail('contacts/get', {}, as(`shop (${token})`));
    await account.filemail('contacts/delete', { contactid: '7' }, as(token));
    await account.txty('view/user', {}, { method: 'POST', ...as(`${key}/1`) });
    await callUrl(`${url}/api/authentication/login`, { username, password }, as(`x ${password} x`));
    await account.txty('view/user', {}, as(`shop of ${username}`));
    await close();
    expect(await read(account)).toEqual([
      'filemail authentication.login (none) 1 0 0',
      'filemail contacts.delete (none) 1 1 0',
      'filemail contacts.get (none) 1 0 0',
      'txty view.user (none) 1 0 0',
      `txty view.user shop of ${username} 1 0 0`,
    ]);
  });

  test('by two gateways together, twenty clients a day', async () => {
    const [first, second] = [await start(), await start()];
    const services = { store: open.store, directory: open.directory };
    const account = await addTestAccount({ url: first.url, ...services }, {});
    for (let client = 10; client < 35; client += 1) {
      for (const { url } of [first, second]) {
        const parameters = { user: account.userName, key: account.key };
        await callUrl(`${url}/view/user/api.json`, parameters, as(`client ${client}`));
      }
    }
    await first.close();
    await second.close();
    const twenty = Array.from({ length: 20 }, (_, index) => `txty view.user client ${10 + index} 2 0 0`);
    expect(await read(account)).toEqual(['txty view.user (other) 10 0 0', ...twenty]);
  });
});
