import { beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { addContact, at, OK } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let compatible: TestGateway;
let documented: TestGateway;

beforeAll(async () => {
  compatible = await startTestGateway();
  documented = await startTestGateway({ answers: 'documented' });
});

const COMPATIBLE = [
  '{"Contacts":[],"contacts":[],"responsestatus":"OK"}',
  '{"status":"OK","responsestatus":"OK","groups":[]}',
  '{"responsestatus":"OK","Groups":[GROUP],"groups":[GROUP]}',
  '{"status":"OK","responsestatus":"OK","groups":[GROUP]}',
];
const DOCUMENTED = [
  '{"Contacts":[],"responsestatus":"OK"}',
  '{"status":"OK","groups":[]}',
  '{"responsestatus":"OK","Groups":[GROUP]}',
  '{"status":"OK","groups":[GROUP]}',
];

/** The answers in which the page and published clients disagree; a new group stands in them as GROUP. */
async function readAnswers(account: TestAccount): Promise<readonly string[]> {
  const empty = [await account.filemail('contacts/get'), await account.filemail('contacts/group/get')];
  const added = await account.filemail('contacts/group/add', { name: 'Coworkers' });
  const group = at(added, 'Groups', 0);
  const filled = await account.filemail('contacts/group/get');
  await account.filemail('contacts/group/delete', { contactgroupid: String(Object(group).contactgroupid) });
  return [...empty, added, filled].map(({ text }) => text.replaceAll(JSON.stringify(group), 'GROUP'));
}

describe('both spellings are sent, the documented one first,', () => {
  test('by default', async () => {
    expect(await readAnswers(await compatible.addAccount())).toEqual(COMPATIBLE);
  });

  test('to an account set to compatible answers, whatever the deployment says', async () => {
    expect(await readAnswers(await documented.addAccount({ answers: 'compatible' }))).toEqual(COMPATIBLE);
  });
});

describe('the documented spelling alone is sent', () => {
  test('to an account set to documented answers', async () => {
    const other = await compatible.addAccount();
    expect(await readAnswers(await compatible.addAccount({ answers: 'documented' }))).toEqual(DOCUMENTED);
    expect(await readAnswers(other)).toEqual(COMPATIBLE);
  });

  test('to an account that chooses none, where the deployment says so', async () => {
    expect(await readAnswers(await documented.addAccount())).toEqual(DOCUMENTED);
  });
});

test('a change of the setting counts from the next answer on', async () => {
  const account = await compatible.addAccount();
  const { directory } = compatible.open;
  await directory.updateAccount(account.id, { answers: 'documented' });
  expect(await readAnswers(account)).toEqual(DOCUMENTED);
  await directory.updateAccount(account.id, { answers: null });
  expect(await readAnswers(account)).toEqual(COMPATIBLE);
});

test('answers on which page and clients agree are the same in both styles', async () => {
  for (const answers of ['compatible', 'documented'] as const) {
    const account = await compatible.addAccount({ answers });
    const contactid = await addContact(account, 'Jane');
    const contact = { contactid, name: 'Jane', email: 'jane@example.com', groups: [] };
    expect((await account.filemail('contacts/get')).text).toBe(
      JSON.stringify({ contacts: [contact], responsestatus: 'OK' }),
    );
    expect((await account.filemail('contacts/delete', { contactid })).text).toBe(OK);
  }
});
