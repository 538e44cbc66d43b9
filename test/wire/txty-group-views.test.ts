import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient, parseDatabaseUrl } from '../../db/client.ts';
import { groups } from '../../dialects/txty/groups.ts';
import { txty } from '../../dialects/txty/index.ts';
import { PAGE_SIZE } from '../../domain/pages.ts';
import type { TestAccount } from '../support/account.ts';
import { expectDocumentedErrors } from '../support/documented-errors.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { readXml } from '../support/read-xml.ts';
import {
  addContact,
  addGroup,
  contactsText,
  expectAnswer,
  type ShownContact,
  shownContact,
  successText,
} from '../support/txty-wire.ts';

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
  const other = await gateway.addAccount();
  const contact = `${await addContact(other, { fullname: 'Somebody Else' })}`;
  await other.txty('contact/addgroup', { contact, group: `${await addGroup(other, 'Friends')}` });
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

interface ShownGroup {
  readonly controlgroup: number;
  readonly name: string;
  readonly contacts: readonly ShownContact[];
}

function groupsText(...shown: readonly ShownGroup[]): string {
  return successText('VIEW_GROUPS', { groups: shown });
}

describe('view/groups', () => {
  test('is an empty list where there is no group', async () => {
    await addContact(account);
    expectAnswer(await account.txty('view/groups'), groupsText());
  });

  test('shows groups and their contacts in ascending order of their ids, each contact whole', async () => {
    const [friends, empty] = [await addGroup(account), await addGroup(account)];
    const family = await addGroup(account);
    const [ann, bo] = [await addContact(account, { msisdn: '4512345678' }), await addContact(account)];
    await addContact(account, { fullname: 'Alone' });
    await account.txty('contact/addgroup', { contact: `${bo}`, group: `${family}` });
    await account.txty('contact/addgroup', { contact: `${ann}`, group: `${family},${friends}` });
    const nested = (id: number, groups: string, phone: readonly (string | null)[]) =>
      `{"birthday":null,"controlcontact":${id},"dialcode":${phone[0]},"email":null,"fullname":"Fullname",` +
      `"groups":[${groups}],"msisdn":${phone[1]},"number":${phone[2]},"sex":null,"street":null,"zipcode":null}`;
    const shownAnn = nested(ann, `${friends},${family}`, ['45', '4512345678', '12345678']);
    const shownBo = nested(bo, `${family}`, [null, null, null]);
    expectAnswer(
      await account.txty('view/groups'),
      '{"status":"success","success":"VIEW_GROUPS","groups":[' +
        `{"controlgroup":${friends},"name":"Name","contacts":[${shownAnn}]},` +
        `{"controlgroup":${empty},"name":"Name","contacts":[]},` +
        `{"controlgroup":${family},"name":"Name","contacts":[${shownAnn},${shownBo}]}]}`,
    );
  });
});

describe('view/group', () => {
  test('shows one group with its contacts as the list does', async () => {
    const [group, another] = [await addGroup(account, 'Friends'), await addGroup(account)];
    const id = await addContact(account);
    await account.txty('contact/addgroup', { contact: `${id}`, group: `${another},${group}` });
    const contact = shownContact({ controlcontact: id, groups: [group, another] });
    const shown = { controlgroup: group, name: 'Friends', contacts: [contact] };
    const reply = await account.txty('view/group', { group: `${group}` });
    expectAnswer(reply, successText('VIEW_GROUP', { group: shown }));
  });

  test('has an empty list for a group without contacts', async () => {
    const group = await addGroup(account);
    const shown = { controlgroup: group, name: 'Name', contacts: [] };
    const reply = await account.txty('view/group', { group: `${group}` });
    expectAnswer(reply, successText('VIEW_GROUP', { group: shown }));
  });
});

/** Groups of so many members each, as they must be shown; a contact is a member of one group alone. */
async function addFilledGroups(sizes: readonly number[]): Promise<readonly ShownGroup[]> {
  const settings = parseDatabaseUrl(gateway.databaseUrl);
  const client = createClient(settings, { connections: 1, statementTimeoutSeconds: 30 });
  const filled: ShownGroup[] = [];
  for (const size of sizes) {
    const controlgroup = await addGroup(account);
    const rows = await client`
      with added as (
        insert into contact (account_id, id, text_id, name)
        select ${account.id}, n, n::text, 'Fullname'
        from (select nextval('contact_numbers') as n from generate_series(1, ${size}::int)) as numbers
        returning id)
      insert into membership (account_id, contact_id, group_id)
      select ${account.id}, id, ${controlgroup} from added returning contact_id as id`;
    const ids = rows.map(({ id }) => Number(id)).sort((one, another) => one - another);
    const contacts = ids.map((controlcontact) => shownContact({ controlcontact, groups: [controlgroup] }));
    filled.push({ controlgroup, name: 'Name', contacts });
  }
  await client.end();
  return filled;
}

/** What an XML answer shows of a list of contacts. */
function idsIn(contacts: readonly ShownContact[]): unknown {
  const contact = contacts.map(({ controlcontact }) => ({ controlcontact: `${controlcontact}` }));
  return contact.length === 0 ? '' : { contact };
}

describe.each([
  ['in the middle of a group', [1, PAGE_SIZE + 1, 0, 1]],
  ['at the end of a group', [PAGE_SIZE, 1]],
  ['at the end of a group that is the last', [PAGE_SIZE - 1, 1]],
])('a list of which a page ends %s', (_, sizes) => {
  test('is whole and in order', async () => {
    const filled = await addFilledGroups(sizes);
    expectAnswer(await account.txty('view/groups'), groupsText(...filled));
    const asXml = await account.txty('view/groups', {}, { suffix: 'xml' });
    expect(readXml(asXml.text)).toMatchObject({
      status: 'success',
      success: 'VIEW_GROUPS',
      groups: {
        group: filled.map(({ controlgroup, contacts }) => ({
          controlgroup: `${controlgroup}`,
          contacts: idsIn(contacts),
        })),
      },
    });
    const everyone = filled.flatMap(({ contacts }) => contacts);
    expectAnswer(await account.txty('view/contacts'), contactsText(...everyone));
    const contactsXml = await account.txty('view/contacts', {}, { suffix: 'xml' });
    expect(readXml(contactsXml.text)).toMatchObject({ contacts: idsIn(everyone) });
    for (const group of filled) {
      const reply = await account.txty('view/group', { group: `${group.controlgroup}` });
      expectAnswer(reply, successText('VIEW_GROUP', { group }));
    }
  });
});

test('the list of groups documents no error of its own, and answers none', () => {
  const endpoints = groups.filter(({ id }) => id === 'view.groups');
  expectDocumentedErrors(gateway.log, endpoints, txty.commonErrors);
});
