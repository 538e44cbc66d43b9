import { readFileSync, writeFileSync } from 'node:fs';
import { dialects } from '../dialects/index.ts';
import { describeParameters } from '../dialects/kernel/describe.ts';
import type { Dialect } from '../dialects/kernel/dialect.ts';
import type { Endpoint } from '../dialects/kernel/endpoint.ts';
import { pathsOf } from '../dialects/kernel/mount.ts';
import { describeSettings } from '../src/config.ts';
import { lostOfEveryCall, mapOperation } from '../src/migration/mapping/mapping.ts';
import type { Operation } from '../src/migration/mapping/parts.ts';
import {
  describeDemanded,
  describeElsewhere,
  describeEveryCall,
  describeHidden,
  describeLost,
  describeLostOfEveryCall,
} from '../src/migration/mapping/words.ts';
import { findMissingTests } from './cited-tests.ts';

/*
 * Writes the generated parts of the documentation, which stand between `<!-- generated: NAME -->` and
 * `<!-- end -->`. With --check it writes nothing and fails where a part is out of date, or where a page
 * cites a test that does not exist.
 */

const check = process.argv.includes('--check');
const pages = new Map([
  ['docs/operations.md', { settings: settingsTable() }],
  ['docs/migration.md', { mapping: mappingTables(dialects) }],
  ...dialects.map((dialect): [string, Parts] => [
    `docs/dialects/${dialect.name}.md`,
    { operations: operationsTable(dialect), parameters: parametersTable(dialect) },
  ]),
]);

type Parts = Readonly<Record<string, string>>;

let faults = 0;
for (const [file, parts] of pages) {
  const current = readFileSync(file, 'utf8');
  const updated = replaceParts(current, parts);
  if (!check) writeFileSync(file, updated);
  else if (updated !== current) report(`${file} is out of date: run npm run docs`);
  for (const citation of findMissingTests(updated))
    report(`${file} cites a test that is not there: ${citation}`);
}
process.exitCode = faults === 0 ? 0 : 1;

function report(fault: string): void {
  console.error(fault);
  faults += 1;
}

function replaceParts(page: string, parts: Parts): string {
  let replaced = page;
  for (const [name, text] of Object.entries(parts)) {
    const part = new RegExp(`(<!-- generated: ${name} -->\n)[^]*?(<!-- end -->)`);
    if (!part.test(replaced)) throw new Error(`a page has no place for its part "${name}"`);
    replaced = replaced.replace(part, (_, start: string, end: string) => `${start}\n${text}\n${end}`);
  }
  return replaced;
}

function operationsTable(dialect: Dialect): string {
  return table(
    ['Operation', 'Path', 'What it does', 'Source', 'Errors of its own'],
    dialect.endpoints.map((endpoint) => [
      code(endpoint.id),
      pathsOf(dialect, endpoint).map(code).join('<br>'),
      endpoint.summary,
      endpoint.source,
      endpoint.errors.map(code).join(' ') || '–',
    ]),
  );
}

function parametersTable(dialect: Dialect): string {
  const rows = dialect.endpoints.flatMap((endpoint) => parameterRows(dialect, endpoint));
  return table(['Operation', 'Parameter', 'Required', 'What it is'], rows);
}

function parameterRows(dialect: Dialect, endpoint: Endpoint): string[][] {
  const common = new Set([...Object.keys(dialect.common), ...Object.keys(dialect.credential.params)]);
  return describeParameters(dialect, endpoint)
    .filter(({ name }) => !common.has(name) || name in endpoint.params)
    .map(({ name, required, isList, description }) => [
      code(endpoint.id),
      code(name),
      required ? 'yes' : 'no',
      isList ? `${description} May be sent several times.` : description,
    ]);
}

function mappingTables(all: readonly Dialect[]): string {
  const directions = all.flatMap((from) => all.flatMap((to) => (from === to ? [] : [{ from, to }])));
  return directions
    .map(({ from, to }) => `### From ${from.name} to ${to.name}\n\n${mappingTable(from, to)}`)
    .join('\n');
}

function mappingTable(from: Dialect, to: Dialect): string {
  const lost = describeLostOfEveryCall(lostOfEveryCall(from, to), to);
  const everyCall = ['every call', '', '', describeEveryCall(from, to).join('<br>'), lost.join('<br>')];
  const rows = from.endpoints.map((endpoint) => mappingRow({ dialect: from, endpoint }, to));
  const head = ['Call', 'Becomes', 'Parameters', 'What is different', 'What is lost'];
  return table(head, [everyCall, ...rows]);
}

function mappingRow(from: Operation, to: Dialect): string[] {
  const mapping = mapOperation(from, to);
  if (mapping === undefined)
    return [code(from.endpoint.id), `nothing: ${to.name} has no such call`, '', '', ''];
  const { how, pairs, quirks } = mapping;
  return [
    code(from.endpoint.id),
    `${code(mapping.to.endpoint.id)}${how === '' ? '' : `: ${how}`}`,
    pairs.map((pair) => `${code(pair.from.name)} → ${code(pair.to.name)}`).join('<br>'),
    [...describeDemanded(mapping), ...describeElsewhere(mapping), ...quirks.map(({ text }) => text)].join(
      '<br>',
    ),
    [...describeLost(mapping), ...describeHidden(mapping)].join('<br>'),
  ];
}

function settingsTable(): string {
  return table(
    ['Variable', 'Default', 'What it is', 'Accepts'],
    describeSettings().map(({ name, default: text, description, accepts }) => [
      code(name),
      text === undefined ? '–' : code(text),
      description,
      accepts,
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.map(escapeCell).join(' | ')} |`,
  );
  return `${lines.join('\n')}\n`;
}

function escapeCell(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function code(text: string): string {
  return `\`${text}\``;
}
