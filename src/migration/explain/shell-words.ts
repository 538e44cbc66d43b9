import { UnreadableText } from './unreadable-text.ts';

const LINE_ENDS = /^\\\r?\n/;
/** Where a word could begin, these end the command. */
const COMMAND_END = /^(?:\d*[<>]|[|;()]|&(?=[\s&>]|$))/;
const PLAIN = /^[^\s\\'"$]+/;
const ANSI_ESCAPE = /^\\(?:([abefnrtv\\'"?])|x([0-9a-f]{1,2})|u([0-9a-f]{1,4})|([0-7]{1,3}))/i;
const ANSI: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
  ...{ '\\': '\\', "'": "'", '"': '"', '?': '?' },
};

/**
 * The words of the first command of a line as a POSIX shell parts them, `$'…'` included. Nothing is expanded: `$TOKEN`
 * stays as it is. A line end that no backslash hides parts words. Throws an `UnreadableText` for an open quote.
 */
export function splitShellWords(line: string): readonly string[] {
  const words: string[] = [];
  let rest = line;
  while (true) {
    rest = rest.replace(/^(?:\s|\\\r?\n)+/, '');
    if (rest.startsWith('#')) {
      rest = rest.replace(/^[^\n]*/, '');
      continue;
    }
    if (rest === '' || COMMAND_END.test(rest)) return words;
    const read = readWord(rest);
    words.push(read.word);
    rest = read.rest;
  }
}

interface Read {
  readonly word: string;
  readonly rest: string;
}

function readWord(text: string): Read {
  let word = '';
  let rest = text;
  while (rest !== '' && !/^\s/.test(rest)) {
    const piece = readPiece(rest);
    word += piece.word;
    rest = piece.rest;
  }
  return { word, rest };
}

function readPiece(text: string): Read {
  if (text.startsWith("'")) return readTo(text, 1, /^[^']+/, () => undefined, "'");
  if (text.startsWith("$'")) return readTo(text, 2, /^[^'\\]+/, readAnsiEscape, "'");
  if (text.startsWith('"')) return readTo(text, 1, /^[^"\\]+/, readEscapeInQuotes, '"');
  if (text.startsWith('$"')) return readTo(text, 2, /^[^"\\]+/, readEscapeInQuotes, '"');
  const hidden = LINE_ENDS.exec(text);
  if (hidden !== null) return { word: '', rest: text.slice(hidden[0].length) };
  if (text.startsWith('\\')) return { word: text.slice(1, 2), rest: text.slice(2) };
  const plain = PLAIN.exec(text)?.[0] ?? text.slice(0, 1);
  return { word: plain, rest: text.slice(plain.length) };
}

/** Reads from `start` to the closing quote; `readEscape` reads what `plain` leaves, undefined where it is as it stands. */
function readTo(
  text: string,
  start: number,
  plain: RegExp,
  readEscape: (text: string) => Read | undefined,
  quote: string,
): Read {
  let word = '';
  let rest = text.slice(start);
  while (!rest.startsWith(quote)) {
    if (rest === '') throw new UnreadableText(`A quote (${quote}) is opened and never closed.`);
    const run = plain.exec(rest)?.[0] ?? '';
    const piece =
      run === ''
        ? (readEscape(rest) ?? { word: rest.slice(0, 1), rest: rest.slice(1) })
        : { word: run, rest: rest.slice(run.length) };
    word += piece.word;
    rest = piece.rest;
  }
  return { word, rest: rest.slice(1) };
}

function readEscapeInQuotes(text: string): Read | undefined {
  const hidden = LINE_ENDS.exec(text);
  if (hidden !== null) return { word: '', rest: text.slice(hidden[0].length) };
  return /^\\["\\$`]/.test(text) ? { word: text.slice(1, 2), rest: text.slice(2) } : undefined;
}

function readAnsiEscape(text: string): Read | undefined {
  const match = ANSI_ESCAPE.exec(text);
  if (match === null) return undefined;
  const [whole, letter, hex, unicode, octal] = match;
  const code = hex ?? unicode;
  const number = code === undefined ? Number.parseInt(octal ?? '0', 8) : Number.parseInt(code, 16);
  const word = letter === undefined ? String.fromCharCode(number) : (ANSI[letter.toLowerCase()] ?? letter);
  return { word, rest: text.slice(whole.length) };
}
