import { SourceUsageError } from '../records.ts';
import { CONTACT_COLUMNS, REJECT_COLUMNS } from './contact-columns.ts';
import { CSV_FIELDS, type CsvField, foldHeader, guessField } from './csv-headers.ts';

/** A column of a file, and what becomes of it. */
export interface CsvColumn {
  readonly header: string;
  readonly index: number;
  /** Undefined where it is left out. */
  readonly field: CsvField | undefined;
  /** True where the header is the name of one of our own columns, so that its cells are read as we write them. */
  readonly own: boolean;
  readonly rank: number;
}

/** Left out, in a `HEADER=FIELD`. */
const NOTHING = '-';

/**
 * Says what each column of a file holds: by the map's `HEADER=FIELD`s, by our own names, or by a guess. Throws a
 * `SourceUsageError` where the map names no column or field, or no column tells whom a row is about.
 */
export function chooseColumns(headers: readonly string[], map: readonly string[]): readonly CsvColumn[] {
  const mapped = new Map(map.flatMap((entry, rank) => readMapping(entry, rank, headers)));
  const mappedFields = new Set([...mapped.values()].map(({ field }) => field));
  const columns = headers.map((header, index): CsvColumn => {
    const own = isOwn(header);
    const chosen = mapped.get(index);
    if (chosen !== undefined) return { header, index, own, ...chosen };
    const guess = own ? { field: header, rank: -1 } : guessField(header);
    // Whoever says where a field is says by that where it is not.
    const field = guess === undefined || mappedFields.has(guess.field) ? undefined : guess.field;
    return { header, index, own, field, rank: guess?.rank ?? 0 };
  });
  if (columns.every(({ field }) => !isNaming(field))) {
    throw new SourceUsageError(
      `No column tells whom a row is about. The columns are: ${quoteAll(headers)}. Say what they hold, as in --map "${headers.find((header) => header !== '') ?? 'Who'}=name".`,
    );
  }
  return columns;
}

const NAMING_FIELDS = ['name', 'first_name', 'last_name', 'company', 'email', 'phone', 'msisdn', 'groups'];

function isNaming(field: CsvField | undefined): boolean {
  return field !== undefined && NAMING_FIELDS.includes(field);
}

function isOwn(header: string): header is CsvField {
  return (CONTACT_COLUMNS as readonly string[]).includes(header);
}

type Mapping = readonly [number, Pick<CsvColumn, 'field' | 'rank'>];

function readMapping(entry: string, rank: number, headers: readonly string[]): readonly Mapping[] {
  const equals = entry.lastIndexOf('=');
  const [header, name] = [entry.slice(0, Math.max(equals, 0)), entry.slice(equals + 1).trim()];
  const field = CSV_FIELDS.find((candidate) => candidate === name);
  if (equals < 0 || (field === undefined && name !== NOTHING)) {
    throw new SourceUsageError(
      `--map "${entry}" names no field. Write HEADER=FIELD; the fields are ${CSV_FIELDS.join(', ')}, or ${NOTHING} to leave a column out.`,
    );
  }
  const meant = headers.flatMap((candidate, index) => (candidate === header ? [index] : []));
  const alike = headers.flatMap((candidate, index) =>
    foldHeader(candidate) === foldHeader(header) ? [index] : [],
  );
  const indexes = meant.length > 0 ? meant : alike;
  if (indexes.length === 0) {
    throw new SourceUsageError(`--map "${entry}" names no column. The columns are: ${quoteAll(headers)}.`);
  }
  // Before all guesses, in the order in which they are given.
  return indexes.map((index) => [index, { field, rank: rank - MAP_RANKS }] as const);
}

const MAP_RANKS = 1_000_000;

/** Sentences for people: which column became which field, where its name does not say so, and which are left out. */
export function describeColumns(columns: readonly CsvColumn[]): readonly string[] {
  const taken = columns.flatMap(({ header, field }) =>
    field === undefined || field === header ? [] : [`"${header}" as ${field}`],
  );
  const left = columns.flatMap(({ header, field }) =>
    field === undefined && header !== '' && !isRejectColumn(header) ? [header] : [],
  );
  return [
    ...(taken.length === 0 ? [] : [`Columns taken: ${taken.join(', ')}.`]),
    ...(left.length === 0 ? [] : [`Columns left out: ${quoteAll(left)}.`]),
  ];
}

function isRejectColumn(header: string): boolean {
  return (REJECT_COLUMNS as readonly string[]).includes(header);
}

function quoteAll(headers: readonly string[]): string {
  return headers.map((header) => `"${header}"`).join(', ');
}
