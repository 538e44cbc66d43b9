import { isBlank } from '../../../domain/text.ts';
import { readCell } from './contact-columns.ts';
import type { CsvColumn } from './csv-columns.ts';
import type { CsvField } from './csv-headers.ts';

/** The columns of each field, the one that is read first in front. */
export type ColumnsByField = ReadonlyMap<CsvField, readonly CsvColumn[]>;

/** Sorts the columns of a file by what they hold. */
export function sortColumns(columns: readonly CsvColumn[]): ColumnsByField {
  const sorted = columns.toSorted((one, other) => one.rank - other.rank || one.index - other.index);
  const byField = new Map<CsvField, CsvColumn[]>();
  for (const column of sorted) {
    if (column.field === undefined) continue;
    byField.set(column.field, [...(byField.get(column.field) ?? []), column]);
  }
  return byField;
}

/** What a row says of a field. */
export interface Taken {
  readonly text: string;
  /** Undefined where none of the columns says anything. */
  readonly column: CsvColumn | undefined;
}

const NOTHING: Taken = { text: '', column: undefined };
// Between the values of one cell, in the exports of Google.
const BETWEEN_VALUES = / *::: */;

/** The first of the columns in which a row says anything; `onMore` is told where another says something else. */
export function takeFirst(
  cells: readonly string[],
  columns: readonly CsvColumn[] = [],
  onMore: () => void = () => {},
): Taken {
  let taken = NOTHING;
  for (const column of columns) {
    const text = cells[column.index] ?? '';
    if (isBlank(text) || text === taken.text) continue;
    if (taken.column !== undefined) {
      onMore();
      break;
    }
    taken = { text: readCell(text), column };
  }
  if (taken.column === undefined || taken.column.own || !taken.text.includes(':::')) return taken;
  const [first = '', ...others] = taken.text.split(BETWEEN_VALUES).filter((text) => !isBlank(text));
  if (others.length > 0) onMore();
  return { ...taken, text: first };
}

/** Those of the columns that belong to the same address as another; all where none does. */
export function besides(columns: readonly CsvColumn[] = [], { column }: Taken): readonly CsvColumn[] {
  const same = columns.filter(({ rank }) => rank === column?.rank);
  return same.length > 0 ? same : columns;
}
