import type { Client } from '../../../db/client.ts';
import { connect, withConnection } from './sql.ts';

// A gateway on an embedded server holds one more, in another database.
const CUT_AND_COUNT = `select count(pg_terminate_backend(pid))::int as count from pg_stat_activity
  where application_name like 'diglot%'`;

/** Cuts every connection of gateways to a database; resolves to how many there were. */
export function cutConnections(url: string): Promise<number> {
  return withConnection(url, async (sql) => {
    const [cut] = await sql.unsafe(CUT_AND_COUNT);
    return Number(cut?.count);
  });
}

/** Keeps everybody else from a table while the work is done. */
export async function whileLocked<T>(url: string, table: string, work: () => Promise<T>): Promise<T> {
  return withConnection(url, (sql) =>
    sql.begin(async (transaction) => {
      await transaction.unsafe(`lock table ${table} in access exclusive mode`);
      return await work();
    }),
  ) as Promise<T>;
}

/** How long the oldest statement of a gateway has been running, in ms; 0 where none is. */
export function measureOldestStatement(url: string): Promise<number> {
  return withConnection(url, async (sql) => {
    const [row] = await sql<{ ms: number }[]>`
      select coalesce(max(extract(epoch from clock_timestamp() - query_start)), 0)::float * 1000 as ms
      from pg_stat_activity
      where application_name = 'diglot' and datname = current_database() and state = 'active'`;
    return row?.ms ?? 0;
  });
}

// One that is just being opened has no name yet, and may not be seen at once.
const CUT_OTHERS = `select count(pg_terminate_backend(pid))::int as count from pg_stat_activity
  where backend_type = 'client backend' and application_name <> 'a test'`;
const CALM = 5;

/**
 * Takes every connection that the server has to give, a gateway's among them. Resolves to what gives them back.
 */
export async function takeEveryConnection(url: string): Promise<() => Promise<void>> {
  const held: Client[] = [];
  const isFull = () =>
    connect(url).then(
      (sql) => {
        held.push(sql);
        return false;
      },
      () => true,
    );
  for (let calm = 0; calm < CALM; ) {
    while (!(await isFull()));
    // A connection that is cut is free for whoever comes first, the gateway or this.
    const [cut] = (await held[0]?.unsafe(CUT_OTHERS)) ?? [];
    calm = cut?.count === 0 ? calm + 1 : 0;
  }
  return async () => {
    await Promise.all(held.map((sql) => sql.end({ timeout: 1 })));
  };
}
