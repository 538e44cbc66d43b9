import { markCuts } from '../migration/explain/bounded.ts';
import type { Counterpart, Explanation, Told, ToldAnswer } from '../migration/explain/explanation.ts';
import { withoutMarks } from '../migration/mapping/words.ts';
import type { Host } from './host.ts';
import { printColumns, printJson, showText } from './output.ts';

/** Prints what a request is and what it becomes. */
export function printExplanation(host: Host, json: boolean, explanation: Explanation): void {
  if (json) printJson(host, presentExplanation(explanation));
  else printText(host, explanation);
}

function printText(host: Host, explanation: Explanation): void {
  const print = (text = '') => host.stdout.write(`${text}\n`);
  const { dialect, operation, summary, account, method, format, parameters, undeclared, off } = explanation;
  print(`This is ${operation} of ${dialect}: ${summary}`);
  print();
  print(row('Account', account === null ? 'none is needed' : account));
  print(
    row(
      'Sent by',
      format === 'json' ? method : `${method}, to be answered as ${format}, which is shown as JSON here`,
    ),
  );
  for (const [name, value] of parameters) print(row('Parameter', `${name}=${value}`));
  if (undeclared > 0)
    print(row('Besides', `${undeclared} sent that the operation does not declare, and ignores`));
  for (const name of off) print(row('Mind', `${name} is off for this account: calls of it are refused`));
  for (const counterpart of explanation.counterparts) {
    print();
    printCounterpart(host, explanation, counterpart);
  }
}

function printCounterpart(host: Host, { dialect, answer }: Explanation, other: Counterpart): void {
  const print = (text = '') => host.stdout.write(`${text}\n`);
  const own = { head: headOf(dialect, answer), lines: linesOf(answer) };
  if (other.operation === null) {
    print(`In ${other.dialect} there is nothing like it.`);
    print();
    printColumns(host, [own]);
    return;
  }
  const how = other.how === '' ? '' : `: ${withoutMarks(other.how)}`;
  print(`In ${other.dialect} it is ${other.operation}${how}.`);
  for (const { curl } of other.requests) print(`\n${indent(curl)}`);
  print();
  printColumns(host, [own, ...other.requests.map((told, index) => column(other, told, index))]);
  printSentences(print, 'What would be lost', other.lost);
  printSentences(print, 'What is lacking', other.demanded);
  printSentences(print, 'What another answer shows', other.elsewhere);
  printSentences(print, 'What else is different', other.differences);
}

function column({ dialect, requests }: Counterpart, { answer }: Told, index: number) {
  const count = requests.length > 1 ? ` (${index + 1} of ${requests.length})` : '';
  return { head: `${headOf(dialect, answer)}${count}`, lines: linesOf(answer) };
}

function headOf(dialect: string, { live }: ToldAnswer): string {
  return live ? `${dialect} answers:` : `${dialect} answers, by the documented example:`;
}

function linesOf(answer: ToldAnswer): readonly string[] {
  return JSON.stringify(markCuts(answer), null, 2).split('\n');
}

function printSentences(print: (text?: string) => void, head: string, sentences: readonly string[]): void {
  if (sentences.length === 0) return;
  print();
  print(`${head}:`);
  for (const sentence of sentences) print(`  ${showText(withoutMarks(sentence))}`);
}

function row(head: string, text: string): string {
  return `  ${head.padEnd(10)} ${showText(text)}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

function presentExplanation({ parameters, counterparts, ...rest }: Explanation) {
  return {
    ...rest,
    parameters: parameters.map(present),
    counterparts: counterparts.map((other) => ({
      ...other,
      requests: other.requests.map((told) => ({ ...told, parameters: told.parameters.map(present) })),
      lost: other.lost.map(withoutMarks),
      demanded: other.demanded.map(withoutMarks),
      elsewhere: other.elsewhere.map(withoutMarks),
      differences: other.differences.map(withoutMarks),
    })),
  };
}

function present([name, value]: readonly [string, string]) {
  return { name, value };
}
