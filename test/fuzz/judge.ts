import type { Captures, Expected } from './expected.ts';
import { findDifference, isHole } from './expected.ts';
import type { HttpAnswer } from './http-answer.ts';
import { findXmlDifference, readDocument } from './xml-content.ts';

/** How an answer must be written. */
export type Wanted =
  | { readonly format: 'json' | 'xml' }
  | { readonly format: 'jsonp'; readonly callback: string };

/** An answer that would do. */
export interface Verdict {
  readonly status: number;
  readonly body: Expected;
}

const TYPES = {
  json: 'application/json; charset=utf-8',
  jsonp: 'application/javascript; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
} as const;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What an answer was found to be: one of the verdicts, with what its holes were filled with. */
export interface Judged<V extends Verdict> {
  readonly verdict: V;
  readonly captures: Captures;
}

/** Finds the verdict that an answer is. Throws what is wrong with it where it is none of them. */
export function judgeAnswer<V extends Verdict>(
  answer: HttpAnswer,
  wanted: Wanted,
  verdicts: readonly V[],
  isHead = false,
): Judged<V> {
  judgeStatus(answer.status);
  judgeHeaders(answer, wanted);
  const content = isHead ? undefined : readContent(answer.body, wanted);
  const problems: string[] = [];
  for (const verdict of verdicts) {
    if (verdict.status !== answer.status) {
      problems.push(`the status is ${answer.status}, not ${verdict.status}`);
      continue;
    }
    const captures: Captures = new Map();
    const problem = content?.(verdict.body, captures);
    if (problem === undefined) return { verdict, captures };
    problems.push(problem);
  }
  throw new Error([...new Set(problems)].join('; or ') || 'no answer would have done');
}

const STATUSES = new Set([200, 400, 404, 405, 408, 413, 417, 429, 431]);

/** Throws where a status is none that the contract has, every fault of the server's own included. */
export function judgeStatus(status: number): void {
  if (!STATUSES.has(status)) throw new Error(`the status is ${status}`);
}

function judgeHeaders({ headers }: HttpAnswer, { format }: Wanted): void {
  const expected = {
    'content-type': TYPES[format],
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  for (const [name, value] of Object.entries(expected)) {
    const found = headers.get(name)?.join(', ');
    if (found !== value) throw new Error(`${name} is ${found}, not ${value}`);
  }
  const ids = headers.get('x-request-id') ?? [];
  if (ids.length !== 1 || !UUID.test(ids[0] ?? '')) throw new Error(`x-request-id is ${ids.join(', ')}`);
}

type Compare = (expected: Expected, captures: Captures) => string | undefined;

function readContent(body: Buffer, wanted: Wanted): Compare {
  const text = utf8.decode(body);
  if (wanted.format === 'xml') {
    const root = readDocument(text);
    return (expected, captures) => findXmlDifference(expected, root, captures);
  }
  const json = wanted.format === 'jsonp' ? unwrap(text, wanted.callback) : text;
  const value: unknown = JSON.parse(json);
  return (expected, captures) =>
    findDifference(expected, value, captures) ?? findRespelling(json, value, expected);
}

/** JSON that says the same in other words would upset clients that look for a text in it. */
function findRespelling(json: string, value: unknown, expected: Expected): string | undefined {
  if (isHole(expected)) return undefined;
  const plain = JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  const same = json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029') === plain;
  return same ? undefined : `the JSON has duplicate keys or odd spelling: ${json.slice(0, 300)}`;
}

function unwrap(text: string, callback: string): string {
  const [before, after] = [`/**/${callback}(`, ');'];
  if (!text.startsWith(before) || !text.endsWith(after))
    throw new Error(`the JSONP is ${text.slice(0, 300)}`);
  const argument = text.slice(before.length, -after.length);
  if (/[\u2028\u2029]/.test(argument)) throw new Error('the JSONP has a line end of old JavaScript in it');
  return argument;
}
