import { detectEncoding, type InputFile, readUtf8 } from './input-file.ts';

/*
 * Lines are split and unfolded as bytes, one to a character: some programs fold within a character, and the cards
 * of one file may be encoded differently.
 */

/** What stands from BEGIN:VCARD to END:VCARD, without these. */
export interface CardLines {
  /** The number of the line on which it begins. */
  readonly line: number;
  readonly lines: readonly string[];
  /** False where another card begins, or the file ends, before this one does. */
  readonly ended: boolean;
}

const LINE_END = /\r\n|\n|\r(?!$)/;
// Longer than any text that can be taken; what goes on is a picture.
const MAX_LINE_CHARACTERS = 1_000_000;
const BEGIN = /^BEGIN\s*:\s*VCARD\s*$/i;
const END = /^END\s*:\s*VCARD\s*$/i;
const AGENT = /^(?:[\w-]+\.)?AGENT[^:]*:\s*$/i;

/** The cards of a file, one after the other; a card within a card (AGENT) is left out. Rejects as `chunks` does. */
export async function* readCards(file: InputFile): AsyncGenerator<CardLines> {
  let card: { line: number; lines: string[] } | undefined;
  let inner = 0;
  let line = 0;
  for await (const text of readLines(file)) {
    line += 1;
    if (BEGIN.test(text)) {
      if (card !== undefined && AGENT.test(lastText(card.lines))) {
        inner += 1;
        continue;
      }
      if (card !== undefined) yield { ...card, ended: false };
      card = { line, lines: [] };
      inner = 0;
    } else if (END.test(text) && inner > 0) {
      inner -= 1;
    } else if (END.test(text)) {
      if (card !== undefined) yield { ...card, ended: true };
      card = undefined;
    } else if (inner === 0) card?.lines.push(text);
  }
  if (card !== undefined) yield { ...card, ended: false };
}

function lastText(lines: readonly string[]): string {
  return lines.findLast((line) => line.trim() !== '') ?? '';
}

async function* readLines(file: InputFile): AsyncGenerator<string> {
  const encoding = await detectEncoding(file);
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be';
  let rest = '';
  for await (const chunk of readUtf8(file, wide ? encoding : 'utf-8')) {
    const lines = (rest + chunk.toString('latin1')).split(LINE_END);
    rest = (lines.pop() ?? '').slice(0, MAX_LINE_CHARACTERS);
    yield* lines;
  }
  yield rest.replace(/\r$/, '');
}

const QUOTED_PRINTABLE = /^[^:]*;\s*(?:ENCODING\s*=\s*)?QUOTED-PRINTABLE\s*[;:]/i;

/** Joins what was folded: lines that begin with a blank, and those after a soft break of quoted-printable. */
export function unfold(lines: readonly string[], version: string): readonly string[] {
  const unfolded: string[] = [];
  let last = '';
  for (const line of lines) {
    if (last.endsWith('=') && QUOTED_PRINTABLE.test(last)) last = last.slice(0, -1) + line;
    // Before 3.0 the blank belongs to the text.
    else if (/^[ \t]/.test(line) && last !== '') last += version === '2.1' ? line : line.slice(1);
    else {
      if (last !== '') unfolded.push(last);
      last = line;
    }
    last = last.slice(0, MAX_LINE_CHARACTERS);
  }
  if (last !== '') unfolded.push(last);
  return unfolded;
}
