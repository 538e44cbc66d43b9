import { beforeAll, describe, expect, test } from 'vitest';
import { draftOf, openTestStore, type TestStore } from '../store/test-store.ts';
import { atEndOfFile } from '../support/end-of-file.ts';
import { bookOf, contactOf, countsOf, groupOf, importInto } from './import-site.ts';

let site: TestStore;

beforeAll(async () => {
  site = await openTestStore();
});

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

describe('while clients use the account', () => {
  test('an import and their edits, deletions and memberships all come through', async () => {
    const caller = await site.addCaller();
    const { store } = site.open;
    const ids = numbers(1, 300);
    const groups = numbers(1, 10);
    const records = (turn: number) => [
      ...groups.map((id) => groupOf(id, `Group ${id} ${turn}`)),
      ...ids.map((id) =>
        contactOf(id, { name: `Contact ${id} ${turn}` }, [(id % 10) + 1, ((id + turn) % 10) + 1]),
      ),
    ];
    await importInto(site, caller, records(0));
    let isOver = false;
    const keepAt = async (act: (id: number) => Promise<unknown>) => {
      for (let id = 1; !isOver; id = (id % 300) + 1) await act(id);
    };
    const clients = [
      keepAt((id) => store.updateContact(caller.token, { id }, { street: `Street ${id}` })),
      keepAt((id) => store.addMemberships(caller.token, { id }, [{ id: 3 }, { id: 1 }, { id: 2 }])),
      keepAt((id) => store.removeMemberships(caller.token, { id }, [{ id: 2 }])),
      keepAt((id) =>
        id % 50 === 0 ? store.deleteContact(caller.token, { id }) : store.findContact(caller.token, { id }),
      ),
      keepAt((id) =>
        id === 299
          ? store.deleteGroup(caller.token, { id: 10 })
          : store.createContact(caller.token, draftOf('New')),
      ),
    ];
    for (const turn of numbers(1, 6)) {
      const report = await importInto(site, caller, records(turn));
      expect(report.end).toEqual({ is: 'done' });
      expect(report.contacts).toMatchObject({ read: 300, created: 0, rejected: 0 });
    }
    isOver = true;
    await Promise.all(clients);
    const last = (await bookOf(site, caller)).find(({ id }) => id === 7);
    expect(last).toMatchObject({ name: 'Contact 7 6', street: 'Street 7' });
  });

  test('two imports into one account take turns, and what both bring is there once', async () => {
    const caller = await site.addCaller();
    const another = await site.openAgain();
    const records = numbers(1, 2500).map((id) => contactOf(id));
    const reports = await Promise.all([
      importInto(site, caller, records),
      importInto({ open: another }, caller, records),
    ]);
    await another.close();
    for (const report of reports)
      expect(report.contacts).toMatchObject({ read: 2500, rejected: 0, updated: 0 });
    expect(reports.reduce((sum, { contacts }) => sum + contacts.created, 0)).toBe(2500);
  });
});

describe('an account that may have no more contacts', () => {
  test('takes as many as it may have, and clients are refused further ones', async () => {
    const { token, accountId } = await site.addCaller();
    const limited = await site.openAgain({ maxContacts: 3 });
    atEndOfFile(limited.close);
    const records = [contactOf(1), contactOf(2), contactOf(3), contactOf(4), contactOf(5)];
    const report = await importInto({ open: limited }, { accountId }, records);
    expect(countsOf(report).contacts).toBe('5 3 0 0 2');
    expect(report.rejections).toMatchObject([
      {
        place: 'contact 4',
        field: 'account',
        reason: 'has as many contacts as it may have (DIGLOT_MAX_CONTACTS)',
      },
      { place: 'contact 5' },
    ]);
    await expect(limited.store.createContact(token, draftOf('Anna'))).rejects.toMatchObject({
      code: 'contacts-full',
    });
    expect(countsOf(await importInto({ open: limited }, { accountId }, records)).contacts).toBe('5 0 0 3 2');
  });
});

describe('what ends an import early', () => {
  const records = numbers(1, 3000).map((id) => contactOf(id, id % 10 === 0 ? { email: 'none' } : {}));

  test.each([
    [{ count: 99 }, 'too-many-rejected', 1000],
    [{ count: 300 }, 'done', 3000],
    [{ percent: 9 }, 'too-many-rejected', 1000],
    [{ percent: 10 }, 'done', 3000],
  ])('is a limit to what may be rejected: %j', async (maxErrors, end, read) => {
    const caller = await site.addCaller();
    const report = await importInto(site, caller, records, { maxErrors });
    expect(report).toMatchObject({ end: { is: end }, contacts: { read, rejected: read / 10 } });
  });

  test('is a share also of a few records, once all are read', async () => {
    const caller = await site.addCaller();
    const report = await importInto(site, caller, [contactOf(1), contactOf(2, { email: '' })], {
      maxErrors: { percent: 40 },
    });
    expect(report).toMatchObject({ end: { is: 'too-many-rejected' }, contacts: { read: 2, created: 1 } });
  });
});

test('a rate is kept', async () => {
  const caller = await site.addCaller();
  const began = performance.now();
  await importInto(
    site,
    caller,
    numbers(1, 100).map((id) => contactOf(id)),
    { ratePerSecond: 200 },
  );
  expect(performance.now() - began).toBeGreaterThanOrEqual(490);
});
