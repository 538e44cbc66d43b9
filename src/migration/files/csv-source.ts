import type { Readable } from 'node:stream';
import type { ContactDraft } from '../../../domain/contact.ts';
import type { Region } from '../../../domain/phone.ts';
import type { Source } from '../records.ts';
import { sortColumns } from './csv-cells.ts';
import { type CsvColumn, chooseColumns, describeColumns } from './csv-columns.ts';
import { createReadRow, fieldsShown } from './csv-record.ts';
import { type CsvTable, openCsvTable } from './csv-rows.ts';
import { openInputFile } from './input-file.ts';
import { createLosses } from './losses.ts';

export interface CsvOptions {
  /** Read where the path is `-`. */
  readonly stdin: Readable;
  /** `HEADER=FIELD` each, which override what is guessed. */
  readonly map: readonly string[];
  /** Home region of national phone numbers. */
  readonly region: Region;
  /** Told what the person should know, with texts of the file: which column became which field, what is left out. */
  readonly onNote: (message: string) => void;
}

const FIELDS: readonly (keyof ContactDraft)[] = [
  ...(['name', 'email', 'phone', 'street', 'zipcode', 'birthdaySeconds', 'sex'] as const),
];

/** Opens a CSV file. Rejects with a `SourceError` where it can't be read, a `SourceUsageError` where `map` is wrong. */
export async function openCsvSource(path: string, options: CsvOptions): Promise<Source> {
  const { stdin, map, region, onNote } = options;
  const file = await openInputFile(path, stdin);
  let table: CsvTable | undefined;
  let isNew = true;
  const close = async () => {
    await table?.close();
    await file.close();
  };
  try {
    table = await openCsvTable(file);
    const { header } = table;
    const chosen = chooseColumns(header, map);
    for (const message of describe(file.title, table, chosen)) onNote(message);
    const columns = sortColumns(chosen);
    const shown = fieldsShown(columns);
    return {
      name: 'csv',
      title: file.title,
      notShown: FIELDS.filter((field) => !shown.has(field)),
      total: () => ({ unit: 'bytes', count: file.bytes }),
      done: file.done,
      read: async function* () {
        const losses = createLosses();
        const readRow = createReadRow(columns, header.length, region, losses);
        if (!isNew || table === undefined) table = await openCsvTable(file);
        isNew = false;
        for await (const row of table.rows) for (const record of readRow(row)) yield record;
        losses.tell(onNote);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const SEPARATOR_NAMES: ReadonlyMap<string, string> = new Map([['\t', 'tabs']]);

function describe(
  title: string,
  { encoding, separator }: CsvTable,
  columns: readonly CsvColumn[],
): readonly string[] {
  const separated = SEPARATOR_NAMES.get(separator) ?? `"${separator}"`;
  return [`"${title}" is read as ${encoding}, separated by ${separated}.`, ...describeColumns(columns)];
}
