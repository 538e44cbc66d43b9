import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { SourceRecord } from '../../src/migration/records.ts';
import { openTestStore, type TestCaller, type TestStore } from '../store/test-store.ts';
import { bookOf, type Chosen, contactOf, countsOf, groupOf, importInto, readStore } from './import-site.ts';

let site: TestStore;

beforeAll(async () => {
  site = await openTestStore();
});

const NAMES = ['Anna', 'Bob', 'Ärø', ' '];
const EMAILS = ['a@example.com', 'B@example.com', 'b@example.com', 'wrong', null];

/** What a vendor has at one time; some of it can't be taken, and some names groups that are not there. */
const vendorBook = fc
  .record({
    groups: fc.uniqueArray(
      fc.record({ id: fc.integer({ min: 1, max: 4 }), name: fc.constantFrom(...NAMES) }),
      {
        selector: ({ id }) => id,
      },
    ),
    contacts: fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 7 }),
        name: fc.constantFrom(...NAMES),
        email: fc.constantFrom(...EMAILS),
        groups: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
      }),
      { selector: ({ id }) => id },
    ),
  })
  .map(({ groups, contacts }): readonly SourceRecord[] => [
    ...groups.map(({ id, name }) => groupOf(id, name)),
    ...contacts.map(({ id, name, email, groups: told }) => contactOf(id, { name, email }, told)),
  ]);

/** What a client does to an entry that may not be there. */
const edit = fc.record({
  act: fc.constantFrom('delete', 'rename', 'delete group', 'leave', 'join'),
  id: fc.integer({ min: 1, max: 7 }),
});

function carryOut({ token }: TestCaller, act: string, id: number): Promise<unknown> {
  const { store } = site.open;
  const group = { id: (id % 4) + 1 };
  if (act === 'delete') return store.deleteContact(token, { id });
  if (act === 'rename') return store.updateContact(token, { id }, { name: 'Edited here' });
  if (act === 'delete group') return store.deleteGroup(token, group);
  return (act === 'join' ? store.addMemberships : store.removeMemberships)(token, { id }, [group]);
}

const chosen = fc.record({ revive: fc.boolean(), match: fc.constantFrom([], ['email'] as const) });
const round = fc.record({ book: vendorBook, edits: fc.array(edit, { maxLength: 4 }), chosen });

async function importTwice(
  caller: TestCaller,
  book: readonly SourceRecord[],
  options: Chosen,
): Promise<void> {
  const untouched = await readStore(site);
  const rehearsed = await importInto(site, caller, book, { ...options, dryRun: true });
  expect(await readStore(site)).toEqual(untouched);
  const report = await importInto(site, caller, book, options);
  expect(countsOf(report)).toEqual(countsOf(rehearsed));
  const written = await readStore(site);
  const again = await importInto(site, caller, book, options);
  expect(await readStore(site)).toEqual(written);
  for (const kind of ['groups', 'contacts', 'memberships'] as const)
    expect(again[kind]).toMatchObject({
      read: report[kind].read,
      created: 0,
      updated: 0,
      rejected: report[kind].rejected,
    });
}

test('whatever vendors and clients do, a rehearsal tells what comes, the next run writes nothing, and counts add up', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), async (rounds) => {
      const caller = await site.addCaller();
      const edited = new Set<number>();
      for (const { book, edits, chosen: options } of rounds) {
        await importTwice(caller, book, options);
        const here = new Map((await bookOf(site, caller)).map((contact) => [contact.id, contact]));
        for (const record of book) {
          if (record.kind !== 'contact' || edited.has(record.identity.id ?? 0)) continue;
          const { name, email } = record.fields;
          if (name !== ' ' && email !== 'wrong' && here.has(record.identity.id ?? 0))
            expect(here.get(record.identity.id ?? 0)).toMatchObject({ name, email });
        }
        for (const { id, act } of edits) {
          edited.add(id);
          await carryOut(caller, act, id);
        }
      }
    }),
    { numRuns: 12 },
  );
});
