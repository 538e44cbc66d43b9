import type { Readable } from 'node:stream';
import type { Region } from '../../domain/phone.ts';
import { type Source, SourceError } from './records.ts';

export interface CsvOptions {
  /** Read where the path is `-`. */
  readonly stdin: Readable;
  /** `HEADER=FIELD` each, which override what is guessed. */
  readonly map: readonly string[];
  /** Home region of national phone numbers. */
  readonly region: Region;
  /** Told what the person should know: which column became which field, and what was left out. */
  readonly onNote: (message: string) => void;
}

/** A `HEADER=FIELD` that names no column of the file or no field: wrong usage. */
export class ColumnMapError extends SourceError {}

/** Opens a CSV file. Rejects with a `SourceError` where it can't be read, a `ColumnMapError` where `map` is wrong. */
export async function openCsvSource(_path: string, _options: CsvOptions): Promise<Source> {
  throw new SourceError('CSV can not be read yet');
}
