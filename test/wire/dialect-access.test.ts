import { beforeAll, describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import { PAGE_SIZE } from '../../domain/pages.ts';
import { fillBook } from '../store/big-book.ts';
import { connect } from '../store/test-store.ts';
import type { TestAccount } from '../support/account.ts';
import { callUrl, type Reply } from '../support/client.ts';
import { ACCESS_DENIED, addContact, OK, sendRaw } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { toy } from '../support/toy-dialect.ts';
import { listText, NO_CONTACTS, ACCESS_DENIED as TXTY_ACCESS_DENIED } from '../support/txty-wire.ts';

let gateway: TestGateway;
/** Another gateway on the same store. */
let second: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ dialects: [...dialects, toy] });
  second = await startTestGateway({ reach: async () => gateway.databaseUrl });
});

const set = ({ id }: TestAccount, dialect: string, state: 'on' | 'off' | 'deprecated', by = gateway) =>
  by.open.directory.setDialectAccess(id, dialect, { state });

const callToy = ({ token }: TestAccount) => callUrl(`${gateway.url}/toy/list`, { token });

/** What of the headers tells that a dialect is to end. */
function noticeIn({ headers }: Reply) {
  return ['deprecation', 'sunset', 'link'].map((name) => headers.get(name));
}

/** To the descriptions of the dialects that can follow one. */
const linkFrom = (name: string) =>
  ['filemail', 'txty', 'toy']
    .filter((other) => other !== name)
    .map((other) => `</openapi/${other}.json>; rel="successor-version"; type="application/json"`)
    .join(', ');
const SINCE = expect.stringMatching(/^@\d{10}$/);

describe('a dialect that is off', () => {
  test('is off in every process with the next call, and on again so', async () => {
    const account = await gateway.addAccount();
    const urls = [gateway.url, second.url];
    const read = async () => {
      const asked = urls.map((url) => callUrl(`${url}/api/contacts/get`, { logintoken: account.token }));
      return (await Promise.all(asked)).map(({ text }) => text);
    };
    const [empty] = await read();
    await set(account, 'filemail', 'off', second);
    expect(await read()).toEqual([ACCESS_DENIED, ACCESS_DENIED]);
    await set(account, 'filemail', 'on');
    expect(await read()).toEqual([empty, empty]);
  });

  test('is off for that account alone, which the other dialect still serves', async () => {
    const [account, other] = [await gateway.addAccount(), await gateway.addAccount()];
    await set(account, 'txty', 'off');
    expect(await listText(account)).toBe(TXTY_ACCESS_DENIED);
    expect(await listText(other)).toBe(NO_CONTACTS);
    const contactid = await addContact(account, 'Jane Doe');
    expect((await account.filemail('contacts/delete', { contactid })).text).toBe(OK);
  });

  test('refuses in the format that was asked for', async () => {
    const account = await gateway.addAccount();
    await set(account, 'filemail', 'off');
    await set(account, 'txty', 'off');
    const xml = await account.filemail('contacts/get', { format: 'xml' });
    expect(xml.text).toMatch(/<response><responsestatus>AccessDenied<\/responsestatus><errorcode>2008</);
    const jsonp = await account.filemail('contacts/get', { callback: 'f' });
    expect(jsonp.text).toBe(`/**/f(${ACCESS_DENIED});`);
    const txty = await account.txty('view/contacts', {}, { suffix: 'xml' });
    expect(txty.text).toContain('<status>error</status><error>ACCESS_DENIED</error>');
  });

  test('says first what is wrong with the parameters or the credential, and what else keeps the account away', async () => {
    const account = await gateway.addAccount();
    await set(account, 'filemail', 'off');
    expect((await account.filemail('contacts/delete')).json).toMatchObject({ errorcode: 1003 });
    expect((await account.filemail('contacts/get', { logintoken: 'x' })).json).toMatchObject({
      errorcode: 2003,
    });
    await gateway.open.directory.updateAccount(account.id, { disabled: true });
    expect((await account.filemail('contacts/get')).json).toMatchObject({ errorcode: 2004 });
  });

  test('may be one that nobody has thought of yet', async () => {
    const account = await gateway.addAccount();
    await set(account, 'filemail', 'off');
    expect((await callToy(account)).text).toBe('{"people":[]}');
    await set(account, 'toy', 'off');
    const { status, text } = await callToy(account);
    expect({ status, text }).toEqual({ status: 200, text: '{"oops":"not any more"}' });
    await set(account, 'toy', 'deprecated');
    const reply = await callToy(account);
    expect([reply.text, ...noticeIn(reply)]).toEqual(['{"people":[]}', SINCE, null, linkFrom('toy')]);
  });
});

describe('a dialect that is deprecated', () => {
  test('leads to the others where no page is configured, and has no Sunset where no end is set', async () => {
    const account = await gateway.addAccount();
    await set(account, 'txty', 'deprecated');
    expect(noticeIn(await account.txty('view/contacts'))).toEqual([SINCE, null, linkFrom('txty')]);
    expect(noticeIn(await account.filemail('contacts/get'))).toEqual([null, null, null]);
    await set(account, 'txty', 'on');
    expect(noticeIn(await account.txty('view/contacts'))).toEqual([null, null, null]);
  });

  test('tells so in the head of a long list, to HTTP/1.0 clients too', async () => {
    const account = await gateway.addAccount();
    const sql = connect(gateway.databaseUrl);
    await fillBook(sql, account.id, { contacts: PAGE_SIZE + 1, groups: [] });
    await sql.end();
    const usual = await account.filemail('contacts/get');
    await set(account, 'filemail', 'deprecated');
    const streamed = await account.filemail('contacts/get');
    expect([streamed.text, ...noticeIn(streamed)]).toEqual([usual.text, SINCE, null, linkFrom('filemail')]);
    expect(streamed.headers.get('transfer-encoding')).toBe('chunked');
    const request = `GET /api/contacts/get?logintoken=${account.token} HTTP/1.0\r\n\r\n`;
    const whole = await sendRaw(gateway.port, Buffer.from(request));
    expect(whole.text).toBe(usual.text);
    expect(whole.head).toMatch(/\r\nDeprecation: @\d{10}\r\n/);
  });

  test.each(['xml', 'jsonp'])('tells so beside %s', async (format) => {
    const account = await gateway.addAccount();
    await set(account, 'filemail', 'deprecated');
    const parameters = format === 'xml' ? { format } : { callback: 'f' };
    expect(noticeIn(await account.filemail('contacts/get', parameters))).toEqual([
      SINCE,
      null,
      linkFrom('filemail'),
    ]);
  });

  test('tells a login so that has the password, and none that guesses', async () => {
    const account = await gateway.addAccount();
    await set(account, 'filemail', 'deprecated');
    const logIn = (password: string) =>
      callUrl(`${gateway.url}/api/authentication/login`, { username: account.userName, password });
    expect(noticeIn(await logIn(account.password))).toEqual([SINCE, null, linkFrom('filemail')]);
    expect(noticeIn(await logIn('a guess'))).toEqual([null, null, null]);
  });
});
