import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { groups } from '../../dialects/txty/groups.ts';
import { txty } from '../../dialects/txty/index.ts';
import type { TestAccount } from '../support/account.ts';
import { expectDocumentedErrors } from '../support/documented-errors.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  addContact,
  addGroup,
  at,
  callEncoded,
  contactsText,
  EMPTY_GROUP,
  errorText,
  expectAnswer,
  groupNotFoundText,
  listText,
  shownContact,
  successText,
} from '../support/txty-wire.ts';

const DELETED = successText('DELETE_GROUP');
const NAME_EMPTY = errorText('NAME_EMPTY', { group: { name: null } });

let gateway: TestGateway;
let account: TestAccount;
let other: TestAccount;
let foreign: number;
let otherGroups: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  other = await gateway.addAccount();
  foreign = await addGroup(other, 'Friends');
  const contact = `${await addContact(other, { fullname: 'Somebody Else' })}`;
  await other.txty('contact/addgroup', { contact, group: `${foreign}` });
  otherGroups = (await other.txty('view/groups')).text;
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

async function expectGroups(...shown: readonly unknown[]): Promise<void> {
  expectAnswer(await account.txty('view/groups'), successText('VIEW_GROUPS', { groups: shown }));
  expect((await other.txty('view/groups')).text).toBe(otherGroups);
}

describe('group/create', () => {
  test('answers with the name and the new group’s own id', async () => {
    const reply = await account.txty('group/create', { name: 'Venner & Søn' });
    const id = at(reply, 'group', 'controlgroup');
    expect(id).toBeTypeOf('number');
    expectAnswer(
      reply,
      `{"status":"success","success":"CREATE_GROUP","group":{"name":"Venner & Søn","controlgroup":${id}}}`,
    );
    await expectGroups({ controlgroup: id, name: 'Venner & Søn', contacts: [] });
  });

  test('makes a group each time, of the same name even', async () => {
    const [first, second] = [await addGroup(account), await addGroup(account)];
    expect(second).toBeGreaterThan(first);
    const same = { name: 'Name', contacts: [] };
    await expectGroups({ controlgroup: first, ...same }, { controlgroup: second, ...same });
  });
});

describe('group/edit', () => {
  test('renames the group, answers with both and leaves its contacts', async () => {
    const [group, id] = [await addGroup(account), await addContact(account)];
    await account.txty('contact/addgroup', { contact: `${id}`, group: `${group}` });
    expectAnswer(
      await account.txty('group/edit', { group: `${group}`, name: 'Another' }),
      `{"status":"success","success":"EDIT_GROUP","group":{"controlgroup":${group},"name":"Another"}}`,
    );
    const contacts = [shownContact({ controlcontact: id, groups: [group] })];
    await expectGroups({ controlgroup: group, name: 'Another', contacts });
  });
});

describe('group/delete', () => {
  test('deletes the group, leaves its contacts, and never gives its id again', async () => {
    const [group, kept, id] = [await addGroup(account), await addGroup(account), await addContact(account)];
    await account.txty('contact/addgroup', { contact: `${id}`, group: `${group},${kept}` });
    expectAnswer(await account.txty('group/delete', { group: `${group}` }), DELETED);
    const contact = shownContact({ controlcontact: id, groups: [kept] });
    expect(await listText(account)).toBe(contactsText(contact));
    await expectGroups({ controlgroup: kept, name: 'Name', contacts: [contact] });
    const again = await account.txty('group/delete', { group: `${group}` });
    expectAnswer(again, groupNotFoundText(`${group}`));
    await account.txty('group/delete', { group: `${kept}` });
    expect(await listText(account)).toBe(contactsText(shownContact({ controlcontact: id })));
    expect(await addGroup(account)).toBeGreaterThan(kept);
  });
});

describe.each(['group/create', 'group/edit'])('the name of %s', (path) => {
  test('is kept as it was sent, up to 255 characters', async () => {
    const group = `${await addGroup(account)}`;
    for (const name of [
      'x'.repeat(255),
      '😀'.repeat(255),
      ' Åse\r\n',
      '4512345678',
      '<b>&amp;"</b>',
      'עברית',
    ]) {
      const controlgroup = at(await account.txty(path, { group, name }), 'group', 'controlgroup');
      const reply = await account.txty('view/group', { group: `${controlgroup}` });
      expectAnswer(reply, successText('VIEW_GROUP', { group: { controlgroup, name, contacts: [] } }));
    }
  });

  test('must be there and is echoed as null where it is empty or blank', async () => {
    const group = `${await addGroup(account)}`;
    for (const name of [undefined, '', ' \t '])
      expectAnswer(await account.txty(path, { group, name }), NAME_EMPTY);
    await expectGroups({ controlgroup: Number(group), name: 'Name', contacts: [] });
  });

  test('is refused and echoed as sent where it is too long or can’t be stored', async () => {
    const group = `${await addGroup(account)}`;
    for (const name of ['x'.repeat(256), '😀'.repeat(256), 'a\0b'])
      expectAnswer(await account.txty(path, { group, name }), errorText('NAME_INVALID', { group: { name } }));
    const reply = await callEncoded(gateway.url, account, path, `group=${group}&name=%FF`);
    expectAnswer(reply, errorText('NAME_INVALID', { group: { name: null } }));
    await expectGroups({ controlgroup: Number(group), name: 'Name', contacts: [] });
  });
});

describe.each(['view/group', 'group/edit', 'group/delete'])('the id of %s', (path) => {
  const name = 'Another';

  test('may stand between blanks', async () => {
    const group = await addGroup(account);
    const reply = await account.txty(path, { group: ` \t${group} `, name });
    expect(reply.json).toMatchObject({ status: 'success' });
  });

  test('must be there: missing, empty and blank are the same', async () => {
    for (const group of [undefined, '', ' \t '])
      expectAnswer(await account.txty(path, { group, name }), EMPTY_GROUP);
  });

  test('is echoed as it was sent where it names no group of the account', async () => {
    const own = await addGroup(account);
    const foreignIds = [`${foreign}`, ` ${foreign} `, '0', '9007199254740993', '1'.repeat(400)];
    for (const group of [...foreignIds, `${own}.0`, `-${own}`, `${own}x`, `${own},${own}`, 'abc', `${own}\0`])
      expectAnswer(await account.txty(path, { group, name }), groupNotFoundText(group));
    const unreadable = await callEncoded(gateway.url, account, path, `name=${name}&group=${own}%FF`);
    expectAnswer(unreadable, groupNotFoundText(null));
    await expectGroups({ controlgroup: own, name: 'Name', contacts: [] });
  });
});

test('what is done to a group answers every error that is documented, and no other', () => {
  const ids = ['view.group', 'group.create', 'group.edit', 'group.delete'];
  const endpoints = groups.filter(({ id }) => ids.includes(id));
  expectDocumentedErrors(gateway.log, endpoints, txty.commonErrors);
});
