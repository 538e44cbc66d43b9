import type { ContactDraft } from '../../../domain/contact.ts';
import type { Region } from '../../../domain/phone.ts';
import { isBlank } from '../../../domain/text.ts';
import type { SourceRecord } from '../records.ts';
import { type GroupMention, readCell } from './contact-columns.ts';
import { besides, type ColumnsByField, type Taken, takeFirst } from './csv-cells.ts';
import {
  type PhoneCells,
  readBirthdayCell,
  readGroupsCell,
  readIdCell,
  readPhoneCells,
  readSexCell,
} from './csv-fields.ts';
import type { CsvField } from './csv-headers.ts';
import type { CsvRow } from './csv-rows.ts';
import { createFaults, type OnFault } from './faults.ts';
import type { Losses } from './losses.ts';
import { createKeyOfContent, createMentionedGroups, identityOf } from './source-keys.ts';

const FIELDS_OF_COLUMNS: Readonly<Partial<Record<CsvField, keyof ContactDraft>>> = {
  email: 'email',
  phone: 'phone',
  msisdn: 'phone',
  phone_text: 'phone',
  street: 'street',
  zipcode: 'zipcode',
  birthday: 'birthdaySeconds',
  sex: 'sex',
};

/** The fields of a contact that these columns tell of. */
export function fieldsShown(columns: ColumnsByField): ReadonlySet<keyof ContactDraft> {
  return new Set([
    'name',
    ...[...columns.keys()].flatMap((field) => FIELDS_OF_COLUMNS[field] ?? []),
  ] as const);
}

/** What the cells of one row say. */
interface RowText {
  /** Without blanks around it; empty where the row does not say. */
  trimmed(field: CsvField): string;
  take(field: CsvField): Taken;
  /** The postal code of the address that this street belongs to. */
  zipcodeOf(street: Taken): string;
}

/** Makes the reader of a file's rows: each becomes its contact, after the groups that are new in it. */
export function createReadRow(
  columns: ColumnsByField,
  columnCount: number,
  region: Region,
  losses: Losses,
): (row: CsvRow) => readonly SourceRecord[] {
  const shown = fieldsShown(columns);
  const keyOfContent = createKeyOfContent();
  const mentioned = createMentionedGroups();
  const groupColumns = columns.get('groups');
  const otherColumns = [...columns.values()].flat().filter(({ field }) => field !== 'groups');

  const readGroups = (cells: readonly string[]): readonly GroupMention[] =>
    (groupColumns ?? []).flatMap(({ index, own }) => readGroupsCell(readCell(cells[index] ?? ''), own));

  return ({ cells, line }) => {
    const place = `line ${line}`;
    const groups = readGroups(cells);
    const { added, keys } = mentioned.take(groups, place);
    if (keys.length > 0 && otherColumns.every(({ index }) => isBlank(cells[index] ?? ''))) return added;
    const { faults, onFault } = createFaults();
    checkLength(cells, columnCount, onFault);
    const row = readText(columns, cells, place, losses);
    const fields = readFields(row, region, onFault, () =>
      losses.note('A sex other than male and female has no place here and is left out', place),
    );
    const known = {
      id: readIdCell(row.trimmed('id'), onFault),
      textId: row.take('text_id').text || undefined,
    };
    const contentKey = () => keyOfContent(faults.length > 0 ? cells.join('\0') : contentOf(fields, keys));
    const identity = identityOf(known, contentKey);
    const contact = { kind: 'contact', place, identity, faults, fields: pick(fields, shown) } as const;
    return [...added, groupColumns === undefined ? contact : { ...contact, groups: keys }];
  };
}

/** Separators at the end of a row are of no importance, but what stands behind them is. */
function checkLength(cells: readonly string[], count: number, onFault: OnFault): void {
  const more = cells.length > count && cells.slice(count).some((cell) => !isBlank(cell));
  if (cells.length >= count && !more) return;
  onFault('name', `stands in a row of ${cells.length} cells, while the header has ${count}`, cells[0] ?? '');
}

function readText(columns: ColumnsByField, cells: readonly string[], place: string, losses: Losses): RowText {
  const take = (field: CsvField) =>
    takeFirst(cells, columns.get(field), () =>
      losses.note(`Of several values for ${field} in a row the first is taken`, place),
    );
  return {
    take,
    trimmed: (field) => take(field).text.trim(),
    zipcodeOf: (street) => takeFirst(cells, besides(columns.get('zipcode'), street)).text,
  };
}

type ReadFields = { readonly [Key in keyof ContactDraft]?: ContactDraft[Key] | undefined };

function readFields(row: RowText, region: Region, onFault: OnFault, onOtherSex: () => void) {
  const phone = {
    msisdn: row.trimmed('msisdn'),
    dialcode: row.trimmed('dialcode'),
    phoneText: row.take('phone_text').text,
    phone: row.trimmed('phone'),
  };
  const email = row.trimmed('email');
  const street = row.take('street');
  const birthday = row.take('birthday');
  return {
    name: readName(row, email, phone, onFault),
    email: email || null,
    phone: readPhoneCells(phone, region, onFault),
    street: street.text || null,
    zipcode: row.zipcodeOf(street) || null,
    birthdaySeconds: readBirthdayCell(birthday.text.trim(), birthday.column?.own === true, onFault),
    sex: readSexCell(row.trimmed('sex'), onFault, onOtherSex),
  } satisfies ReadFields;
}

/** A person without a name goes by what else tells whom a row is about. */
function readName(row: RowText, email: string, phone: PhoneCells, onFault: OnFault): string | undefined {
  const parts = () => [row.trimmed('first_name'), row.trimmed('middle_name'), row.trimmed('last_name')];
  const name =
    row.take('name').text ||
    parts()
      .filter((part) => part !== '')
      .join(' ') ||
    row.trimmed('company') ||
    email ||
    phone.phone ||
    phone.msisdn ||
    phone.phoneText;
  return name === '' ? onFault('name', 'is missing', '') : name;
}

/** What is said of a contact, however its file is laid out. No text of it has a U+0000. */
function contentOf({ phone, ...fields }: ReadFields, groups: readonly string[]): string {
  const number = phone && 'msisdn' in phone ? phone.msisdn : phone?.text;
  const { name, email, street, zipcode, birthdaySeconds, sex } = fields;
  return [name, email, number, street, zipcode, birthdaySeconds, sex, ...groups].join('\0');
}

function pick(fields: ReadFields, shown: ReadonlySet<keyof ContactDraft>): Partial<ContactDraft> {
  const picked: Record<string, unknown> = {};
  for (const key of shown) if (fields[key] !== undefined) picked[key] = fields[key];
  return picked;
}
