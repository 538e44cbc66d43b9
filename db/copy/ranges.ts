import type { CopySession } from './session.ts';
import type { CopyTable } from './tables.ts';

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

/** A copy's transactions begin with this: a time has the same text on both sides, and a long wait is no fault. */
export const COPY_SETTINGS = `set local datestyle = 'ISO, YMD'; set local idle_in_transaction_session_timeout = 0`;

/** Those that go by ranges find them by their keys, whatever the planner expects of them. */
export const RANGE_SETTINGS = `${COPY_SETTINGS}; set local enable_seqscan = off; set local enable_bitmapscan = off`;

/** Cuts a table into ranges of about a hundred thousand rows. */
export async function planRanges(view: CopySession, table: CopyTable): Promise<readonly CopyRange[]> {
  const { name, rangeBy } = table;
  const keys = rangeBy.join(', ');
  const literals = rangeBy.map((key) => `quote_literal(${key})`).join(', ');
  const ranges: CopyRange[] = [];
  for (let after: string | undefined; ; ) {
    // Of keys that are less than the whole key many rows may have the same: their range is as long as it must be.
    const [next] =
      rangeBy.length === 0
        ? []
        : await view.unsafe(`
            select concat_ws(', ', ${literals}) as bound
            from (select ${keys} from ${name} ${between(keys, after, undefined)}
              order by ${keys} offset ${RANGE_ROWS - 1} limit 1) as last`);
    const where = between(keys, after, next?.bound);
    const [counted] = await view.unsafe(`select count(*)::int as rows from ${name} ${where}`);
    ranges.push({ table, where, rows: counted?.rows });
    if (next === undefined) return ranges;
    after = next.bound;
  }
}

function between(keys: string, after: string | undefined, upTo: string | undefined): string {
  const conditions = [
    ...(after === undefined ? [] : [`(${keys}) > (${after})`]),
    ...(upTo === undefined ? [] : [`(${keys}) <= (${upTo})`]),
  ];
  return conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
}

/** What two stores are compared by. */
async function digestRange(database: CopySession, { table, where }: CopyRange): Promise<Digest> {
  const [row] = await database.unsafe(`
    select count(*)::int as rows,
      coalesce(sum(hash_record_extended(row(${table.hashed.join(', ')}), 0)), 0)::text as sum
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
  source: CopySession,
  target: CopySession,
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
