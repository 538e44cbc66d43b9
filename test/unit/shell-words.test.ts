import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { splitShellWords } from '../../src/migration/explain/shell-words.ts';

/** The same words by a shell, each ended by a zero. */
function byShell(line: string): readonly string[] {
  const script = `set -f; f() { printf '%s\\0' "$@"; }; f ${line}`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

describe('the words of a line are those of a shell:', () => {
  test.each([
    ['plain words', 'curl -s https://example.com/a?b=1'],
    ['single quotes', `curl -d 'a=1&b= 2' -H 'X: "y"'`],
    ['double quotes and what is escaped in them', `curl -d "a=\\"1\\" \\$x \\\\ \\a"`],
    ['quotes within a word', `curl -d'a'"b"c\\ d`],
    ['an apostrophe between quotes', `curl -d 'O'\\''Neil'`],
    ['a line that goes on', "curl \\\n  -d 'a=1' \\\n  -d b=2"],
    ['a line that goes on within double quotes', 'curl "a\\\nb"'],
    ['empty words', `curl '' "" x`],
    ["the quotes of Chrome's copied lines", `curl $'a\\'b\\n\\x41\\u00e6\\101\\\\'`],
    ['a comment behind it', 'curl a b # c "d'],
    ['a sign of comments within a word', 'curl a#b'],
    ['letters beyond ASCII', "curl 'fullname=Åse Ærø 😀'"],
    ['a backslash in single quotes', `curl 'a\\b'`],
  ])('%s', (_what, line) => {
    expect(splitShellWords(line)).toEqual(byShell(line));
  });
});

describe('what a shell would do beyond words is left out:', () => {
  test.each([
    ['what comes behind a pipe', 'curl a | jq .', ['curl', 'a']],
    ['where the output goes', 'curl a > out.json', ['curl', 'a']],
    ['where errors go', 'curl a 2>/dev/null', ['curl', 'a']],
    ['another command', 'curl a ; curl b', ['curl', 'a']],
    ['another command that waits', 'curl a && curl b', ['curl', 'a']],
    ['a command in the background', 'curl a &', ['curl', 'a']],
    ['variables', 'curl "$URL?key=$KEY"', ['curl', '$URL?key=$KEY']],
    [
      'an ampersand within a URL that nobody quoted',
      'curl http://x.example/a?b=1&c=2',
      ['curl', 'http://x.example/a?b=1&c=2'],
    ],
    ['a line end that no backslash hides', 'curl a\r\n  -d b', ['curl', 'a', '-d', 'b']],
    ['line ends of Windows', 'curl \\\r\n a', ['curl', 'a']],
  ])('%s', (_what, line, words) => {
    expect(splitShellWords(line)).toEqual(words);
  });
});

test.each(["curl 'a", 'curl "a', "curl $'a\\'", `curl "a\\"`])('refuses an open quote: %s', (line) => {
  expect(() => splitShellWords(line)).toThrow(/^A quote \(['"]\) is opened and never closed\.$/);
});
