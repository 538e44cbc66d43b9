import type { TransactionSql } from 'postgres';
import type { CopyTable } from './copy-tables.ts';

/** Some rows of a table, or all; the ranges of a table hold whatever may ever be in it. */
export interface CopyRange {
  readonly table: CopyTable;
  /** Empty, or a condition for a statement. */
  readonly where: string;
  /** How many there were when the ranges were made. */
  readonly rows: number;
}

/** How many rows there are, and a sum of their hashes that does not depend on their order. */
export interface Digest {
  readonly rows: number;
  readonly sum: bigint;
}

/** A range that is copied again after a kill; a few seconds of work. */
const RANGE_ROWS = 100_000;

/**
 * What a transaction that reads ranges begins with: ranges are found by their keys, whatever the planner expects of
 * them, and every value has the same text on all servers.
 */
export const RANGE_SETTINGS = `
  set local enable_seqscan = off; set local enable_bitmapscan = off; set local bytea_output = hex;
  set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local idle_in_transaction_session_timeout = 0`;

/** Cuts a table into ranges of about a hundred thousand rows. */
export async function planRanges(view: TransactionSql, table: CopyTable): Promise<readonly CopyRange[]> {
  const { name, rangeBy } = table;
  if (rangeBy.length === 0) {
    const [whole] = await view.unsafe(`select count(*)::int as rows from ${name}`);
    return [{ table, where: '', rows: whole?.rows ?? 0 }];
  }
  const keys = rangeBy.join(', ');
  const literals = rangeBy.map((key) => `quote_literal(${key})`).join(', ');
  const [plan] = await view.unsafe<[{ bounds: readonly [string, number][]; rows: number }]>(`
    select count(*)::int as rows, coalesce(json_agg(json_build_array(concat_ws(', ', ${literals}), reached)
      order by place) filter (where place % ${RANGE_ROWS} = 0), '[]') as bounds
    from (select ${keys}, row_number() over by_key as place, count(*) over by_key as reached
      from ${name} window by_key as (order by ${keys})) as numbered`);
  const ranges: CopyRange[] = [];
  let [after, before]: [string | undefined, number] = [undefined, 0];
  for (const [bound, reached] of plan.bounds) {
    // Of keys that are less than the whole key, many rows may have the same.
    if (bound === after) continue;
    ranges.push({ table, where: between(keys, after, bound), rows: reached - before });
    [after, before] = [bound, reached];
  }
  return [...ranges, { table, where: between(keys, after, undefined), rows: plan.rows - before }];
}

function between(keys: string, after: string | undefined, upTo: string | undefined): string {
  const conditions = [
    ...(after === undefined ? [] : [`(${keys}) > (${after})`]),
    ...(upTo === undefined ? [] : [`(${keys}) <= (${upTo})`]),
  ];
  return conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
}

/** Reads what two stores are compared by. */
async function digestRange(database: TransactionSql, range: CopyRange): Promise<Digest> {
  const { table, where } = range;
  const [row] = await database.unsafe(`
    select count(*)::int as rows,
      coalesce(sum(hashtextextended(row(${table.columns.join(', ')})::text, 0)), 0)::text as sum
    from ${table.name} ${where}`);
  return { rows: row?.rows, sum: BigInt(row?.sum) };
}

/** A range of two stores, and whether it is the same in both. */
export interface ComparedRange {
  readonly range: CopyRange;
  /** Of the source. */
  readonly digest: Digest;
  readonly isSame: boolean;
}

/** Compares ranges of two stores; `onDone` is told how many rows are compared by now. */
export async function compareRanges(
  source: TransactionSql,
  target: TransactionSql,
  ranges: readonly CopyRange[],
  onDone: (rows: number, of: number) => void,
): Promise<readonly ComparedRange[]> {
  const compared: ComparedRange[] = [];
  const total = countRows(ranges);
  let rows = 0;
  for (const range of ranges) {
    const [digest, other] = await Promise.all([digestRange(source, range), digestRange(target, range)]);
    compared.push({ range, digest, isSame: digest.rows === other.rows && digest.sum === other.sum });
    rows += range.rows;
    onDone(rows, total);
  }
  return compared;
}

/** How many rows some ranges had when they were made. */
export function countRows(ranges: readonly CopyRange[]): number {
  return ranges.reduce((sum, { rows }) => sum + rows, 0);
}
