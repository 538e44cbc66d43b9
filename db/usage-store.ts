import { and, asc, eq, gte, lt, sql, sum } from 'drizzle-orm';
import { CLIENTS_A_DAY, NO_CLIENT, OTHER_CLIENTS, type UsageStore } from '../domain/usage.ts';
import type { Database } from './client.ts';
import { attempt } from './errors.ts';
import type { Queue } from './queue.ts';
import { account, usage } from './schema.ts';

/** Who calls what: rarely written and rarely read, so nothing of it is prepared. */
export function createUsageStore(db: Database, queue: Queue): UsageStore {
  return {
    addUsage: async (counts) => {
      const given = counts.map((count) => ({ ...count, lastUsedAt: count.lastUsedAt.toISOString() }));
      await queue.run(() => db.execute(addCounts(JSON.stringify(given))));
    },
    listUsage: ({ accountId, dialect, sinceDay }) =>
      attempt(() =>
        db
          .select({
            accountId: usage.accountId,
            userName: account.userName,
            dialect: usage.dialect,
            operation: usage.operation,
            client: usage.client,
            calls: sum(usage.calls).mapWith(Number),
            refusals: sum(usage.refusals).mapWith(Number),
            undeclared: sum(usage.undeclared).mapWith(Number),
            lastUsedAt: sql`max(${usage.lastUsedAt})`.mapWith(usage.lastUsedAt),
          })
          .from(usage)
          .innerJoin(account, eq(account.id, usage.accountId))
          .where(
            and(
              accountId === undefined ? undefined : eq(usage.accountId, accountId),
              dialect === undefined ? undefined : eq(usage.dialect, dialect),
              sinceDay === undefined ? undefined : gte(usage.day, sinceDay),
            ),
          )
          .groupBy(usage.accountId, account.userName, usage.dialect, usage.operation, usage.client)
          .orderBy(asc(usage.accountId), usage.dialect, usage.operation, usage.client),
      ),
    removeUsageBefore: (day) =>
      attempt(async () => {
        const removed = await db.delete(usage).where(lt(usage.day, day)).returning({ day: usage.day });
        return removed.length;
      }),
  };
}

/*
 * One statement, so that a client is new or known to it as a whole. Rows are written in the order of their keys:
 * two that write the same ones never wait for each other.
 */
function addCounts(given: string) {
  return sql`
    with given as (
      select given.* from json_to_recordset(${given}::json) as given (
        "accountId" bigint, day date, dialect text, operation text, client text,
        calls bigint, refusals bigint, undeclared bigint, "lastUsedAt" timestamptz
      )
      join account on account.id = given."accountId"
    ), known as (
      select distinct account_id, day, client from usage
      where (account_id, day) in (select "accountId", day from given) and client not in (${NO_CLIENT}, ${OTHER_CLIENTS})
    ), placed as (
      select "accountId", day, client,
        row_number() over (partition by "accountId", day order by client) + (
          select count(*) from known where known.account_id = given."accountId" and known.day = given.day
        ) as place
      from (select distinct "accountId", day, client from given) as given
      where client not in (${NO_CLIENT}, ${OTHER_CLIENTS})
        and ("accountId", day, client) not in (select account_id, day, client from known)
    ), told as (
      select "accountId", day, dialect, operation,
        case when place > ${CLIENTS_A_DAY} then ${OTHER_CLIENTS} else client end as client,
        calls, refusals, undeclared, "lastUsedAt"
      from given left join placed using ("accountId", day, client)
    )
    insert into usage (account_id, day, dialect, operation, client, calls, refusals, undeclared, last_used_at)
    select "accountId", day, dialect, operation, client,
      sum(calls), sum(refusals), sum(undeclared), max("lastUsedAt")
    from told group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
    on conflict (account_id, day, dialect, operation, client) do update set
      calls = usage.calls + excluded.calls,
      refusals = usage.refusals + excluded.refusals,
      undeclared = usage.undeclared + excluded.undeclared,
      last_used_at = greatest(usage.last_used_at, excluded.last_used_at)`;
}
