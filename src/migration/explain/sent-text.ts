import { readCurlLine, readUrl, type SentRequest } from './curl-line.ts';
import { splitShellWords } from './shell-words.ts';
import { UnreadableText } from './unreadable-text.ts';

const PROMPT = /^[$%>#]\s+/;
const CURL = /^(?:\S*[\\/])?curl(?:\.exe)?$/i;
const URL_OF_FILE = /^["'<]?(\S+?)["'>]?$/;

/** The request that a text stands for: a URL, or a whole curl line. Throws an `UnreadableText`. */
export function readSent(text: string): SentRequest {
  const line = text.trim().replace(PROMPT, '');
  if (line === '') throw new UnreadableText('Nothing came on standard input: give a URL or a curl line.');
  const [first = ''] = line.split(/\s/, 1);
  if (CURL.test(first)) return readCurlLine(splitShellWords(line));
  const url = URL_OF_FILE.exec(line)?.[1];
  if (url === undefined) throw new UnreadableText('This is neither a URL nor a curl line.');
  return readUrl(url);
}
