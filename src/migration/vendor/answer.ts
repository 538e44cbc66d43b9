import { Tokenizer, TokenizerError, TokenParser, TokenParserError, TokenType } from '@streamparser/json';
import type { BookList, WireEntry } from '../../../dialects/kernel/read-back.ts';

/** What an answer holds beside its list: the values of its top level, by their keys in lower case. */
export type Envelope = ReadonlyMap<string, unknown>;

/** Reads an answer piece by piece, as it comes. */
export interface AnswerReader {
  /** Throws an `AnswerFault` where the bytes are no JSON, or none of an answer with such a list. */
  write(bytes: Uint8Array): void;
  /** Throws an `AnswerFault` where the answer is not whole. */
  end(): { readonly envelope: Envelope; readonly hasList: boolean };
}

/** The bytes that came are no such answer; the message is to follow what the answer is called. */
export class AnswerFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AnswerFault';
  }
}

/** A list that is looked for, and who is told of what is in it. */
export interface ListListener extends Pick<BookList, 'list' | 'repeats' | 'isWhole'> {
  readonly onEntry: (entry: WireEntry) => void;
  /** Told of each item that an entry holds under `repeats`. */
  readonly onRepeated: () => void;
}

interface Frame {
  readonly isObject: boolean;
  awaitsKey: boolean;
  key: string;
}

const STRANGE_ENTRY = 'lists something else than was asked for';

type Token = Parameters<TokenParser['write']>[0];

/**
 * Makes a reader of one answer, which must be a single JSON object. Keys match in any case; where a list comes twice,
 * in two spellings of its key, the first counts. An entry is told as soon as it is there, whole or not as the answer
 * may turn out to be.
 */
export function createAnswerReader(wanted?: ListListener): AnswerReader {
  const envelope = new Map<string, unknown>();
  const frames: Frame[] = [];
  let lists = 0;
  // What a list repeats is checked apart, and dropped: it may be far larger than the list.
  let aside: TokenParser | undefined;
  const parser = new TokenParser({
    paths: wanted === undefined ? [] : [`$.${wanted.list}.*`],
    keepStack: false,
  });
  parser.onValue = ({ value }) => {
    if (lists !== 1 || wanted === undefined) return;
    const entry = value as WireEntry;
    if (!wanted.isWhole(entry)) throw new AnswerFault(STRANGE_ENTRY);
    wanted.onEntry(entry);
  };

  const judgeValue = ({ token, value }: Token): void => {
    const [root] = frames;
    if (root === undefined && token !== TokenType.LEFT_BRACE) throw new AnswerFault('is no JSON object');
    if (root === undefined || frames.length > 2) return;
    if (root.key === wanted?.list) {
      const isInList = frames.length === 2;
      if (isInList && token !== TokenType.LEFT_BRACE) throw new AnswerFault(STRANGE_ENTRY);
      if (!isInList && token !== TokenType.LEFT_BRACKET && token !== TokenType.NULL) {
        throw new AnswerFault('has something else in place of its list');
      }
      if (!isInList) lists += 1;
    } else if (frames.length === 1 && !isOpening(token)) envelope.set(root.key, value);
  };

  const isRepeating = () =>
    frames.length === 3 && wanted?.repeats === frames[2]?.key && wanted?.list === frames[0]?.key;

  const takeAside = (token: Token, other: TokenParser): void => {
    other.write(token);
    if (!other.isEnded) return;
    aside = undefined;
    parser.write({ token: TokenType.NULL, value: null });
  };

  const takeToken = (token: Token): void => {
    const top = frames.at(-1);
    if (aside !== undefined) takeAside(token, aside);
    else if (token.token === TokenType.STRING && top?.awaitsKey === true) {
      top.key = String(token.value).toLowerCase();
      top.awaitsKey = false;
      parser.write({ token: TokenType.STRING, value: top.key });
    } else if (isValue(token.token) && isRepeating()) {
      aside = new TokenParser({ paths: ['$.*'], keepStack: false });
      aside.onValue = () => wanted?.onRepeated();
      takeAside(token, aside);
    } else {
      if (isValue(token.token)) judgeValue(token);
      if (isOpening(token.token)) frames.push(frameOf(token.token));
      else if (isClosing(token.token)) frames.pop();
      else if (token.token === TokenType.COMMA && top !== undefined) top.awaitsKey = top.isObject;
      parser.write(token);
    }
  };

  // An id may be beyond what a number can hold: such digits stay the text that they are.
  const tokenizer: Tokenizer = Object.assign(new Tokenizer(), { parseNumber: readNumber });
  tokenizer.onToken = takeToken;
  keepMarks(tokenizer);
  return {
    write: (bytes) => orFault(() => tokenizer.write(bytes)),
    end: () => {
      orFault(() => tokenizer.end());
      if (!parser.isEnded) throw new AnswerFault('is not whole');
      return { envelope, hasList: lists > 0 };
    },
  };
}

function isOpening(token: TokenType): boolean {
  return token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET;
}

function isClosing(token: TokenType): boolean {
  return token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET;
}

function isValue(token: TokenType): boolean {
  return !isClosing(token) && token !== TokenType.COMMA && token !== TokenType.COLON;
}

function frameOf(token: TokenType): Frame {
  const isObject = token === TokenType.LEFT_BRACE;
  return { isObject, awaitsKey: isObject, key: '' };
}

function readNumber(text: string): number | string {
  const number = Number(text);
  return Number.isSafeInteger(number) || !/^-?\d+$/.test(text) ? number : text;
}

/** The library takes U+FEFF for a byte order mark wherever a piece of text begins with one, and drops it. */
function keepMarks(tokenizer: Tokenizer): void {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  Reflect.set(Reflect.get(tokenizer, 'bufferedString'), 'decoder', decoder);
}

/** The library's own messages quote what it stumbled over, which may be anybody's data. */
function orFault(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw isOfBytes(error) ? new AnswerFault('is no whole JSON') : error;
  }
}

function isOfBytes(error: unknown): boolean {
  if (error instanceof TokenizerError || error instanceof TokenParserError) return true;
  return error instanceof TypeError && Reflect.get(error, 'code') === 'ERR_ENCODING_INVALID_ENCODED_DATA';
}
