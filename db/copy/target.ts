import { type Client, createDatabase } from '../client.ts';
import { CopyError } from './error.ts';
import { COPY_SCHEMA, isCopyUnfinished } from './marker.ts';
import { type CopySession, type CopySide, inTransaction, shareOut } from './session.ts';
import { type CopyTable, listTableNames } from './tables.ts';

/*
 * Until a copy has ended its target has a schema of its own, with the statements that put back what was taken off the
 * tables so that they fill faster. By that schema the store is refused by whoever opens it, and known to the next run.
 */

// An arbitrary number that no other program is likely to lock.
const COPY_LOCK = 7_346_102_992;

const LATER = `${COPY_SCHEMA}.later`;

/** What comes to be there by failed logins alone. */
const FLEETING: readonly string[] = ['login_failure'];

/** Keeps others from copying to this target until the transaction ends. Throws a `CopyError` where somebody does. */
export async function claimTarget(guard: CopySession): Promise<void> {
  await guard.unsafe('set local idle_in_transaction_session_timeout = 0');
  const [claim] = await guard`select pg_try_advisory_xact_lock(${COPY_LOCK}::bigint) as claimed`;
  if (claim?.claimed !== true) throw new CopyError('Another copy to this target is under way.');
}

/** Throws a `CopyError` where the target holds anything that could be lost or mixed up; looks, and changes nothing. */
export async function requireEmpty(client: Client): Promise<void> {
  for (const name of listTableNames()) {
    const [table] = await client`select to_regclass(${name}) is not null as found`;
    if (table?.found !== true || FLEETING.includes(name)) continue;
    const [rows] = await client.unsafe(`select exists (select from ${name}) as found`);
    if (rows?.found === true)
      throw new CopyError(
        `The target is not empty: its table ${name} has rows. It was left as it is; take an empty database.`,
      );
  }
}

/** Takes all but the primary keys off the tables, and keeps how it is put back, in one step. */
export async function setAside(side: CopySide, tables: readonly CopyTable[]): Promise<void> {
  await inTransaction(side, '', async (target) => {
    await target.unsafe(`
      create schema if not exists ${COPY_SCHEMA};
      create table if not exists ${LATER} (statement text primary key, is_foreign boolean not null)`);
    const found = await target.unsafe(`
      with named as (select unnest(array[${tables.map(({ name }) => `'${name}'::regclass`).join()}]) as oid)
      select format('alter table %s drop constraint %I', conrelid::regclass, conname) as removal,
        format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
          as statement,
        contype = 'f' as is_foreign
      from pg_constraint where contype in ('f', 'u') and conrelid in (select oid from named)
      union all
      select format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid), false
      from pg_index where indrelid in (select oid from named) and not indisprimary
        and not exists (select from pg_constraint where conindid = indexrelid and contype in ('u', 'x'))
      order by is_foreign desc`);
    for (const { removal, statement, is_foreign } of found) {
      await target.unsafe(`insert into ${LATER} values ($1, $2)`, [statement, is_foreign]);
      await target.unsafe(removal);
    }
  });
}

/** Puts back what is set aside, several at once; `onDone` is told of each. */
export async function putBack(
  side: CopySide,
  atOnce: number,
  onDone: (done: number, of: number) => void,
): Promise<void> {
  if (!(await isCopyUnfinished(createDatabase(side.client)))) return;
  const later = await side.client.unsafe(`select statement, is_foreign from ${LATER} order by statement`);
  let done = 0;
  const run = (statement: string) =>
    inTransaction(side, '', async (target) => {
      await target.unsafe(statement);
      await target.unsafe(`delete from ${LATER} where statement = $1`, [statement]);
      done += 1;
      onDone(done, later.length);
    });
  // A foreign key is checked by the others, and takes locks of two tables.
  for (const isForeign of [false, true]) {
    const statements = later.filter((one) => one.is_foreign === isForeign).map(({ statement }) => statement);
    await shareOut<string>(statements, atOnce, async (take) => {
      for (let statement = take(); statement !== undefined; statement = take()) await run(statement);
    });
  }
}

/** Makes the target a store like any other. */
export async function leaveTarget(target: CopySession): Promise<void> {
  await target.unsafe(`drop schema if exists ${COPY_SCHEMA} cascade`);
}
