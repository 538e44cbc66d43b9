import { type ConnectionSettings, createDatabase, parseDatabaseUrl } from '../client.ts';
import { applyMigrations, describeMigrations } from '../migrate.ts';
import { CopyError, explainCopying, explainTarget } from './error.ts';
import { isCopyUnfinished } from './marker.ts';
import {
  COPY_SETTINGS,
  type ComparedRange,
  type CopyRange,
  compareRanges,
  countRows,
  planRanges,
  RANGE_SETTINGS,
} from './ranges.ts';
import { copyRange, copyRanges } from './rows.ts';
import { copySequences } from './sequences.ts';
import { type CopySession, type CopySide, inTransaction, openSide, VIEW } from './session.ts';
import { type CopyTable, describeTables } from './tables.ts';
import { claimTarget, leaveTarget, putBack, requireEmpty, setAside } from './target.ts';

/** What a copy is at. */
export type CopyStage = 'comparing' | 'copying' | 'building' | 'verifying';

/** Told how much of a stage is done: in rows, but for indexes and foreign keys that are built, and tables verified. */
export type OnCopyProgress = (stage: CopyStage, done: number, of: number) => void;

/** A table that is the same in both stores by now. */
export interface CopiedTable {
  readonly table: string;
  readonly rows: number;
  /** How many of them came by this run. */
  readonly copied: number;
  /** 16 hexadecimal digits that depend on every value of every row, though not on their order. */
  readonly checksum: string;
}

const AT_ONCE = 2;

/** Where a copy goes. */
export interface CopyTarget {
  /** `postgres://…`, which is never told. */
  readonly url: string;
  /** What the operator knows it by. */
  readonly urlName: string;
}

/**
 * Makes the target what the store at `source` is, with all ids, credentials and counters. The run after one that was
 * killed copies the ranges of rows that are not the same yet. Nobody comes in at the target before all of it is there
 * and verified. Rejects with a `CopyError` where the target may not be written to, or where the source has changed
 * meanwhile; with a `StoreError` where one of the two does not answer, or will not have us.
 */
export async function copyStore(
  source: ConnectionSettings,
  target: CopyTarget,
  onProgress: OnCopyProgress,
): Promise<readonly CopiedTable[]> {
  const [from, to] = [openSide(source), openSide(settingsOf(target))];
  try {
    await to.client.unsafe('select').catch((error: unknown) => {
      throw explainTarget(error, target.urlName);
    });
    return await inTransaction(to, '', async (guard) => {
      await claimTarget(guard);
      return copyTables(from, to, onProgress);
    });
  } catch (error) {
    throw explainCopying(error);
  } finally {
    await Promise.all([from.client.end(), to.client.end()]);
  }
}

function settingsOf({ url, urlName }: CopyTarget): ConnectionSettings {
  try {
    return parseDatabaseUrl(url);
  } catch (error) {
    throw explainTarget(error, urlName);
  }
}

async function copyTables(
  from: CopySide,
  to: CopySide,
  onProgress: OnCopyProgress,
): Promise<readonly CopiedTable[]> {
  const [source, target] = [createDatabase(from.client), createDatabase(to.client)];
  const isBegun = await isCopyUnfinished(target);
  if (!isBegun) {
    await requireEmpty(to.client);
    await applyMigrations(to.client);
  }
  if ((await describeMigrations(source)) !== (await describeMigrations(target)))
    throw new CopyError(
      'The two stores are of different versions: run `diglot migrate` of the newer one on both.',
    );
  const tables = await describeTables(to.client);
  return inTransaction(from, VIEW, async (view) => {
    await view.unsafe(RANGE_SETTINGS);
    const ranges: CopyRange[] = [];
    for (const table of tables) ranges.push(...(await planRanges(view, table)));
    const book = ranges.filter(({ table }) => !table.isDoor);
    const missing = isBegun ? await findDifferent(view, to, book, onProgress) : book;
    if (missing.length > 0) {
      await setAside(
        to,
        tables.filter(({ isDoor }) => !isDoor),
      );
      const onDone = (rows: number, of: number) => onProgress('copying', rows, of);
      await copyRanges(from, to, view, missing, { atOnce: AT_ONCE, onDone });
    }
    await putBack(to, AT_ONCE, (done, of) => onProgress('building', done, of));
    const doors = ranges.filter(({ table }) => table.isDoor);
    return inTransaction(to, '', async (target) => {
      await target.unsafe(COPY_SETTINGS);
      for (const range of doors) await copyRange(view, target, range);
      await target.unsafe(`analyze ${tables.map(({ name }) => name).join()}`);
      const verified = await verify(from, target, tables, onProgress);
      await copySequences(from.client, target, tables);
      await leaveTarget(target);
      return verified.map((table) => summarize(table, [...missing, ...doors]));
    });
  });
}

async function findDifferent(
  view: CopySession,
  to: CopySide,
  ranges: readonly CopyRange[],
  onProgress: OnCopyProgress,
): Promise<readonly CopyRange[]> {
  // In a transaction that has ended, or its locks would be in the way of what comes next.
  const compared = await inTransaction(to, '', async (target) => {
    await target.unsafe(RANGE_SETTINGS);
    return compareRanges(view, target, ranges, (rows, of) => onProgress('comparing', rows, of));
  });
  return compared.filter(({ isSame }) => !isSame).map(({ range }) => range);
}

/** Compares the target with what the source is by now, rather than with what was copied: whole tables, in one go. */
async function verify(
  from: CopySide,
  target: CopySession,
  tables: readonly CopyTable[],
  onProgress: OnCopyProgress,
): Promise<readonly ComparedRange[]> {
  const whole = tables.map((table) => ({ table, where: '', rows: 1 }));
  const compared = await inTransaction(from, VIEW, async (source) => {
    await source.unsafe(COPY_SETTINGS);
    return compareRanges(source, target, whole, (done, of) => onProgress('verifying', done, of));
  });
  const names = compared.filter(({ isSame }) => !isSame).map(({ range }) => range.table.name);
  if (names.length === 0) return compared;
  throw new CopyError(
    `The source changed while it was copied, in ${names.join(', ')}. Stop whoever writes to it, and run the same ` +
      'command again: it copies what differs.',
  );
}

function summarize({ range: { table }, digest }: ComparedRange, copied: readonly CopyRange[]): CopiedTable {
  return {
    table: table.name,
    rows: digest.rows,
    copied: countRows(copied.filter((range) => range.table === table)),
    checksum: BigInt.asUintN(64, digest.sum).toString(16).padStart(16, '0'),
  };
}
