import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  addByFilemail,
  createByTxty,
  createGroupByTxty,
  filemailContacts,
  filemailGroups,
  pick,
  txtyContact,
  txtyContacts,
  txtyGroups,
  txtyShape,
} from './both-dialects.ts';

const OK = '{"responsestatus":"OK"}';
const PHONE = { msisdn: 4512345678, dialcode: 45, number: 12345678 };

let gateway: TestGateway;
let account: TestAccount;
let other: TestAccount;
let othersBook: unknown;

const bookOf = async (owner: TestAccount) => ({
  filemail: [await filemailContacts(owner), await filemailGroups(owner)],
  txty: [await txtyContacts(owner), await txtyGroups(owner)],
});

beforeAll(async () => {
  gateway = await startTestGateway();
  other = await gateway.addAccount();
  const contact = await addByFilemail(other, { name: 'Dorte', email: 'dorte@example.com' });
  const group = await createGroupByTxty(other, 'Choir');
  await other.txty('contact/addgroup', { contact: String(contact.number), group: String(group.number) });
  othersBook = await bookOf(other);
});

beforeEach(async () => {
  account = await gateway.addAccount();
  return async () => expect(await bookOf(other)).toEqual(othersBook);
});

describe('a contact written in one dialect', () => {
  test('is read in the other at once when it was added by Filemail', async () => {
    const added = await account.filemail('contacts/add', {
      name: 'Anna',
      email: 'anna@example.com',
      mobile: '+45 12 34 56 78',
    });
    const contactid = String(pick(added, 'contact', 'contactid'));
    const [contact] = await txtyContacts(account);
    expect(JSON.stringify(contact)).toBe(
      JSON.stringify(
        txtyShape({
          controlcontact: Number(contactid),
          email: 'anna@example.com',
          fullname: 'Anna',
          ...PHONE,
        }),
      ),
    );
  });

  test('is read in the other at once when it was created by Txty', async () => {
    const created = await account.txty('contact/create', { fullname: 'Bo', email: 'bo@example.com' });
    const withoutEmail = await account.txty('contact/create', { fullname: 'Cilla', msisdn: '4512345678' });
    const ids = [created, withoutEmail].map((reply) => String(pick(reply, 'contact', 'controlcontact')));
    expect((await account.filemail('contacts/get')).text).toBe(
      `{"contacts":[{"contactid":"${ids[0]}","name":"Bo","email":"bo@example.com","groups":[]},` +
        `{"contactid":"${ids[1]}","name":"Cilla","email":"","groups":[]}],"responsestatus":"OK"}`,
    );
  });

  test('is edited and deleted by the other', async () => {
    const byFilemail = await addByFilemail(account, { name: 'Anna', email: 'anna@example.com' });
    const byTxty = await createByTxty(account, { fullname: 'Bo', email: 'bo@example.com' });
    await account.txty('contact/edit', { contact: String(byFilemail.number), fullname: 'Anne' });
    await account.filemail('contacts/update', { contactid: byTxty.text, name: 'Børge' });
    expect(await filemailContacts(account)).toEqual([
      { contactid: byFilemail.text, name: 'Anne', email: 'anna@example.com', groups: [] },
      { contactid: byTxty.text, name: 'Børge', email: 'bo@example.com', groups: [] },
    ]);
    expect(await txtyContacts(account)).toEqual([
      txtyShape({ controlcontact: byFilemail.number, fullname: 'Anne', email: 'anna@example.com' }),
      txtyShape({ controlcontact: byTxty.number, fullname: 'Børge', email: 'bo@example.com' }),
    ]);
    expect((await account.txty('contact/delete', { contact: String(byFilemail.number) })).text).toBe(
      '{"status":"success","success":"DELETE_CONTACT"}',
    );
    expect((await account.filemail('contacts/delete', { contactid: byTxty.text })).text).toBe(OK);
    expect((await account.filemail('contacts/get')).text).toBe(
      '{"Contacts":[],"contacts":[],"responsestatus":"OK"}',
    );
    expect(await txtyContacts(account)).toEqual([]);
  });

  test('is gone in the other once it is deleted', async () => {
    const gone = await addByFilemail(account, { name: 'Anna', email: 'anna@example.com' });
    await account.filemail('contacts/delete', { contactid: gone.text });
    expect((await account.txty('view/contact', { contact: String(gone.number) })).text).toBe(
      `{"status":"error","error":"CONTACT_NOT_FOUND","contact":{"contact":"${gone.number}"}}`,
    );
    const next = await createByTxty(account, { fullname: 'Bo' });
    expect(next.number).toBeGreaterThan(gone.number);
    expect(next.text).not.toBe(gone.text);
  });
});

describe('groups and memberships', () => {
  test('are the same in both, whichever made them', async () => {
    const anna = await addByFilemail(account, { name: 'Anna', email: 'anna@example.com' });
    const bo = await createByTxty(account, { fullname: 'Bo' });
    const club = await createGroupByTxty(account, 'Club');
    const added = await account.filemail('contacts/group/add', { name: 'Team' });
    const teamId = String(pick(added, 'Groups', 0, 'contactgroupid'));
    const team = Number(Object((await txtyGroups(account))[1]).controlgroup);
    await account.filemail('contacts/addtogroup', { contactgroupid: club.text, contactid: bo.text });
    await account.txty('contact/addgroup', { contact: String(anna.number), group: `${team},${club.number}` });
    expect(await filemailContacts(account)).toEqual([
      {
        contactid: anna.text,
        name: 'Anna',
        email: 'anna@example.com',
        groups: [
          { contactgroupid: club.text, name: 'Club' },
          { contactgroupid: teamId, name: 'Team' },
        ],
      },
      {
        contactid: bo.text,
        name: 'Bo',
        email: '',
        groups: [{ contactgroupid: club.text, name: 'Club' }],
      },
    ]);
    const shapes = {
      anna: txtyShape({
        controlcontact: anna.number,
        fullname: 'Anna',
        email: 'anna@example.com',
        groups: [club.number, team],
      }),
      bo: txtyShape({ controlcontact: bo.number, fullname: 'Bo', groups: [club.number] }),
    };
    expect(await txtyContacts(account)).toEqual([shapes.anna, shapes.bo]);
    expect(await txtyGroups(account)).toEqual([
      { controlgroup: club.number, name: 'Club', contacts: [shapes.anna, shapes.bo] },
      { controlgroup: team, name: 'Team', contacts: [shapes.anna] },
    ]);
  });

  test('end in both when either ends them, and a renamed group is renamed in both', async () => {
    const anna = await addByFilemail(account, { name: 'Anna', email: 'anna@example.com' });
    const [club, team] = [await createGroupByTxty(account, 'Club'), await createGroupByTxty(account, 'Team')];
    const groups = [String(club.number), String(team.number)];
    await account.txty('contact/addgroup', { contact: String(anna.number), 'group[]': groups });
    await account.filemail('contacts/removefromgroup', { contactgroupid: club.text, contactid: anna.text });
    expect(Object(await txtyContact(account, anna)).groups).toEqual([team.number]);
    await account.filemail('contacts/group/update', { contactgroupid: team.text, name: 'Crew' });
    await account.txty('group/edit', { group: String(club.number), name: 'Society' });
    expect(await filemailGroups(account)).toEqual([
      { contactgroupid: club.text, contactgroupname: 'Society' },
      { contactgroupid: team.text, contactgroupname: 'Crew' },
    ]);
    await account.filemail('contacts/group/delete', { contactgroupid: team.text });
    const shape = txtyShape({ controlcontact: anna.number, fullname: 'Anna', email: 'anna@example.com' });
    expect(await txtyContacts(account)).toEqual([shape]);
    expect(await txtyGroups(account)).toEqual([{ controlgroup: club.number, name: 'Society', contacts: [] }]);
  });

  test('end with their contact, which leaves the group empty in both', async () => {
    const anna = await createByTxty(account, { fullname: 'Anna' });
    const club = await createGroupByTxty(account, 'Club');
    await account.filemail('contacts/addtogroup', { contactgroupid: club.text, contactid: anna.text });
    await account.txty('contact/delete', { contact: String(anna.number) });
    expect(await txtyGroups(account)).toEqual([{ controlgroup: club.number, name: 'Club', contacts: [] }]);
    expect(await filemailGroups(account)).toEqual([{ contactgroupid: club.text, contactgroupname: 'Club' }]);
  });
});
