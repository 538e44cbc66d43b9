import { expect, test } from 'vitest';
import { createTarget, expectSame, openSource } from './copy-site.ts';
import { connect } from './test-store.ts';

/** A range and a bit in each of two accounts. */
const LONG = 110_000;

test('the run after one that broke off copies what is missing, and no range twice', async () => {
  const source = await openSource(10);
  await source.sql.unsafe(
    `insert into contact (account_id, id, text_id, name)
     select account.id, place, place, 'Contact ' || place from account, generate_series(1, ${LONG}) as place`,
  );
  const url = await createTarget();
  const failed = source.copyTo(url, (stage, done) => {
    if (stage === 'copying' && done > LONG) throw new Error('broken off');
  });
  await expect(failed).rejects.toThrow();
  const again = await source.copyTo(url);
  const { rows = 0, copied = 0 } = again.find(({ table }) => table === 'contact') ?? {};
  expect(rows).toBe(2 * LONG + 20);
  expect(copied).toBeLessThanOrEqual(rows - 100_000);
  await expectSame(source, url);
});

test('a row that the target refuses at the end of its copy is told of, and the next run goes on', async () => {
  const source = await openSource(10);
  const url = await createTarget();
  await source.copyTo(url);
  const sql = connect(url);
  await sql.unsafe(
    'create schema diglot_copy; create table diglot_copy.later (statement text primary key, is_foreign boolean not null)',
  );
  await sql.unsafe('delete from contact_group');
  await sql.unsafe('alter table contact_group add constraint no_team check (false)');
  await expect(source.copyTo(url)).rejects.toThrow('the store refused by no_team');
  await sql.unsafe('alter table contact_group drop constraint no_team');
  await sql.end();
  await source.copyTo(url);
  await expectSame(source, url);
});
