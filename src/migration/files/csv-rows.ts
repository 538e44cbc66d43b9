import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { SourceError } from '../records.ts';
import { detectEncoding, type Encoding, type InputFile, readUtf8 } from './input-file.ts';

/** A row of a file that has something in it. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** The number of the line on which it begins. */
  readonly line: number;
}

/** A CSV file whose first row has been read. */
export interface CsvTable {
  readonly encoding: Encoding;
  readonly separator: string;
  readonly header: readonly string[];
  /** The rows after the header; may be read once. Rejects with a `SourceError`. */
  readonly rows: AsyncIterable<CsvRow>;
  /** Ends the reading. Never rejects. */
  close(): Promise<void>;
}

const SEPARATORS = [',', ';', '\t', '|'] as const;
// Excel says by such a line which separator follows, and does not show it.
const SEPARATOR_LINE = /^"?sep=(.)"?(?:\r\n|\n|\r)/i;
const MAX_ROW_CHARACTERS = 1_000_000;
const LINE_END = /\r\n|\n|\r/g;

/** Begins to read a table. Rejects with a `SourceError` where there is none. */
export async function openCsvTable(file: InputFile): Promise<CsvTable> {
  const encoding = await detectEncoding(file);
  const chunks = readUtf8(file, encoding);
  const start = (await chunks.next()).value ?? Buffer.alloc(0);
  const text = start.toString('utf8');
  const separatorLine = SEPARATOR_LINE.exec(text);
  const separator = separatorLine?.[1] ?? findSeparator(text);
  const skipped = separatorLine?.[0] ?? '';
  const first = start.subarray(Buffer.byteLength(skipped));
  const rows = readRows(file.title, first, chunks, separator, skipped === '' ? 1 : 2);
  const header = await rows.next();
  if (header.done)
    throw new SourceError(`"${file.title}" is empty: its first line should tell what the columns hold.`);
  const close = async () => {
    await rows.return(undefined).catch(() => undefined);
    await chunks.return(undefined).catch(() => undefined);
  };
  return { encoding, separator, header: header.value.cells.map((cell) => cell.trim()), rows, close };
}

/** The separator that the first row has most of; what stands in quotes separates nothing. */
function findSeparator(text: string): string {
  const [row = ''] = text
    .replace(/"[^"]*"/g, '')
    .trimStart()
    .split(/[\r\n]/, 1);
  const count = (separator: string) => row.split(separator).length;
  return SEPARATORS.reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

async function* readRows(
  title: string,
  first: Buffer,
  rest: AsyncIterable<Buffer>,
  separator: string,
  firstLine: number,
): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter: separator,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAX_ROW_CHARACTERS,
  });
  const input = Readable.from(joined(first, rest), { objectMode: false });
  // Whoever reads the rows is told of what goes wrong.
  pipeline(input, parser, () => undefined);
  let line = firstLine;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (cells.some((cell) => cell.trim() !== '')) yield { cells, line };
      line += 1 + countLineEnds(cells);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SourceError(`"${title}" cannot be read further: the row at line ${line} ${explain(error)}.`);
  }
}

async function* joined(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

function explain({ code }: CsvError): string {
  return code === 'CSV_MAX_RECORD_SIZE' || code === 'CSV_QUOTE_NOT_CLOSED'
    ? 'has a quotation mark that is never closed'
    : `is no CSV (${code})`;
}

function countLineEnds(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    if (cell.includes('\n') || cell.includes('\r')) count += cell.match(LINE_END)?.length ?? 0;
  }
  return count;
}
