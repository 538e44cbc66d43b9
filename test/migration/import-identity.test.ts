import { beforeAll, describe, expect, test } from 'vitest';
import { draftOf, openTestStore, type TestStore } from '../store/test-store.ts';
import { bookOf, contactOf, countsOf, groupOf, importInto, readStore } from './import-site.ts';

let site: TestStore;

beforeAll(async () => {
  site = await openTestStore();
});

const textual = (textId: string) => ({ key: textId, textId });

describe('the identity of an imported entry', () => {
  test('is what was brought, with a number of its own for the half that was not', async () => {
    const caller = await site.addCaller();
    await importInto(
      site,
      caller,
      [
        groupOf(textual('1c1220dbf5f3478e88279dbcc86ae8ef'), 'Business'),
        contactOf(textual('jd893jr8g93hf39th'), { name: 'Opaque' }, ['1c1220dbf5f3478e88279dbcc86ae8ef']),
        contactOf(textual('1000658322'), { name: 'Digits' }),
        contactOf({ key: 'both', id: 9, textId: 'nine' }, { name: 'Both' }),
        contactOf({ key: 'none' }, { name: 'None' }),
      ],
      { from: 'filemail' },
    );
    const book = await bookOf(site, caller);
    const beside = expect.toSatisfy((id: number) => id >= 1_600_000_000);
    expect(book.map(({ id, textId, name }) => ({ id, textId, name })).toSorted(byName)).toEqual([
      { id: 9, textId: 'nine', name: 'Both' },
      { id: beside, textId: '1000658322', name: 'Digits' },
      { id: expect.toSatisfy((id: number) => id < 1_600_000_000), textId: expect.any(String), name: 'None' },
      { id: beside, textId: 'jd893jr8g93hf39th', name: 'Opaque' },
    ]);
    const none = book.find(({ name }) => name === 'None');
    expect(none?.textId).toBe(String(none?.id));
    expect(book.flatMap(({ groups }) => groups)).toEqual([
      { id: beside, textId: '1c1220dbf5f3478e88279dbcc86ae8ef', name: 'Business' },
    ]);
  });

  test('is never given to a contact or group that is made later, in any account', async () => {
    const [caller, other] = [await site.addCaller(), await site.addCaller()];
    const { store } = site.open;
    const { id: last } = (await store.createContact(caller.token, draftOf('Anna'))).value;
    const { id: lastGroup } = (await store.createGroup(caller.token, 'Team')).value;
    await importInto(site, caller, [
      groupOf(lastGroup + 1),
      contactOf(last + 1),
      contactOf(textual(String(last + 2)), {}),
    ]);
    expect((await store.createContact(other.token, draftOf('Anna'))).value.id).toBe(last + 3);
    expect((await store.createGroup(other.token, 'Team')).value.id).toBe(lastGroup + 2);
  });

  test('that an entry made here bears belongs to that one, unless it says the same', async () => {
    const caller = await site.addCaller();
    const { store } = site.open;
    const anna = (await store.createContact(caller.token, draftOf('Anna'))).value;
    const before = await bookOf(site, caller);
    const stranger = await importInto(site, caller, [contactOf(anna.id, { name: 'Berta' }, [1])]);
    expect(countsOf(stranger)).toMatchObject({ contacts: '1 0 0 0 1', memberships: '1 0 0 0 1' });
    expect(stranger.rejections).toEqual([
      {
        ...{ kind: 'contact', place: `contact ${anna.id}`, field: 'id' },
        reason: 'belongs to another contact here',
      },
    ]);
    expect(await bookOf(site, caller)).toEqual(before);
    expect(countsOf(await importInto(site, caller, [contactOf(anna.id, { name: 'Anna' })])).contacts).toBe(
      '1 0 0 1 0',
    );
  });

  test('is adopted where both halves agree and something is the same, and refused where one half does not', async () => {
    const caller = await site.addCaller();
    const email = 'anna@example.com';
    const anna = (await site.open.store.createContact(caller.token, { ...draftOf('Anna'), email })).value;
    const both = (textId: string, fields: object) =>
      contactOf({ key: textId, id: anna.id, textId }, { name: 'Berta', ...fields });
    const wrong = await importInto(site, caller, [both('other', {})], { from: 'ndjson' });
    expect(countsOf(wrong).contacts).toBe('1 0 0 0 1');
    const right = await importInto(site, caller, [both(anna.textId, { email })], { from: 'ndjson' });
    expect(countsOf(right).contacts).toBe('1 0 1 0 0');
    expect(await bookOf(site, caller)).toEqual([{ ...draftOf('Berta'), email, ...anna, groups: [] }]);
  });

  test('that one source brought is the same entry for the next, and for no second record of that', async () => {
    const caller = await site.addCaller();
    await importInto(site, caller, [contactOf(5, { name: 'John' })]);
    const again = await importInto(
      site,
      caller,
      [contactOf(5, { name: 'Johnny' }), contactOf({ key: 'second', id: 5 }, { name: 'Jim' })],
      { from: 'csv' },
    );
    expect(countsOf(again).contacts).toBe('2 0 1 0 1');
    expect((await bookOf(site, caller)).map(({ id, name }) => [id, name])).toEqual([[5, 'Johnny']]);
  });

  test('of a deleted entry is not given to another', async () => {
    const caller = await site.addCaller();
    await importInto(site, caller, [contactOf({ key: 'a', id: 5, textId: 'five' })]);
    await site.open.store.deleteContact(caller.token, { id: 5 });
    const report = await importInto(site, caller, [contactOf({ key: 'b', id: 5, textId: 'six' })], {
      from: 'csv',
    });
    expect(report.rejections).toEqual([
      {
        ...{ kind: 'contact', place: 'contact b', field: 'id' },
        reason: 'belonged to another contact, which was deleted here',
      },
    ]);
  });

  test.each([
    [{ key: 'k', id: 0 }, 'id', 'is no whole number from 1 to 2^53 - 1'],
    [{ key: 'k', id: 1.5 }, 'id', 'is no whole number from 1 to 2^53 - 1'],
    [{ key: 'k', textId: '' }, 'textId', 'begins or ends with blanks'],
    [{ key: 'k', textId: ' a' }, 'textId', 'begins or ends with blanks'],
    [{ key: 'k', textId: 'a'.repeat(256) }, 'textId', 'is longer than 255 characters'],
  ])('is refused where nobody could ask for it: %j', async (identity, field, reason) => {
    const caller = await site.addCaller();
    const report = await importInto(site, caller, [contactOf(identity)]);
    expect(report.rejections).toEqual([{ kind: 'contact', place: 'contact k', field, reason }]);
  });
});

describe('a group of a source that knows no ids of groups', () => {
  test('is the one of that name that is here, the oldest, else a new one', async () => {
    const caller = await site.addCaller();
    const { store } = site.open;
    const first = (await store.createGroup(caller.token, 'Friends')).value;
    await store.createGroup(caller.token, 'Friends');
    const records = [
      groupOf({ key: 'Friends' }, 'Friends'),
      groupOf({ key: 'Family' }, 'Family'),
      contactOf({ key: 'John' }, { name: 'John' }, ['Friends', 'Family']),
    ];
    const report = await importInto(site, caller, records, { from: 'csv' });
    expect(countsOf(report)).toEqual({
      groups: '2 1 0 1 0',
      contacts: '1 1 0 0 0',
      memberships: '2 2 0 0 0',
    });
    const [john] = await bookOf(site, caller);
    expect(john?.groups).toEqual([
      first,
      { id: expect.any(Number), textId: expect.any(String), name: 'Family' },
    ]);
    const before = await readStore(site);
    await importInto(site, caller, records, { from: 'csv' });
    expect(await readStore(site)).toEqual(before);
  });
});

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name.localeCompare(other.name);
}
