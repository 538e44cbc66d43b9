import { expect, test, vi } from 'vitest';
import { getContact, listContacts } from '../../domain/contacts.ts';
import { PAGE_SIZE } from '../../domain/pages.ts';
import { fillBook } from './big-book.ts';
import { openTestStore } from './test-store.ts';

const CONTACTS = 10_000;
const CALLS = 5;

test('statements that were planned while the book was empty read no more of it than they answer', async () => {
  const { sql, openAgain, addCaller } = await openTestStore();
  const { accountId, token } = await addCaller();
  // Without analysis the tables look as they did when the statements were planned.
  await sql`alter table contact set (autovacuum_enabled = off)`;
  const { store, refreshStatistics, close } = await openAgain({ poolSize: 1 });
  const ref = { id: 1 };
  await listContacts(store, token);
  await getContact(store, token, ref).catch(() => undefined);
  const book = await fillBook(sql, accountId, { contacts: CONTACTS, groups: [[0, 2 * PAGE_SIZE]] });
  await refreshStatistics();
  await sql`select pg_stat_reset()`;
  for (let call = 0; call < CALLS; call += 1) {
    expect((await listContacts(store, token)).value.first.length).toBe(PAGE_SIZE);
    const { value } = await getContact(store, token, { id: book.contacts[CONTACTS / 2] ?? 0 });
    expect(value.id).toBe(book.contacts[CONTACTS / 2]);
  }
  // A connection that ends reports what it has read.
  await close();
  const read = await vi.waitFor(
    async () => {
      const [row] = await sql`
        select seq_scan::int as scans, idx_tup_fetch::int as fetched from pg_stat_user_tables
        where relname = 'contact' and idx_tup_fetch > 0`;
      if (row === undefined) throw new Error('nothing was reported yet');
      return row;
    },
    { timeout: 5000 },
  );
  expect(read).toEqual({ scans: 0, fetched: CALLS * (PAGE_SIZE + 1) });
});
