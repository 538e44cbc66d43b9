import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient, parseDatabaseUrl } from '../../db/client.ts';
import { filemail } from '../../dialects/filemail/index.ts';
import type { TestAccount } from '../support/account.ts';
import { callUrl } from '../support/client.ts';
import { ACCOUNT_EXPIRED, addContact, addGroup, BAD_TOKEN, missingText } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const NO_CONTACTS = '{"Contacts":[],"contacts":[],"responsestatus":"OK"}';
const UNKNOWN_TOKEN = '2ac1241817fb4285aa0a1dbd00a21dad';
const BAD_TOKENS = [
  [undefined, missingText('logintoken')],
  ['', missingText('logintoken')],
  [' \t', missingText('logintoken')],
  [UNKNOWN_TOKEN, BAD_TOKEN],
  ["' or 1=1 -- æ🙂", BAD_TOKEN],
] as const;

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

const callerPaths = filemail.endpoints
  .filter(({ needsCaller }) => needsCaller)
  .map(({ path }) => path.slice(1));

/** Parameters that every operation can be carried out with. */
async function fillBook(): Promise<Readonly<Record<string, string>>> {
  const contactid = await addContact(account, 'Jane Doe');
  const contactgroupid = await addGroup(account, 'Coworkers');
  return { contactid, contactgroupid, name: 'Renamed', email: 'renamed@example.com' };
}

async function readBook(): Promise<readonly string[]> {
  const replies = [await account.filemail('contacts/get'), await account.filemail('contacts/group/get')];
  return replies.map(({ text }) => text);
}

describe.each(callerPaths)('%s', (path) => {
  test('is refused without a live token and does nothing', async () => {
    const parameters = await fillBook();
    const before = await readBook();
    for (const [logintoken, text] of BAD_TOKENS) {
      const reply = await account.filemail(path, { ...parameters, logintoken });
      expect([logintoken, reply.status, reply.text]).toEqual([logintoken, 200, text]);
    }
    expect(await readBook()).toEqual(before);
  });

  test('is refused to a disabled account and does nothing', async () => {
    const parameters = await fillBook();
    const before = await readBook();
    await gateway.open.directory.updateAccount(account.id, { disabled: true });
    const reply = await account.filemail(path, { ...parameters, mobile: '12345678' });
    expect([reply.status, reply.text]).toEqual([200, ACCOUNT_EXPIRED]);
    await gateway.open.directory.updateAccount(account.id, { disabled: false });
    expect(await readBook()).toEqual(before);
  });

  test('is not opened by a cookie', async () => {
    const parameters = await fillBook();
    const before = await readBook();
    const headers = { cookie: `logintoken=${account.token}` };
    for (const method of ['GET', 'POST'] as const) {
      const reply = await callUrl(`${gateway.url}/api/${path}`, parameters, { method, headers });
      expect([reply.status, reply.text]).toEqual([200, missingText('logintoken')]);
    }
    expect(await readBook()).toEqual(before);
  });
});

describe('a token', () => {
  test('is dead once it has expired', async () => {
    await expireTokens(account.id);
    expect((await account.filemail('contacts/get')).text).toBe(BAD_TOKEN);
    expect((await account.filemail('authentication/logout')).text).toBe(BAD_TOKEN);
  });

  test('is dead once the operator has revoked it', async () => {
    const { directory } = gateway.open;
    const [record] = await directory.listCredentials(account.id, 'token');
    await directory.revokeCredential(account.id, 'token', record?.id ?? 0);
    expect((await account.filemail('contacts/get')).text).toBe(BAD_TOKEN);
  });

  test('is no key of the other dialect, nor is a password one', async () => {
    for (const logintoken of [account.key, account.password])
      expect((await account.filemail('contacts/get', { logintoken })).text).toBe(BAD_TOKEN);
  });

  test('may have blanks around it, as in the requests of the page', async () => {
    const logintoken = `${account.token} `;
    expect((await account.filemail('contacts/get', { logintoken })).text).toBe(NO_CONTACTS);
  });

  test('counts as the parameter even where a cookie names another', async () => {
    const headers = { cookie: `logintoken=${UNKNOWN_TOKEN}` };
    expect((await account.filemail('contacts/get', {}, { headers })).text).toBe(NO_CONTACTS);
  });
});

async function expireTokens(accountId: number): Promise<void> {
  const settings = parseDatabaseUrl(gateway.databaseUrl);
  const client = createClient(settings, { connections: 1, statementTimeoutSeconds: 10 });
  await client`update credential set expires_at = now() where account_id = ${accountId} and kind = 'token'`;
  await client.end();
}
