import { readFormField, type SentField } from './curl-fields.ts';
import { findCurlOption, type OptionUse } from './curl-options.ts';
import { UnreadableText } from './unreadable-text.ts';

/** A request as a line says that it is sent. */
export interface SentRequest {
  readonly method: string;
  /** Path and query, as in a request line: one byte in each character. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const FORM = 'application/x-www-form-urlencoded';

/** The request that curl would send for these words, `curl` among them. Throws an `UnreadableText`. */
export function readCurlLine(words: readonly string[]): SentRequest {
  const given = collectOptions(words.slice(1));
  const one = (use: OptionUse) => given.filter((option) => option.use === use).map(({ value }) => value);
  const [url, ...others] = one('url');
  if (url === undefined) throw new UnreadableText('This curl line has no URL.');
  if (others.length > 0)
    throw new UnreadableText('This curl line has several URLs: explain takes one request.');
  const fields = given.flatMap(({ use, value }): readonly SentField[] => readFormField(use, value) ?? []);
  const asQuery = one('get').length > 0;
  const body = joinFields(fields);
  const target = withQuery(readTarget(url), [...one('query').map(toBytes), ...(asQuery ? [body] : [])]);
  const sentBody = asQuery ? '' : body;
  return {
    method:
      one('method').at(-1)?.toUpperCase() ?? defaultMethod(one('head').length > 0, sentBody, fields, asQuery),
    target,
    headers: readHeaders(one('header'), given, fields),
    body: sentBody,
  };
}

/** The request of a URL alone. Throws an `UnreadableText`. */
export function readUrl(url: string): SentRequest {
  return { method: 'GET', target: readTarget(url), headers: [], body: '' };
}

interface GivenOption {
  readonly use: OptionUse;
  readonly value: string;
}

function collectOptions(words: readonly string[]): readonly GivenOption[] {
  const given: GivenOption[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('-') || word === '-') given.push({ use: 'url', value: word });
    else if (word.startsWith('--')) at += addOption(given, word.slice(2), undefined, words, at);
    else at += addLetters(given, word.slice(1), words, at);
  }
  return given;
}

/** Letters may stand together, and a value right behind its letter. Returns how many words more were taken. */
function addLetters(given: GivenOption[], letters: string, words: readonly string[], at: number): number {
  for (let index = 0; index < letters.length; index += 1) {
    const rest = letters.slice(index + 1);
    const takesValue = findCurlOption(letters.charAt(index))?.takesValue === true;
    const taken = addOption(given, letters.charAt(index), rest === '' ? undefined : rest, words, at);
    if (takesValue) return taken;
  }
  return 0;
}

function addOption(
  given: GivenOption[],
  name: string,
  attached: string | undefined,
  words: readonly string[],
  at: number,
): number {
  const option = findCurlOption(name);
  const place = `Word ${at + 2} of this curl line`;
  if (option === undefined) throw new UnreadableText(`${place} is an option that explain does not know.`);
  if (option.use === 'beyond')
    throw new UnreadableText(`${place} sends what is not in the line: a file, or another request.`);
  const value = option.takesValue ? (attached ?? words[at + 1]) : '';
  if (value === undefined) throw new UnreadableText(`${place} is an option that lacks its value.`);
  given.push({ use: option.use, value });
  return option.takesValue && attached === undefined ? 1 : 0;
}

function joinFields(fields: readonly SentField[]): string {
  return fields.map(({ text }) => text).join(fields.some(({ kind }) => kind === 'json') ? '' : '&');
}

function contentTypeOf(fields: readonly SentField[]): string {
  return fields.some(({ kind }) => kind === 'json') ? 'application/json' : FORM;
}

function defaultMethod(head: boolean, body: string, fields: readonly SentField[], asQuery: boolean): string {
  if (head) return 'HEAD';
  return !asQuery && (body !== '' || fields.length > 0) ? 'POST' : 'GET';
}

/** A form of parts is told here as an encoded one, whatever the line says of its type. */
function readHeaders(texts: readonly string[], given: readonly GivenOption[], fields: readonly SentField[]) {
  const headers = texts.flatMap(readHeader);
  const isForm = given.some(({ use }) => use === 'form' || use === 'raw form');
  const kept = isForm ? headers.filter(([name]) => name.toLowerCase() !== 'content-type') : headers;
  return [...kept, ['Content-Type', contentTypeOf(fields)] as const];
}

function readHeader(text: string): readonly (readonly [string, string])[] {
  if (text.startsWith('@'))
    throw new UnreadableText('A header of this curl line is in a file, which explain does not read.');
  const match = /^([^:;]+)[:;](.*)$/s.exec(text);
  const [name = '', value = ''] = [match?.[1]?.trim(), toBytes(match?.[2]?.trim() ?? '')];
  return name === '' || value === '' ? [] : [[name, value]];
}

/** Path and query of a URL, with or without a scheme, or of a path alone. */
function readTarget(url: string): string {
  const text = toBytes(url.trim());
  if (/[\s\0]/.test(text)) throw new UnreadableText('This is no URL: there are blanks in it.');
  if (text.startsWith('/')) return text;
  const scheme = SCHEME.exec(text)?.[0] ?? '';
  if (scheme !== '' && !/^https?:/i.test(scheme))
    throw new UnreadableText('This is no URL of http or https.');
  const behind = text.slice(scheme.length);
  const end = behind.search(/[/?#]/);
  const host = end < 0 ? behind : behind.slice(0, end);
  if (host === '' || (scheme === '' && !/[.:]/.test(host) && host !== 'localhost'))
    throw new UnreadableText('This is neither a URL nor a curl line.');
  const target = end < 0 ? '/' : behind.slice(end);
  return target.startsWith('/') ? target : `/${target}`;
}

function withQuery(target: string, parts: readonly string[]): string {
  const more = parts.filter((part) => part !== '').join('&');
  if (more === '') return target;
  const [whole = ''] = target.split('#');
  return `${whole}${whole.includes('?') ? '&' : '?'}${more}`;
}

function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
