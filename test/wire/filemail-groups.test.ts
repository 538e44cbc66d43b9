import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { groups } from '../../dialects/filemail/groups.ts';
import { filemail } from '../../dialects/filemail/index.ts';
import type { TestAccount } from '../support/account.ts';
import { expectDocumentedErrors } from '../support/documented-errors.ts';
import {
  addContact,
  addGroup,
  at,
  GROUP_NOT_FOUND,
  invalidText,
  missingText,
  OK,
} from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const UNKNOWN_GROUP = '86e24d651c494b28bacda061d56f85f9';

let gateway: TestGateway;
let account: TestAccount;
let other: TestAccount;
let foreign: { readonly contactid: string; readonly contactgroupid: string };
let otherBook: readonly string[];

beforeAll(async () => {
  gateway = await startTestGateway();
  other = await gateway.addAccount();
  const contactid = await addContact(other, 'Somebody Else');
  foreign = { contactid, contactgroupid: await addGroup(other, 'Friends') };
  await other.filemail('contacts/addtogroup', foreign);
  otherBook = await readBook(other);
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

async function call(path: string, parameters: Readonly<Record<string, string | undefined>>): Promise<string> {
  const reply = await account.filemail(`contacts/${path}`, parameters);
  expect(reply.status).toBe(200);
  return reply.text;
}

async function readBook(owner: TestAccount): Promise<readonly string[]> {
  const replies = [await owner.filemail('contacts/get'), await owner.filemail('contacts/group/get')];
  return replies.map(({ text }) => text);
}

/** The whole list of groups, from pairs of id and name. */
function groupsText(...pairs: readonly (readonly [string, string])[]): string {
  const list = pairs.map(([id, name]) => `{"contactgroupid":"${id}","contactgroupname":"${name}"}`);
  return `{"status":"OK","responsestatus":"OK","groups":[${list.join(',')}]}`;
}

/** The whole list of contacts, where Jane is the only one. */
function janeText(contactid: string, ...pairs: readonly (readonly [string, string])[]): string {
  const list = pairs.map(([id, name]) => `{"contactgroupid":"${id}","name":"${name}"}`);
  const jane = `{"contactid":"${contactid}","name":"Jane","email":"jane@example.com","groups":[${list.join(',')}]}`;
  return `{"contacts":[${jane}],"responsestatus":"OK"}`;
}

describe('contacts/group/get', () => {
  test('lists the groups in the order of their making, of one name even', async () => {
    expect(await call('group/get', {})).toBe(groupsText());
    const ids = [await addGroup(account, 'Z'), await addGroup(account, 'A'), await addGroup(account, 'Z')];
    expect(new Set(ids).size).toBe(3);
    const [first = '', second = '', third = ''] = ids;
    expect(await call('group/get', {})).toBe(groupsText([first, 'Z'], [second, 'A'], [third, 'Z']));
  });
});

describe('contacts/group/add', () => {
  test('answers with the new group alone, under both spellings', async () => {
    await addGroup(account, 'Friends');
    const reply = await account.filemail('contacts/group/add', { name: 'Coworkers' });
    const id = at(reply, 'Groups', 0, 'contactgroupid');
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    const list = `[{"contactgroupid":"${id}","contactgroupname":"Coworkers"}]`;
    expect([reply.status, reply.text]).toEqual([
      200,
      `{"responsestatus":"OK","Groups":${list},"groups":${list}}`,
    ]);
  });

  test('names the name that is missing, empty or blank, and refuses one that can not be taken', async () => {
    for (const name of [undefined, '', ' \t'])
      expect(await call('group/add', { name })).toBe(missingText('name'));
    expect(await call('group/add', { name: 'a\0b' })).toBe(invalidText('name'));
    expect(await call('group/get', {})).toBe(groupsText());
  });
});

describe('contacts/group/update', () => {
  test('renames the group wherever it shows, and no other', async () => {
    const [friends, coworkers] = [await addGroup(account, 'Friends'), await addGroup(account, 'Coworkers')];
    const contactid = await addContact(account, 'Jane');
    await call('addtogroup', { contactid, contactgroupid: friends });
    expect(await call('group/update', { contactgroupid: ` ${friends} `, name: 'Family' })).toBe(OK);
    expect(await call('group/get', {})).toBe(groupsText([friends, 'Family'], [coworkers, 'Coworkers']));
    expect(await call('get', {})).toBe(janeText(contactid, [friends, 'Family']));
  });

  test('names the name that is missing, and leaves the group as it is', async () => {
    const contactgroupid = await addGroup(account, 'Friends');
    for (const name of [undefined, '', '  '])
      expect(await call('group/update', { contactgroupid, name })).toBe(missingText('name'));
    expect(await call('group/update', { contactgroupid, name: 'a\0b' })).toBe(invalidText('name'));
    expect(await call('group/get', {})).toBe(groupsText([contactgroupid, 'Friends']));
  });
});

describe('contacts/group/delete', () => {
  test('ends the group for good and leaves its contacts', async () => {
    const [friends, coworkers] = [await addGroup(account, 'Friends'), await addGroup(account, 'Coworkers')];
    const contactid = await addContact(account, 'Jane');
    await call('addtogroup', { contactid, contactgroupid: friends });
    expect(await call('group/delete', { contactgroupid: friends })).toBe(OK);
    expect(await call('group/get', {})).toBe(groupsText([coworkers, 'Coworkers']));
    expect(await call('get', {})).toBe(janeText(contactid));
    expect(await call('group/delete', { contactgroupid: friends })).toBe(GROUP_NOT_FOUND);
  });
});

describe.each(['group/update', 'group/delete'])('contacts/%s', (path) => {
  const after = path === 'group/update' ? (id: string) => groupsText([id, 'New']) : () => groupsText();

  test('takes contactid for the id of the group where contactgroupid is absent', async () => {
    const id = await addGroup(account, 'Friends');
    expect(await call(path, { contactid: id, name: 'New' })).toBe(OK);
    expect(await call('group/get', {})).toBe(after(id));
  });

  test('goes by contactgroupid where both are sent', async () => {
    const [first, second] = [await addGroup(account, 'Friends'), await addGroup(account, 'Coworkers')];
    expect(await call(path, { contactid: first, contactgroupid: UNKNOWN_GROUP, name: 'New' })).toBe(
      GROUP_NOT_FOUND,
    );
    expect(await call(path, { contactid: UNKNOWN_GROUP, contactgroupid: second, name: 'New' })).toBe(OK);
    expect(await call('group/get', {})).toContain(
      `{"contactgroupid":"${first}","contactgroupname":"Friends"}`,
    );
  });

  test('names the contactgroupid that is missing, empty or blank', async () => {
    for (const contactgroupid of [undefined, '', '  '])
      expect(await call(path, { contactgroupid, name: 'New' })).toBe(missingText('contactgroupid'));
  });

  test('finds no group of another account, and none by an odd id', async () => {
    for (const contactgroupid of [
      foreign.contactgroupid,
      UNKNOWN_GROUP,
      '1',
      '\0',
      "' or 1=1 --",
      'é'.repeat(300),
    ])
      expect(await call(path, { contactgroupid, name: 'New' })).toBe(GROUP_NOT_FOUND);
    expect(await readBook(other)).toEqual(otherBook);
  });
});

const endpoints = groups.filter(({ id }) => id.startsWith('contacts.group.'));

afterAll(() => {
  expectDocumentedErrors(gateway.log, endpoints, filemail.commonErrors);
});
