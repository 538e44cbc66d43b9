import { beforeAll, describe, expect, test } from 'vitest';
import { DomainError } from '../../domain/errors.ts';
import { addToGroups, removeFromGroups } from '../../domain/groups.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { draftOf, openTestStore, type TestStore } from './test-store.ts';

const ROUNDS = 15;

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openTestStore();
});

/** `done`, or the code of a refusal; a fault is thrown on. */
async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe('writes at the same time', () => {
  test('of 50 contacts and 50 groups by two processes give each an id of its own', async () => {
    const { token } = await testStore.addCaller();
    const another = await testStore.openAgain();
    const stores = [testStore.open.store, another.store];
    const made = await Promise.all(
      Array.from({ length: 25 }).flatMap(() =>
        stores.map(async (store) => ({
          contact: (await store.createContact(token, draftOf('Anna'))).value,
          group: (await store.createGroup(token, 'Team')).value,
        })),
      ),
    );
    await another.close();
    const contacts = (await testStore.open.store.listContacts(token, 0)).value;
    const groups = (await testStore.open.store.listGroups(token, 0)).value;
    const ascending = (ids: readonly number[]) => [...new Set(ids)].toSorted((a, b) => a - b);
    expect(contacts.length).toBe(50);
    expect(groups.length).toBe(50);
    expect(contacts.map(({ id }) => id)).toEqual(ascending(made.map(({ contact }) => contact.id)));
    expect(groups.map(({ id }) => id)).toEqual(ascending(made.map(({ group }) => group.id)));
    expect(new Set(made.map(({ group }) => group.textId)).size).toBe(50);
  });

  test('of memberships while their contact is deleted end in an answer, never in a fault', async () => {
    const { token, accountId } = await testStore.addCaller();
    const another = await testStore.openAgain();
    const { store } = testStore.open;
    const created = await Promise.all([0, 1, 2, 3].map(() => store.createGroup(token, 'Team')));
    const groups = created.map(({ value }) => value);
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id } = (await store.createContact(token, draftOf('Anna'))).value;
      const joins = [store, another.store].flatMap((book) =>
        groups.map(({ id: group }) => outcomeOf(addToGroups(book, token, { id }, [{ id: group }]))),
      );
      const leaves = [outcomeOf(removeFromGroups(another.store, token, { id }, groups))];
      const deletion = another.store.deleteContact(token, { id });
      for (const outcome of await Promise.all([...joins, ...leaves]))
        expect(['done', 'contact-not-found']).toContain(outcome);
      expect((await deletion).value).toBe(true);
    }
    await another.close();
    expect((await store.listContacts(token, 0)).value).toEqual([]);
    const left = await testStore.sql`select from membership where account_id = ${accountId}`;
    expect(left.length).toBe(0);
  });

  test('of memberships while their groups are deleted end in an answer, never in a fault', async () => {
    const { token } = await testStore.addCaller();
    const another = await testStore.openAgain();
    const { store } = testStore.open;
    const { id } = (await store.createContact(token, draftOf('Anna'))).value;
    for (let round = 0; round < ROUNDS; round += 1) {
      const [one, two] = [await store.createGroup(token, 'One'), await store.createGroup(token, 'Two')];
      const pair = [{ id: one.value.id }, { id: two.value.id }];
      const joins = [store, another.store, store, another.store].map((book, index) =>
        outcomeOf(addToGroups(book, token, { id }, index % 2 === 0 ? pair : pair.toReversed())),
      );
      const deletions = pair.map((ref) => another.store.deleteGroup(token, ref));
      for (const outcome of await Promise.all(joins)) expect(['done', 'group-not-found']).toContain(outcome);
      for (const { value } of await Promise.all(deletions)) expect(value).toBe(true);
    }
    await another.close();
    const [contact] = (await store.listContacts(token, 0)).value;
    expect(contact?.groups).toEqual([]);
  });

  test('of the same membership make it once, and of the same deletion one is the first', async () => {
    const { token } = await testStore.addCaller();
    const { store } = testStore.open;
    const contact = (await store.createContact(token, draftOf('Anna'))).value;
    const group = (await store.createGroup(token, 'Team')).value;
    const join = () => outcomeOf(addToGroups(store, token, contact, [group, group]));
    expect(await Promise.all([join(), join(), join(), join()])).toEqual(['done', 'done', 'done', 'done']);
    const members = await store.listGroupMembers(token, group, { groupId: 0, memberId: 0 });
    expect(members.value.map(({ member }) => member?.id)).toEqual([contact.id]);
    const deletions = await Promise.all([0, 1, 2].map(() => store.deleteContact(token, contact)));
    expect(deletions.map(({ value }) => value).toSorted()).toEqual([false, false, true]);
  });

  test('of several fields of one contact lose none of them', async () => {
    const { token } = await testStore.addCaller();
    const another = await testStore.openAgain();
    const { store } = testStore.open;
    const { id } = (await store.createContact(token, draftOf('Anna'))).value;
    await Promise.all([
      store.updateContact(token, { id }, { street: 'Søndergade 1' }),
      another.store.updateContact(token, { id }, { zipcode: '0999' }),
      store.updateContact(token, { id }, { sex: 'female' }),
      another.store.updateContact(token, { id }, { birthdaySeconds: -1 }),
    ]);
    await another.close();
    const { value } = await store.findContact(token, { id });
    expect(value).toMatchObject({
      street: 'Søndergade 1',
      zipcode: '0999',
      sex: 'female',
      birthdaySeconds: -1,
    });
  });
});

describe('calls at the same time, through both dialects', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
  });

  test('that create 50 contacts are answered with 50 ids, which both list', async () => {
    const account = await gateway.addAccount();
    const replies = await Promise.all(
      Array.from({ length: 25 }).flatMap(() => [
        account.filemail('contacts/add', { name: 'Anna', email: 'anna@example.com' }),
        account.txty('contact/create', { fullname: 'Bo' }),
      ]),
    );
    const ids = replies.map(({ json }) =>
      Number(Object(json).contact.contactid ?? Object(json).contact.controlcontact),
    );
    const expected = [...new Set(ids)].toSorted((a, b) => a - b);
    expect(expected.length).toBe(50);
    const { contacts } = Object((await account.txty('view/contacts')).json);
    expect(contacts.map((contact: unknown) => Object(contact).controlcontact)).toEqual(expected);
  });
});
