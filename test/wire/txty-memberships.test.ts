import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { groups } from '../../dialects/txty/groups.ts';
import { txty } from '../../dialects/txty/index.ts';
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
  EMPTY_GROUP,
  expectAnswer,
  groupNotFoundText,
  listText,
  shownContact,
  successText,
} from '../support/txty-wire.ts';

let gateway: TestGateway;
let account: TestAccount;
let other: TestAccount;
let foreign: { readonly contact: string; readonly group: string };
let contact: number;
/** Three groups of the account, in ascending order. */
let ids: readonly number[];
let [a, b, c] = ['', '', ''];

beforeAll(async () => {
  gateway = await startTestGateway();
  other = await gateway.addAccount();
  foreign = { contact: `${await addContact(other)}`, group: `${await addGroup(other)}` };
  await other.txty('contact/addgroup', foreign);
});

beforeEach(async () => {
  account = await gateway.addAccount();
  contact = await addContact(account);
  ids = [await addGroup(account), await addGroup(account), await addGroup(account)];
  [a = '', b = '', c = ''] = ids.map(String);
});

/** The contact is in these groups, no other contact of the account in any, and no other account is touched. */
async function expectMembership(members: readonly (number | undefined)[]): Promise<void> {
  const held = members.flatMap((id) => id ?? []);
  const own = shownContact({ controlcontact: contact, groups: held.length === 0 ? null : held });
  expect(await listText(account)).toBe(contactsText(own));
  const shown = { controlcontact: Number(foreign.contact), groups: [Number(foreign.group)] };
  expect(await listText(other)).toBe(contactsText(shownContact(shown)));
}

function addTo(parameters: Parameters): Promise<Reply> {
  return account.txty('contact/addgroup', { contact: `${contact}`, ...parameters });
}

function added(...sent: readonly string[]): string {
  return successText('ADD_GROUP', { addgroup: { groups: sent } });
}

function removed(...sent: readonly string[]): string {
  return successText('REMOVE_GROUP', { removegroup: { groups: sent } });
}

describe('contact/addgroup', () => {
  test('adds the contact to the group and answers with the id as a string', async () => {
    expectAnswer(
      await addTo({ group: a }),
      `{"status":"success","success":"ADD_GROUP","addgroup":{"groups":["${a}"]}}`,
    );
    await expectMembership([ids[0]]);
  });

  test('keeps the groups that the contact is in, and takes one twice', async () => {
    expectAnswer(await addTo({ group: c }), added(c));
    expectAnswer(await addTo({ group: a }), added(a));
    expectAnswer(await addTo({ group: a }), added(a));
    await expectMembership([ids[0], ids[2]]);
  });

  test('answers with the ids in the order in which they were sent', async () => {
    expectAnswer(await addTo({ group: `${c},${a}` }), added(c, a));
    await expectMembership([ids[0], ids[2]]);
  });
});

describe('contact/removegroup', () => {
  beforeEach(async () => {
    await addTo({ group: `${a},${b},${c}` });
  });

  const removeFrom = (parameters: Parameters) =>
    account.txty('contact/removegroup', { contact: `${contact}`, ...parameters });

  test('takes the contact out of the group and answers with the id as a string', async () => {
    expectAnswer(
      await removeFrom({ group: b }),
      `{"status":"success","success":"REMOVE_GROUP","removegroup":{"groups":["${b}"]}}`,
    );
    await expectMembership([ids[0], ids[2]]);
  });

  test('succeeds for a group that the contact is not in', async () => {
    expectAnswer(await removeFrom({ group: b }), removed(b));
    expectAnswer(await removeFrom({ group: `${b},${a}` }), removed(b, a));
    await expectMembership([ids[2]]);
  });

  test('leaves null where the contact is in no group any more', async () => {
    expectAnswer(await removeFrom({ 'group[]': [a, b, c] }), removed(a, b, c));
    await expectMembership([]);
  });

  test('takes the contact out of none where one of the groups is unknown', async () => {
    const reply = await removeFrom({ group: `${a},${foreign.group},${b}` });
    expectAnswer(reply, groupNotFoundText(foreign.group));
    await expectMembership(ids);
  });
});

describe.each([
  ['contact/addgroup', added],
  ['contact/removegroup', removed],
] as const)('the groups of %s', (path, answer) => {
  /** Sends these, to be added to none or removed from all. */
  async function send(parameters: Parameters, method: 'GET' | 'POST' = 'GET'): Promise<Reply> {
    return account.txty(path, { contact: `${contact}`, ...parameters }, { method });
  }

  const spellings: readonly (readonly [string, () => Parameters])[] = [
    ['with indices', () => ({ 'group[0]': a, 'group[1]': b, 'group[2]': c })],
    [
      'with indices out of order, in the order of sending',
      () => ({ 'group[7]': a, 'group[2]': b, 'group[0]': c }),
    ],
    ['with the same index', () => ({ 'group[0]': [a, b, c] })],
    ['with empty brackets', () => ({ 'group[]': [a, b, c] })],
    ['repeated', () => ({ group: [a, b, c] })],
    ['parted by commas', () => ({ group: `${a},${b},${c}` })],
    ['parted by commas and blanks, with empty ones among them', () => ({ group: ` ${a} ,, ${b}\t,${c}, ` })],
    ['in several of these ways', () => ({ group: `${a},${b}`, 'group[]': c })],
  ];

  test.each(spellings)('may come %s', async (_, parametersOf) => {
    if (path === 'contact/removegroup') await addTo({ group: `${a},${b},${c}` });
    for (const method of ['GET', 'POST'] as const)
      expectAnswer(await send(parametersOf(), method), answer(a, b, c));
    await expectMembership(path === 'contact/addgroup' ? ids : []);
  });

  test('may be one, with an index', async () => {
    await addTo({ group: b });
    expectAnswer(await send({ 'group[0]': b }), answer(b));
    await expectMembership(path === 'contact/addgroup' ? [ids[1]] : []);
  });

  test('must be there: missing, empty and blank are the same', async () => {
    for (const group of [undefined, '', ' \t ', ',', ['', '']])
      expectAnswer(await send({ group }), EMPTY_GROUP);
    expectAnswer(await send({ 'group[]': '' }), EMPTY_GROUP);
    expectAnswer(await send({ contact: undefined }), EMPTY_CONTACT);
  });

  test('are all or nothing, and the first unknown one is echoed as it was sent', async () => {
    await addTo({ group: b });
    const unknown = [foreign.group, '0', '9007199254740993', 'abc', `${a}.0`, `-${a}`];
    for (const id of unknown) {
      expectAnswer(await send({ group: id }), groupNotFoundText(id));
      expectAnswer(await send({ group: [a, id, b] }), groupNotFoundText(id));
      expectAnswer(await send({ group: `${a},${b},${id},999999999` }), groupNotFoundText(id));
    }
    await expectMembership([ids[1]]);
  });

  test('are echoed as null where one is not UTF-8', async () => {
    await addTo({ group: b });
    for (const query of ['group=%FF', `group[]=${a}&group[]=${b}%FF`, `group=${a}&group=%C3%28`]) {
      const reply = await callEncoded(gateway.url, account, path, `contact=${contact}&${query}`);
      expectAnswer(reply, groupNotFoundText(null));
    }
    await expectMembership([ids[1]]);
  });

  test('must be of the account, and so must the contact', async () => {
    const reply = await send({ ...foreign, group: a });
    expectAnswer(reply, contactNotFoundText(foreign.contact));
    expectAnswer(await send({ contact: 'abc', group: a }), contactNotFoundText('abc'));
    expectAnswer(await send({ contact: ` ${contact} `, group: a }), answer(a));
    await expectMembership(path === 'contact/addgroup' ? [ids[0]] : []);
  });
});

test('changes of membership answer every error that they document, and no other', () => {
  const endpoints = groups.filter(({ id }) => ['contact.addgroup', 'contact.removegroup'].includes(id));
  expectDocumentedErrors(gateway.log, endpoints, txty.commonErrors);
});
