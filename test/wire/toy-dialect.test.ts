import { beforeAll, describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { TestAccount } from '../support/account.ts';
import { type CallOptions, callUrl, type Parameters, type Reply, readReply } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { sendRaw } from '../support/raw-socket.ts';
import { toy } from '../support/toy-dialect.ts';

let gateway: TestGateway;
let usual: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ dialects: [...dialects, toy] });
  usual = await startTestGateway();
});

const callToy = ({ token }: TestAccount, path: string, parameters: Parameters = {}, options?: CallOptions) =>
  callUrl(`${gateway.url}/toy/${path}`, { token, ...parameters }, options);

const fetchReply = async (url: string, init?: RequestInit) => readReply(await fetch(url, init));

const facts = ({ status, text }: Reply) => ({ status, text });

/** The number of a contact that the toy has just added. */
async function addByToy(account: TestAccount, name: string): Promise<number> {
  const { text } = await callToy(account, 'add', { name });
  const id = Number(/^\{"added":(\d+)\}$/.exec(text)?.[1]);
  expect(id, text).toBeGreaterThan(0);
  return id;
}

describe('a dialect that was added beside the others', () => {
  test('lists, adds and removes contacts, of its caller alone', async () => {
    const [account, other] = [await gateway.addAccount(), await gateway.addAccount()];
    const theirs = await addByToy(other, 'Theirs');
    const first = await addByToy(account, 'Æsop & <Co>');
    const second = await addByToy(account, 'Second');
    expect((await callToy(account, 'list')).text).toBe(
      `{"people":[{"no":${first},"name":"Æsop & <Co>"},{"no":${second},"name":"Second"}]}`,
    );
    expect((await callToy(account, 'remove', { no: String(first) }, { method: 'POST' })).text).toBe(
      '{"removed":true}',
    );
    expect((await callToy(account, 'list')).text).toBe(`{"people":[{"no":${second},"name":"Second"}]}`);
    expect((await callToy(account, 'remove', { no: String(theirs) })).text).toBe(
      '{"oops":"no such contact"}',
    );
    expect((await callToy(other, 'list')).text).toBe(`{"people":[{"no":${theirs},"name":"Theirs"}]}`);
  });

  test('shares the address book with the other dialects', async () => {
    const account = await gateway.addAccount();
    const id = await addByToy(account, 'Shared');
    expect((await account.filemail('contacts/get')).text).toBe(
      `{"contacts":[{"contactid":"${id}","name":"Shared","email":"","groups":[]}],"responsestatus":"OK"}`,
    );
    expect(
      (await account.txty('contact/edit', { contact: String(id), fullname: 'Renamed' })).json,
    ).toMatchObject({ success: 'EDIT_CONTACT' });
    expect((await callToy(account, 'list')).text).toBe(`{"people":[{"no":${id},"name":"Renamed"}]}`);
    expect((await account.filemail('contacts/delete', { contactid: String(id) })).json).toEqual({
      responsestatus: 'OK',
    });
    expect((await callToy(account, 'list')).text).toBe('{"people":[]}');
  });

  test('takes its paths in any case and with a slash at the end, as every dialect does', async () => {
    const account = await gateway.addAccount();
    expect((await callToy(account, 'LIST/')).text).toBe('{"people":[]}');
  });

  test('refuses what it can not take in its own words', async () => {
    const account = await gateway.addAccount();
    const refusals = [
      await callToy(account, 'add'),
      await callToy(account, 'add', { name: ' ' }),
      await callToy(account, 'add', { name: 'x'.repeat(256) }),
      await callToy(account, 'list', { token: undefined }),
      await callToy(account, 'list', { token: account.key }),
      await callToy(account, 'remove', { no: '0' }),
    ];
    expect(refusals.map(facts)).toEqual(
      ['missing', 'missing', 'bad name', 'missing', 'who are you', 'no such contact'].map((oops) => ({
        status: 200,
        text: JSON.stringify({ oops }),
      })),
    );
    expect((await callToy(account, 'list')).text).toBe('{"people":[]}');
  });

  test.each(['/toy', '/toy/', '/toy/lists', '/toy/list/more', '/TOY/Nothing?token=x', '/toy/list.json'])(
    'answers for the unknown path %s, as every other below its mount',
    async (path) => {
      expect(facts(await fetchReply(`${gateway.url}${path}`))).toEqual({
        status: 404,
        text: '{"oops":"no such page"}',
      });
    },
  );

  test('refuses a method, a body and a size in its own words', async () => {
    const url = `${gateway.url}/toy/add`;
    const type = { 'content-type': 'application/json' };
    const replies = [
      await fetchReply(url, { method: 'PUT', body: 'name=x' }),
      await fetchReply(url, { method: 'POST', body: '{"name":', headers: type }),
      await fetchReply(url, { method: 'POST', body: `name=${'x'.repeat(1_048_576)}` }),
      await fetchReply(`${url}?${'x=1&'.repeat(101)}`),
    ];
    expect(replies.map(facts)).toEqual([
      { status: 405, text: '{"oops":"method-not-allowed"}' },
      { status: 400, text: '{"oops":"unreadable"}' },
      { status: 413, text: '{"oops":"too-large"}' },
      { status: 400, text: '{"oops":"too-many-parameters"}' },
    ]);
  });

  test('answers in its own words what is no HTTP', async () => {
    const bytes = Buffer.from('GET /toy/add?name=J\xF8rgen HTTP/1.1\r\nHost: example.com\r\n\r\n', 'latin1');
    expect(await sendRaw(gateway.port, bytes)).toMatchObject({ status: 400, text: '{"oops":"unreadable"}' });
  });

  test('is logged by its name and operations, without what was sent', async () => {
    const account = await gateway.addAccount();
    const reply = await callToy(account, 'add', { name: 'Unlogged' });
    const requestId = reply.headers.get('x-request-id');
    expect(gateway.log.filter((line) => line.requestId === requestId)).toEqual([
      expect.objectContaining({ dialect: 'toy', operation: 'add', outcome: 'ok', accountId: account.id }),
    ]);
    expect(JSON.stringify(gateway.log)).not.toContain('Unlogged');
    expect(JSON.stringify(gateway.log)).not.toContain(account.token);
  });

  test('is described as OpenAPI', async () => {
    const { status, json } = await fetchReply(`${gateway.url}/openapi/toy.json`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ openapi: '3.1.0', info: { title: 'Toy contact API' } });
    expect(json).toMatchObject({ servers: [{ url: '/toy' }] });
    expect(Object.keys((json as { readonly paths: object }).paths)).toEqual(['/list', '/add', '/remove']);
  });
});

describe('the other dialects', () => {
  test.each([
    '/',
    '/api',
    '/api/nothing',
    '/api/toy/list',
    '/api/4/toy/list',
    '/toys',
    '/toy.json',
    '/nothing/api.json',
    '/nothing/api.xml',
    '/api/contacts/get',
    '/api/contacts/get?logintoken=x&format=xml',
    '/view/contacts/api.json?user=x&key=y',
    '/api/4/view/contacts/api.xml',
    '/get/dialcodes/api.json',
    '/openapi/filemail.json',
    '/openapi/txty.json',
    '/livez',
    '/readyz',
  ])('answer %s as they do without it', async (path) => {
    const [beside, alone] = [await callUrl(`${gateway.url}${path}`), await callUrl(`${usual.url}${path}`)];
    expect(facts(beside)).toEqual(facts(alone));
    expect(beside.headers.get('content-type')).toBe(alone.headers.get('content-type'));
  });

  test('are not joined by it where it is not mounted', async () => {
    const { token } = await usual.addAccount();
    expect(facts(await callUrl(`${usual.url}/toy/list`, { token }))).toEqual({
      status: 404,
      text: '{"status":"error","error":"PAGE_NOT_FOUND"}',
    });
    expect((await callUrl(`${usual.url}/openapi/toy.json`)).status).toBe(404);
  });
});
