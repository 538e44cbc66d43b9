import { pipeline } from 'node:stream/promises';
import { rejectLate } from '../driver-faults.ts';
import { type CopyRange, countRows, RANGE_SETTINGS } from './ranges.ts';
import { type CopySession, type CopySide, inTransaction, shareOut, VIEW } from './session.ts';

/**
 * Makes a range of the target what it is in the source. After a failure neither connection can be used.
 */
export async function copyRange(view: CopySession, target: CopySession, range: CopyRange): Promise<void> {
  const { table, where } = range;
  const columns = table.columns.join(', ');
  await target.unsafe(`delete from ${table.name} ${where}`);
  const writing = target.unsafe(`copy ${table.name} (${columns}) from stdin`);
  const writer = await writing.writable();
  const failed = rejectLate(writing);
  const reader = await view
    .unsafe(`copy (select ${columns} from ${table.name} ${where}) to stdout`)
    .readable();
  await Promise.race([pipeline(reader, sendTogether, writer), failed]);
  // The driver stops reading where its stream is full, and would not begin again once that has ended.
  reader._read(0);
}

/** The driver hands over each row by itself: those that are there by now are read, and sent, as one. */
async function* sendTogether(rows: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  yield* rows;
}

/** Copies ranges as `view` has them, several at once, each in a transaction of its own. */
export async function copyRanges(
  source: CopySide,
  target: CopySide,
  view: CopySession,
  ranges: readonly CopyRange[],
  { atOnce, onDone }: { readonly atOnce: number; readonly onDone: (rows: number, of: number) => void },
): Promise<void> {
  const [exported] = await view.unsafe('select pg_export_snapshot() as id');
  const total = countRows(ranges);
  let rows = 0;
  await shareOut(ranges, atOnce, (take) =>
    inTransaction(source, VIEW, async (sameView) => {
      await sameView.unsafe(`set transaction snapshot '${exported?.id}'; ${RANGE_SETTINGS}`);
      for (let range = take(); range !== undefined; range = take()) {
        const next = range;
        await inTransaction(target, '', (into) => copyRange(sameView, into, next));
        rows += next.rows;
        onDone(rows, total);
      }
    }),
  );
}
