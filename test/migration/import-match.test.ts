import { beforeAll, describe, expect, test } from 'vitest';
import { draftOf, openTestStore, type TestCaller, type TestStore } from '../store/test-store.ts';
import { bookOf, contactOf, countsOf, groupOf, importInto, readStore } from './import-site.ts';

let site: TestStore;

beforeAll(async () => {
  site = await openTestStore();
});

const JOHN = { name: 'John Doe', email: 'John@Example.com' };
const PHONE = { dialcode: 45, msisdn: 4512345678 };
const filemailJohn = contactOf({ key: 'aaa1', textId: 'aaa1' }, JOHN, ['ffff']);
const friends = groupOf({ key: 'ffff', textId: 'ffff' }, 'Friends');
const match = ['email', 'msisdn'] as const;

async function withFilemailBook(): Promise<TestCaller> {
  const caller = await site.addCaller();
  await importInto(site, caller, [friends, filemailJohn], { from: 'filemail' });
  return caller;
}

describe('a person who is in the book already', () => {
  test('gets the second id, keeps the first and the groups, and is completed', async () => {
    const caller = await withFilemailBook();
    const records = [
      groupOf(7, 'Friends'),
      contactOf(5, { ...JOHN, email: 'john@example.com', phone: PHONE }, [7]),
    ];
    const report = await importInto(site, caller, records, { match });
    expect(countsOf(report)).toEqual({
      groups: '1 0 1 0 0',
      contacts: '1 0 1 0 0',
      memberships: '1 0 0 1 0',
    });
    expect(report).toMatchObject({
      matched: 1,
      ambiguous: 0,
      differing: [{ place: 'contact 5', fields: ['email'] }],
    });
    const group = { id: 7, textId: 'ffff', name: 'Friends' };
    expect(await bookOf(site, caller)).toEqual([
      { ...draftOf('John Doe'), ...JOHN, id: 5, textId: 'aaa1', phone: PHONE, groups: [group] },
    ]);
    const before = await readStore(site);
    for (const from of ['txty', 'filemail'] as const) {
      const again = await importInto(site, caller, from === 'txty' ? records : [friends, filemailJohn], {
        match,
        from,
      });
      expect(countsOf(again)).toEqual({
        groups: '1 0 0 1 0',
        contacts: '1 0 0 1 0',
        memberships: '1 0 0 1 0',
      });
    }
    expect(await readStore(site)).toEqual(before);
  });

  test('is a second row where no match is asked for', async () => {
    const caller = await withFilemailBook();
    expect(countsOf(await importInto(site, caller, [contactOf(5, JOHN)])).contacts).toBe('1 1 0 0 0');
  });

  test('who was made here gets the id that is brought', async () => {
    const caller = await site.addCaller();
    await site.open.store.createContact(caller.token, { ...draftOf('John'), email: 'john@example.com' });
    const report = await importInto(site, caller, [filemailJohn], { match, from: 'filemail' });
    expect(report).toMatchObject({
      matched: 1,
      differing: [{ place: 'contact aaa1', fields: ['name', 'email'] }],
    });
    expect(await bookOf(site, caller)).toEqual([
      { ...draftOf('John'), email: 'john@example.com', id: expect.any(Number), textId: 'aaa1', groups: [] },
    ]);
  });
});

describe('what is ambiguous is rejected, listed and not guessed', () => {
  const rejected = async (caller: TestCaller, fields: object) => {
    const before = await readStore(site);
    const report = await importInto(site, caller, [contactOf(5, { name: 'John', ...fields })], { match });
    expect(countsOf(report).contacts).toBe('1 0 0 0 1');
    expect(await readStore(site)).toEqual(before);
    return report.rejections;
  };

  test('with several candidates', async () => {
    const caller = await site.addCaller();
    const { store } = site.open;
    const one = await store.createContact(caller.token, { ...draftOf('One'), email: 'john@example.com' });
    const two = await store.createContact(caller.token, { ...draftOf('Two'), phone: PHONE });
    expect(await rejected(caller, { email: 'john@example.com', phone: PHONE })).toEqual([
      {
        ...{ kind: 'contact', place: 'contact 5', field: 'email', reason: 'agrees with 2 contacts here' },
        candidates: [one.value.id, two.value.id],
      },
    ]);
  });

  test('with one that agrees in one field and contradicts in another', async () => {
    const caller = await site.addCaller();
    await site.open.store.createContact(caller.token, {
      ...draftOf('One'),
      email: 'one@example.com',
      phone: PHONE,
    });
    expect(await rejected(caller, { email: 'john@example.com', phone: PHONE })).toMatchObject([
      { reason: 'agrees with a contact here, but not in email' },
    ]);
  });

  test('with one that is known by another id of that dialect', async () => {
    const caller = await site.addCaller();
    await importInto(site, caller, [contactOf(4, JOHN)], { from: 'ndjson' });
    expect(await rejected(caller, JOHN)).toMatchObject([
      { reason: 'agrees with a contact here that is known by another id' },
    ]);
  });

  test('with one that several records agree with, whichever comes first', async () => {
    const caller = await withFilemailBook();
    const before = await bookOf(site, caller);
    const records = [contactOf(5, JOHN), contactOf(6, { ...JOHN, name: 'Jane Doe' })];
    const report = await importInto(site, caller, records, { match });
    expect(countsOf(report).contacts).toBe('2 0 0 0 2');
    const reason = 'agrees with a contact here, as other records do';
    expect(report.rejections).toMatchObject([
      { place: 'contact 5', reason },
      { place: 'contact 6', reason },
    ]);
    expect(await bookOf(site, caller)).toEqual(before);
  });

  test('but not by what others agree in, where something else tells it from them', async () => {
    const caller = await site.addCaller();
    const { store } = site.open;
    await store.createContact(caller.token, { ...draftOf('John'), email: 'john@example.com', phone: PHONE });
    const family = { ...JOHN, phone: { ...PHONE, msisdn: 4587654321 } };
    const records = [contactOf(5, { ...JOHN, phone: PHONE }), contactOf(6, family)];
    const report = await importInto(site, caller, records, { match });
    expect(countsOf(report).contacts).toBe('2 0 1 0 1');
    expect(report.rejections).toMatchObject([{ place: 'contact 6' }]);
  });

  test('with one that another record was taken for, in this run and in the next', async () => {
    const caller = await withFilemailBook();
    expect(countsOf(await importInto(site, caller, [contactOf(5, JOHN)], { match })).contacts).toBe(
      '1 0 1 0 0',
    );
    const before = await readStore(site);
    const other = contactOf(6, { ...JOHN, name: 'Jane Doe' });
    const reason = 'agrees with a contact here that another record was taken for';
    for (const _ of [1, 2]) {
      const report = await importInto(site, caller, [other], { match });
      expect(report.rejections).toMatchObject([{ place: 'contact 6', reason }]);
      expect(await readStore(site)).toEqual(before);
    }
  });
});

test('whoever is written to be somebody here, by number, gets the text that is brought, and loses nothing', async () => {
  const caller = await site.addCaller();
  const street = 'Main Street 1';
  const { value } = await site.open.store.createContact(caller.token, {
    ...draftOf('John'),
    ...JOHN,
    street,
  });
  const decided = contactOf(
    { key: 'text:aaa1', id: value.id, textId: 'aaa1' },
    { ...JOHN, name: 'Johnny', street: null },
  );
  const report = await importInto(site, caller, [decided], { from: 'csv' });
  expect(countsOf(report).contacts).toBe('1 0 1 0 0');
  expect(await bookOf(site, caller)).toEqual([
    { ...draftOf('John'), ...JOHN, street, id: value.id, textId: 'aaa1', groups: [] },
  ]);
});

test('a stranger with the ids of somebody who was made here is not taken for that one', async () => {
  const caller = await site.addCaller();
  const { value } = await site.open.store.createContact(caller.token, draftOf('John'));
  const stranger = contactOf(
    { key: String(value.id), ...value },
    { name: 'Jane', email: 'jane@example.com' },
  );
  const report = await importInto(site, caller, [stranger], { from: 'ndjson' });
  expect(report.rejections).toMatchObject([{ reason: 'belongs to another contact here' }]);
  expect(await bookOf(site, caller)).toEqual([{ ...draftOf('John'), ...value, groups: [] }]);
});

test('people of one source who share an address are as many as it says', async () => {
  const caller = await site.addCaller();
  const records = [contactOf(5, JOHN), contactOf(6, { ...JOHN, name: 'Jane Doe' })];
  expect(countsOf(await importInto(site, caller, records, { match })).contacts).toBe('2 2 0 0 0');
  expect(countsOf(await importInto(site, caller, records, { match })).contacts).toBe('2 0 0 2 0');
});

test('a rehearsal of a match counts the same and leaves the ids as they are', async () => {
  const caller = await withFilemailBook();
  const records = [groupOf(7, 'Friends'), contactOf(5, JOHN, [7])];
  const before = await readStore(site);
  const rehearsed = await importInto(site, caller, records, { match, dryRun: true });
  expect(await readStore(site)).toEqual(before);
  expect(countsOf(rehearsed)).toEqual(countsOf(await importInto(site, caller, records, { match })));
});

test('a group is matched by its name only where there is one of it, and only if a match is asked for', async () => {
  const [alone, twice, unasked] = [await site.addCaller(), await site.addCaller(), await site.addCaller()];
  for (const { token } of [alone, twice, twice, unasked]) await site.open.store.createGroup(token, 'Team');
  const record = [groupOf(7, 'Team')];
  expect(countsOf(await importInto(site, alone, record, { match })).groups).toBe('1 0 1 0 0');
  expect(countsOf(await importInto(site, twice, record, { match })).groups).toBe('1 1 0 0 0');
  expect(countsOf(await importInto(site, unasked, record)).groups).toBe('1 1 0 0 0');
});
