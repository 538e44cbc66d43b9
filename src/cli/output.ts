import Table from 'cli-table3';
import type { Host } from './host.ts';

/** A value as the program prints it. */
export type Cell = string | number | boolean | Date | null;

/** One thing to print: its keys are what programs read, in this order. */
export type Row = Readonly<Record<string, Cell | object>>;

/** Heads of the columns for people, by key; a key without a head is for programs only, as is what is no cell. */
export type Heads<R extends Row> = {
  readonly [Key in keyof R as R[Key] extends Cell ? Key : never]?: string;
};

// C1 controls and line separators are legal in JSON, but a terminal may obey them.
const UNSAFE_IN_JSON = /[\u007f-\u009f\u2028\u2029]/g;
// Controls, and the invisible marks that reorder or hide what stands around them.
const UNSAFE_IN_TEXT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Prints rows under their heads, or as a JSON array. */
export function printRows<R extends Row>(
  host: Host,
  json: boolean,
  rows: readonly R[],
  heads: Heads<R>,
): void {
  const columns = Object.entries<string | undefined>(heads);
  const lines = rows.map((row) => columns.map(([key]) => formatCell(row[key] as Cell)));
  if (json) printJson(host, rows);
  else printTable(host, [columns.map(([, head]) => head ?? ''), ...lines]);
}

/** Prints one row with a line for each column, or as a JSON object. */
export function printRow<R extends Row>(host: Host, json: boolean, row: R, heads: Heads<R>): void {
  const columns = Object.entries<string | undefined>(heads);
  const lines = columns.map(([key, head]) => [head ?? '', formatCell(row[key] as Cell)]);
  if (json) printJson(host, row);
  else printTable(host, lines);
}

/** Prints any value as JSON, dates as ISO 8601. */
export function printJson(host: Host, value: unknown): void {
  const text = JSON.stringify(value, null, 2).replace(UNSAFE_IN_JSON, escapeCharacter);
  host.stdout.write(`${text}\n`);
}

/** Makes a text fit to be shown: what could steer a terminal is written as an escape. */
export function showText(text: string): string {
  return text.replace(UNSAFE_IN_TEXT, escapeCharacter);
}

function formatCell(cell: Cell): string {
  if (cell === null) return '-';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  if (cell instanceof Date) return cell.toISOString().replace(/\.\d+Z$/, 'Z');
  return showText(String(cell));
}

function escapeCharacter(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}

/** Prints texts of several lines beside each other, under their heads. */
export function printColumns(
  host: Host,
  columns: readonly { readonly head: string; readonly lines: readonly string[] }[],
): void {
  const shown = columns.map(({ head, lines }) => [head, ...lines].map(showText));
  const height = Math.max(...shown.map((lines) => lines.length));
  // A row for each line: a cell of many lines takes the table ever longer.
  const rows = Array.from({ length: height }, (_, index) => shown.map((lines) => lines[index] ?? ''));
  printTable(host, rows);
}

function printTable(host: Host, lines: readonly (readonly string[])[]): void {
  const table = new Table({
    chars: Object.fromEntries(BORDERS.map((place) => [place, ''])),
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [], compact: true },
  });
  table.push(...lines.map((line) => [...line]));
  host.stdout.write(`${table.toString().replaceAll(/ +$/gm, '')}\n`);
}

const BORDERS = [
  ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
  ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
];
