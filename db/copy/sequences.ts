import { isPgSequence } from 'drizzle-orm/pg-core';
import type { Client } from '../client.ts';
import * as schema from '../schema.ts';
import type { CopyTable } from './tables.ts';

/**
 * Has the target count on from where the source is: its own sequences, and those that number rows. Done last, so that no
 * row has a number that is still to be given.
 */
export async function copySequences(
  source: Client,
  target: Client,
  tables: readonly CopyTable[],
): Promise<void> {
  for (const name of await listSequences(target, tables)) {
    const [state] = await source.unsafe(`select last_value::text as last, is_called from ${name}`);
    await target`select setval(${name}::regclass, ${state?.last}::text::bigint, ${state?.is_called})`;
  }
}

async function listSequences(client: Client, tables: readonly CopyTable[]): Promise<readonly string[]> {
  const own = Object.values(schema).flatMap((value: unknown) =>
    isPgSequence(value) && value.seqName !== undefined ? [value.seqName] : [],
  );
  const numbering = await client.unsafe(`
    select objid::regclass::text as name from pg_depend
    where classid = 'pg_class'::regclass and refclassid = 'pg_class'::regclass and deptype = 'i'
      and refobjid in (${tables.map(({ name }) => `'${name}'::regclass`).join()})
      and exists (select from pg_class where oid = objid and relkind = 'S')`);
  return [...own, ...numbering.map(({ name }) => String(name))];
}
