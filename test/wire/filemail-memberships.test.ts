import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { groups } from '../../dialects/filemail/groups.ts';
import { filemail } from '../../dialects/filemail/index.ts';
import type { TestAccount } from '../support/account.ts';
import { expectDocumentedErrors } from '../support/documented-errors.ts';
import {
  addContact,
  addGroup,
  CONTACT_NOT_FOUND,
  GROUP_NOT_FOUND,
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

/** The whole list of contacts, where Jane is the only one. */
function janeText(contactid: string, ...pairs: readonly (readonly [string, string])[]): string {
  const list = pairs.map(([id, name]) => `{"contactgroupid":"${id}","name":"${name}"}`);
  const jane = `{"contactid":"${contactid}","name":"Jane","email":"jane@example.com","groups":[${list.join(',')}]}`;
  return `{"contacts":[${jane}],"responsestatus":"OK"}`;
}

/** A contact and a group, strangers to each other. */
async function addPair() {
  return { contactid: await addContact(account, 'Jane'), contactgroupid: await addGroup(account, 'Friends') };
}

describe('memberships', () => {
  test('begin and end, and may be begun or ended twice', async () => {
    const ids = await addPair();
    const coworkers = await addGroup(account, 'Coworkers');
    expect(await call('removefromgroup', ids)).toBe(OK);
    expect(await call('addtogroup', ids)).toBe(OK);
    expect(await call('addtogroup', ids)).toBe(OK);
    expect(await call('addtogroup', { ...ids, contactgroupid: coworkers })).toBe(OK);
    const both = [
      [ids.contactgroupid, 'Friends'],
      [coworkers, 'Coworkers'],
    ] as const;
    expect(await call('get', {})).toBe(janeText(ids.contactid, ...both));
    expect(await call('removefromgroup', ids)).toBe(OK);
    expect(await call('removefromgroup', ids)).toBe(OK);
    expect(await call('get', {})).toBe(janeText(ids.contactid, [coworkers, 'Coworkers']));
  });
});

describe.each(['addtogroup', 'removefromgroup'])('contacts/%s', (path) => {
  test('finds neither contacts nor groups of another account, nor unknown ones', async () => {
    const own = await addPair();
    const before = await readBook(account);
    for (const contactid of [foreign.contactid, '0', 'jd893jr8g93hf39th', '\0'])
      expect(await call(path, { ...own, contactid })).toBe(CONTACT_NOT_FOUND);
    for (const contactgroupid of [foreign.contactgroupid, UNKNOWN_GROUP, '1', '\0'])
      expect(await call(path, { ...own, contactgroupid })).toBe(GROUP_NOT_FOUND);
    expect([await readBook(account), await readBook(other)]).toEqual([before, otherBook]);
  });

  test.each(['contactid', 'contactgroupid'])('names the %s that is missing, empty or blank', async (name) => {
    const own = await addPair();
    for (const value of [undefined, '', '  '])
      expect(await call(path, { ...own, [name]: value })).toBe(missingText(name));
  });
});

const endpoints = groups.filter(({ id }) => /togroup$|fromgroup$/.test(id));

afterAll(() => {
  expectDocumentedErrors(gateway.log, endpoints, filemail.commonErrors);
});
