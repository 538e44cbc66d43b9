import { beforeAll, describe, expect, test } from 'vitest';
import { openTestStore, type TestCaller, type TestStore } from '../store/test-store.ts';
import { bookOf, contactOf, countsOf, groupOf, importInto, readStore } from './import-site.ts';

let site: TestStore;
let other: TestCaller;
let othersBook: unknown;

const BOOK = [
  groupOf(100, 'Coworkers'),
  groupOf(126, 'Friends'),
  contactOf(
    5,
    { name: 'John Doe', email: 'john@example.com', phone: { dialcode: 45, msisdn: 4512345678 } },
    [100, 126],
  ),
  contactOf(6, { name: 'Jane Doe' }, [126]),
  contactOf(
    7,
    { name: 'Jørgen "Ærø" \\ {x}, 👋', street: "O'Neil 1; drop", sex: 'male', birthdaySeconds: -1 },
    [],
  ),
];

beforeAll(async () => {
  site = await openTestStore();
  other = await site.addCaller();
  await importInto(site, other, BOOK);
  othersBook = await bookOf(site, other);
});

const expectOthersUntouched = async () => expect(await bookOf(site, other)).toEqual(othersBook);

describe('an import', () => {
  test('keeps the ids, the fields and the memberships, and makes the other half of each id', async () => {
    const caller = await site.addCaller();
    const report = await importInto(site, caller, BOOK);
    expect(report.end).toEqual({ is: 'done' });
    expect(countsOf(report)).toEqual({
      groups: '2 2 0 0 0',
      contacts: '3 3 0 0 0',
      memberships: '3 3 0 0 0',
    });
    const { value: contacts } = await site.open.store.listContacts(caller.token, 0);
    const unknown = {
      email: null,
      phone: null,
      street: null,
      zipcode: null,
      birthdaySeconds: null,
      sex: null,
    };
    const coworkers = { id: 100, textId: expect.stringMatching(/^[0-9a-f]{32}$/), name: 'Coworkers' };
    const friends = { id: 126, textId: expect.stringMatching(/^[0-9a-f]{32}$/), name: 'Friends' };
    const madeTextId = expect.stringMatching(/^16\d{8}$/);
    expect(contacts).toEqual([
      {
        ...unknown,
        ...{ id: 5, textId: madeTextId, name: 'John Doe', email: 'john@example.com' },
        phone: { dialcode: 45, msisdn: 4512345678 },
        groups: [coworkers, friends],
      },
      { ...unknown, id: 6, textId: madeTextId, name: 'Jane Doe', groups: [friends] },
      {
        ...unknown,
        ...{ id: 7, textId: madeTextId, name: 'Jørgen "Ærø" \\ {x}, 👋', street: "O'Neil 1; drop" },
        ...{ sex: 'male', birthdaySeconds: -1, groups: [] },
      },
    ]);
    await expectOthersUntouched();
  });

  test('that is run again writes nothing at all', async () => {
    const caller = await site.addCaller();
    await importInto(site, caller, BOOK);
    const before = await readStore(site);
    const again = await importInto(site, caller, BOOK);
    expect(countsOf(again)).toEqual({ groups: '2 0 0 2 0', contacts: '3 0 0 3 0', memberships: '3 0 0 3 0' });
    expect(await readStore(site)).toEqual(before);
  });

  test('takes over what has changed in the source, and leaves alone what it does not show', async () => {
    const caller = await site.addCaller();
    await importInto(site, caller, BOOK);
    await site.open.store.updateContact(caller.token, { id: 6 }, { street: 'Strandvejen 1' });
    const changed = [
      groupOf(100, 'Colleagues'),
      groupOf(126, 'Friends'),
      contactOf(6, { name: 'Jane Roe', email: null }, [100]),
    ];
    const report = await importInto(site, caller, changed);
    expect(countsOf(report)).toEqual({
      groups: '2 0 1 1 0',
      contacts: '1 0 1 0 0',
      memberships: '1 1 0 0 0',
    });
    const { value: jane } = await site.open.store.findContact(caller.token, { id: 6 });
    expect(jane).toMatchObject({
      ...{ name: 'Jane Roe', street: 'Strandvejen 1' },
      groups: [
        { id: 100, name: 'Colleagues' },
        { id: 126, name: 'Friends' },
      ],
    });
  });

  test('leaves alone what was changed here only: fields, memberships, group names', async () => {
    const caller = await site.addCaller();
    await importInto(site, caller, BOOK);
    const { store } = site.open;
    await store.updateContact(caller.token, { id: 5 }, { name: 'Johnny', email: null });
    await store.removeMemberships(caller.token, { id: 5 }, [{ id: 100 }]);
    await store.renameGroup(caller.token, { id: 126 }, 'Pals');
    const before = await readStore(site);
    const report = await importInto(site, caller, BOOK);
    expect(countsOf(report)).toEqual({
      groups: '2 0 0 2 0',
      contacts: '3 0 0 3 0',
      memberships: '3 0 0 3 0',
    });
    expect(await readStore(site)).toEqual(before);
  });

  test('judges a record that comes twice by what came first', async () => {
    const caller = await site.addCaller();
    const [, , john = contactOf(0)] = BOOK;
    const same = await importInto(site, caller, [...BOOK, john]);
    expect(countsOf(same)).toMatchObject({ contacts: '4 3 0 1 0', memberships: '5 3 0 2 0' });
    const twice = [
      contactOf(5, { name: 'One' }),
      contactOf(5, { name: 'Two' }),
      contactOf(5, { name: 'Two' }),
    ];
    expect(countsOf(await importInto(site, caller, twice)).contacts).toBe('3 0 2 1 0');
    expect(await bookOf(site, caller)).toContainEqual(expect.objectContaining({ id: 5, name: 'Two' }));
  });

  test('counts memberships of rejected contacts and of unknown groups as rejected', async () => {
    const caller = await site.addCaller();
    const report = await importInto(site, caller, [
      groupOf(1, ' '),
      groupOf(2, 'Two'),
      contactOf(1, { name: '' }, [2]),
      contactOf(2, {}, [1, 2, 3]),
    ]);
    expect(countsOf(report)).toEqual({
      groups: '2 1 0 0 1',
      contacts: '2 1 0 0 1',
      memberships: '4 1 0 0 3',
    });
    expect(report.rejections).toEqual([
      { kind: 'group', place: 'group 1', field: 'name', reason: 'is empty' },
      { kind: 'contact', place: 'contact 1', field: 'name', reason: 'is empty' },
      {
        ...{ kind: 'membership', place: 'contact 2', field: 'groups' },
        reason: 'name 2 that were rejected, or that the source does not tell of',
      },
    ]);
  });
});

describe('what was deleted here', () => {
  test('stays deleted, contacts, groups and memberships alike', async () => {
    const caller = await site.addCaller();
    await importInto(site, caller, BOOK);
    await site.open.store.deleteContact(caller.token, { id: 5 });
    await site.open.store.deleteGroup(caller.token, { id: 126 });
    const before = await readStore(site);
    const report = await importInto(site, caller, BOOK);
    expect(countsOf(report)).toEqual({
      groups: '2 0 0 2 0',
      contacts: '3 0 0 3 0',
      memberships: '3 0 0 3 0',
    });
    expect(report.deletedHere).toEqual({ groups: 1, contacts: 1 });
    expect(await readStore(site)).toEqual(before);
  });

  test('stays deleted also for a source that never brought it', async () => {
    const caller = await site.addCaller();
    await importInto(site, caller, BOOK);
    await site.open.store.deleteContact(caller.token, { id: 5 });
    await site.open.store.deleteGroup(caller.token, { id: 126 });
    const report = await importInto(site, caller, BOOK, { from: 'ndjson' });
    expect(countsOf(report)).toEqual({
      groups: '2 0 0 2 0',
      contacts: '3 0 0 3 0',
      memberships: '3 0 0 3 0',
    });
    const before = await readStore(site);
    await importInto(site, caller, BOOK, { from: 'ndjson' });
    expect(await readStore(site)).toEqual(before);
    expect((await bookOf(site, caller)).map(({ id }) => id)).toEqual([6, 7]);
  });

  test('comes back with revive, under both its ids and with its memberships', async () => {
    const caller = await site.addCaller();
    await importInto(site, caller, BOOK);
    const before = await bookOf(site, caller);
    await site.open.store.deleteContact(caller.token, { id: 5 });
    await site.open.store.deleteGroup(caller.token, { id: 126 });
    const report = await importInto(site, caller, BOOK, { revive: true });
    expect(countsOf(report)).toEqual({
      groups: '2 1 0 1 0',
      contacts: '3 1 0 2 0',
      memberships: '3 3 0 0 0',
    });
    expect(report.revived).toEqual({ groups: 1, contacts: 1 });
    expect(await bookOf(site, caller)).toEqual(before);
    const left = await site.sql`select from deleted_entry where account_id = ${caller.accountId}`;
    expect(left.length).toBe(0);
    const again = await importInto(site, caller, BOOK, { revive: true });
    expect(countsOf(again)).toEqual({ groups: '2 0 0 2 0', contacts: '3 0 0 3 0', memberships: '3 0 0 3 0' });
  });
});

describe('a rehearsal', () => {
  test('counts what the import then does, and leaves the store as it was, its numbers included', async () => {
    const caller = await site.addCaller();
    await importInto(site, caller, BOOK.slice(0, 4));
    await site.open.store.deleteContact(caller.token, { id: 6 });
    const records = [
      ...BOOK,
      contactOf({ key: 'x', textId: 'jd893jr8g93hf39th' }, { email: 'x@example.com' }, [100]),
      contactOf({ key: 'y' }, {}, [126]),
      contactOf(8, { email: 'none' }),
    ];
    const before = await readStore(site);
    const rehearsed = await importInto(site, caller, records, { dryRun: true, revive: true });
    expect(await readStore(site)).toEqual(before);
    const done = await importInto(site, caller, records, { revive: true });
    expect(countsOf(rehearsed)).toEqual(countsOf(done));
    expect(countsOf(done)).toEqual({ groups: '2 0 0 2 0', contacts: '6 4 0 1 1', memberships: '5 3 0 2 0' });
    await expectOthersUntouched();
  });
});
