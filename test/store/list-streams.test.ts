import { XMLValidator } from 'fast-xml-parser';
import { beforeAll, describe, expect, test } from 'vitest';
import { PAGE_SIZE } from '../../domain/pages.ts';
import type { TestAccount } from '../support/account.ts';
import type { Reply } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { toXml } from '../support/to-xml.ts';
import { type BigBook, type BookPlan, fillBook } from './big-book.ts';
import { connect } from './test-store.ts';

let gateway: TestGateway;
let account: TestAccount;
let book: BigBook;

beforeAll(async () => {
  gateway = await startTestGateway();
  await fill(await gateway.addAccount(), { contacts: PAGE_SIZE + 1, groups: [[0, PAGE_SIZE + 1]] });
  account = await gateway.addAccount();
  const groups = [
    [0, 0],
    [3, PAGE_SIZE + 1],
    [0, 0],
    [0, PAGE_SIZE],
    [1, 2],
    [0, 0],
  ] as const;
  book = await fill(account, { contacts: 2 * PAGE_SIZE + 7, groups });
});

async function fill({ id }: TestAccount, plan: BookPlan): Promise<BigBook> {
  const sql = connect(gateway.databaseUrl);
  try {
    return await fillBook(sql, id, plan);
  } finally {
    await sql.end();
  }
}

type Dialect = 'filemail' | 'txty';

/** Reads a list in JSON and in XML. */
async function readBoth(owner: TestAccount, dialect: Dialect, path: string, parameters = {}) {
  return dialect === 'filemail'
    ? [await owner.filemail(path, parameters), await owner.filemail(path, { ...parameters, format: 'xml' })]
    : [await owner.txty(path, parameters), await owner.txty(path, parameters, { suffix: 'xml' })];
}

function expectStream({ status, headers }: Reply): void {
  const how = [headers.get('transfer-encoding'), headers.get('content-length')];
  expect({ status, how }).toEqual({ status: 200, how: ['chunked', null] });
}

/** Holds the two answers to a list against each other, and returns what they say. */
async function readStreams(dialect: Dialect, path: string, parameters = {}): Promise<unknown> {
  const [json, xml] = await readBoth(account, dialect, path, parameters);
  if (json === undefined || xml === undefined) expect.fail('there are two answers');
  expectStream(json);
  expectStream(xml);
  expect(json.text).toBe(JSON.stringify(json.json));
  expect(xml.text === toXml(json.json)).toBe(true);
  expect(XMLValidator.validate(xml.text)).toBe(true);
  return json.json;
}

/** The values of a key in the items of a list. */
function valuesOf(items: unknown, key: string): readonly unknown[] {
  return Array.isArray(items) ? items.map((item) => Object(item)[key]) : expect.fail('it is no list');
}

describe('a list of more than a page is sent as a stream, in JSON and in XML', () => {
  test('of contacts by Filemail, each once and in order', async () => {
    const body = await readStreams('filemail', 'contacts/get');
    expect(Object.keys(Object(body))).toEqual(['contacts', 'responsestatus']);
    expect(valuesOf(Object(body).contacts, 'contactid')).toEqual(book.contacts.map(String));
  });

  test('of contacts by Txty, each once and in order', async () => {
    const body = await readStreams('txty', 'view/contacts');
    expect(Object.keys(Object(body))).toEqual(['status', 'success', 'contacts']);
    expect(valuesOf(Object(body).contacts, 'controlcontact')).toEqual(book.contacts);
  });

  test('of groups with their contacts by Txty, each once and in order', async () => {
    const body = await readStreams('txty', 'view/groups');
    const { groups } = Object(body);
    expect(valuesOf(groups, 'controlgroup')).toEqual(book.groups.map(({ id }) => id));
    const members = valuesOf(groups, 'contacts').map((contacts) => valuesOf(contacts, 'controlcontact'));
    expect(members).toEqual(book.groups.map((group) => group.members));
  });

  test('of the contacts of one group by Txty, each once and in order', async () => {
    const { id, members } = book.groups[1] ?? expect.fail('the book has more groups');
    const body = await readStreams('txty', 'view/group', { group: String(id) });
    expect(Object(body).group.controlgroup).toBe(id);
    expect(valuesOf(Object(body).group.contacts, 'controlcontact')).toEqual(members);
  });
});

test('a list of more than a page of groups is sent as a stream by Filemail', async () => {
  const owner = await gateway.addAccount();
  const groups = Array.from({ length: PAGE_SIZE + 1 }, () => [0, 0] as const);
  const filled = await fill(owner, { contacts: 0, groups });
  const [json, xml] = await readBoth(owner, 'filemail', 'contacts/group/get');
  expect(Object.keys(Object(json?.json))).toEqual(['status', 'responsestatus', 'groups']);
  const names = valuesOf(Object(json?.json).groups, 'contactgroupname');
  expect(names).toEqual(filled.groups.map((_, index) => `Group <${index + 1}>`));
  expect(xml?.text === toXml(json?.json)).toBe(true);
});

test('a long list is sent as a stream of JSONP: the JSON in a call', async () => {
  const json = await account.filemail('contacts/get');
  const jsonp = await account.filemail('contacts/get', { callback: 'my.list' });
  expectStream(jsonp);
  expect(jsonp.text === `/**/my.list(${json.text});`).toBe(true);
});

test.each([PAGE_SIZE, 2 * PAGE_SIZE])('a list of %i ends where its last page is full', async (contacts) => {
  const owner = await gateway.addAccount();
  const filled = await fill(owner, { contacts, groups: [[0, contacts]] });
  const [list, listXml] = await readBoth(owner, 'txty', 'view/contacts');
  expect(valuesOf(Object(list?.json).contacts, 'controlcontact')).toEqual(filled.contacts);
  expect(listXml?.text === toXml(list?.json)).toBe(true);
  const [groups, groupsXml] = await readBoth(owner, 'txty', 'view/groups');
  const [group] = Object(groups?.json).groups;
  expect(valuesOf(group.contacts, 'controlcontact')).toEqual(filled.contacts);
  expect(groupsXml?.text === toXml(groups?.json)).toBe(true);
});
