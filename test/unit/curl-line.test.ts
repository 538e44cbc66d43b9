import { describe, expect, test } from 'vitest';
import { readSent } from '../../src/migration/explain/sent-text.ts';
import { UnreadableText } from '../../src/migration/explain/unreadable-text.ts';

const URL = 'https://example.com/view/contact/api.json';
const FORM = ['Content-Type', 'application/x-www-form-urlencoded'];

/** What would be sent, but for its headers. */
function sent(text: string) {
  const { method, target, body } = readSent(text);
  return [method, target, body];
}

describe('a URL', () => {
  test.each([
    ['alone', `${URL}?contact=1`, '/view/contact/api.json?contact=1'],
    ['between blanks and line ends', `\n  ${URL}\r\n`, '/view/contact/api.json'],
    ['in quotes', `"${URL}"`, '/view/contact/api.json'],
    ['with a user and a port', 'http://jane:secret@example.com:8080/a', '/a'],
    ['without a scheme', 'example.com/a?b', '/a?b'],
    ['that is a path', '/api/contacts/get?logintoken=x', '/api/contacts/get?logintoken=x'],
    ['without a path', 'https://example.com?a=1', '/?a=1'],
    ['with letters beyond ASCII', 'https://example.com/a?n=Æ', '/a?n=\u00c3\u0086'],
  ])('%s', (_what, text, target) => {
    expect(readSent(text)).toEqual({ method: 'GET', target, headers: [], body: '' });
  });
});

describe('a curl line', () => {
  test.each([
    ['of a URL alone', `curl ${URL}`, ['GET', '/view/contact/api.json', '']],
    ['with its data, joined', `curl ${URL} -d a=1 --data b=2`, ['POST', '/view/contact/api.json', 'a=1&b=2']],
    ['with data right behind the letter', `curl ${URL} -da=1`, ['POST', '/view/contact/api.json', 'a=1']],
    ['with letters that stand together', `curl -sSLd a=1 ${URL}`, ['POST', '/view/contact/api.json', 'a=1']],
    [
      'with data that goes into the URL',
      `curl -G ${URL} -d a=1 -d b=2`,
      ['GET', '/view/contact/api.json?a=1&b=2', ''],
    ],
    ['with more for a query', `curl -G '${URL}?c=3#d' -d a=1`, ['GET', '/view/contact/api.json?c=3&a=1', '']],
    [
      'with data that is to be encoded',
      `curl ${URL} --data-urlencode 'n=Å & B' --data-urlencode '=x y' --data-urlencode z`,
      ['POST', '/view/contact/api.json', 'n=%C3%85%20%26%20B&x%20y&z'],
    ],
    [
      'with a form',
      `curl ${URL} -F 'n=a;type=text/plain' -F 'm="x;y"' --form-string 'o=@p;type=q'`,
      ['POST', '/view/contact/api.json', 'n=a&m=x%3By&o=%40p%3Btype%3Dq'],
    ],
    ['with raw data', `curl ${URL} --data-raw @a`, ['POST', '/view/contact/api.json', '@a']],
    ['with a method', `curl -X put ${URL}`, ['PUT', '/view/contact/api.json', '']],
    ['that asks for the head', `curl -I ${URL}`, ['HEAD', '/view/contact/api.json', '']],
    ['with the URL as an option', `curl -d a=1 --url ${URL}`, ['POST', '/view/contact/api.json', 'a=1']],
    ['with a query as an option', `curl ${URL} --url-query a=1`, ['GET', '/view/contact/api.json?a=1', '']],
    [
      'with options of no weight',
      `curl -k -u jane:secret -b c=d --max-time 5 -o /dev/null -A x ${URL}`,
      ['GET', '/view/contact/api.json', ''],
    ],
    ['behind a prompt', `$ curl ${URL}`, ['GET', '/view/contact/api.json', '']],
    ['of another folder', `/usr/bin/curl ${URL}`, ['GET', '/view/contact/api.json', '']],
  ])('%s', (_what, text, request) => {
    expect(sent(text)).toEqual(request);
  });

  test('has its headers in their order, and the type of its data last', () => {
    const line = `curl ${URL} -H 'LoginToken: abc ' -H 'Accept:' -H 'X-Empty;' -H 'Content-Type: text/plain' -d a=1`;
    expect(readSent(line).headers).toEqual([['LoginToken', 'abc'], ['Content-Type', 'text/plain'], FORM]);
  });

  test('tells a form of parts as an encoded one', () => {
    const line = `curl ${URL} -H 'Content-Type: multipart/form-data; boundary=x' -F a=1`;
    expect(readSent(line).headers).toEqual([FORM]);
  });

  test('sends JSON as one text', () => {
    const request = readSent(`curl ${URL} --json '{"a":' --json '1}'`);
    expect(request).toMatchObject({ method: 'POST', body: '{"a":1}' });
    expect(request.headers).toEqual([['Content-Type', 'application/json']]);
  });
});

describe('what can’t be read is refused, and nothing of it is quoted:', () => {
  test.each([
    ['nothing', '', 'Nothing came on standard input: give a URL or a curl line.'],
    ['a text', 'hunter2 is my password', 'This is neither a URL nor a curl line.'],
    ['a word', 'hunter2', 'This is neither a URL nor a curl line.'],
    ['another scheme', 'ftp://hunter2@example.com/', 'This is no URL of http or https.'],
    ['no URL', 'curl -d hunter2=1', 'This curl line has no URL.'],
    [
      'two URLs',
      `curl ${URL} https://hunter2.example.com/`,
      'This curl line has several URLs: explain takes one request.',
    ],
    [
      'an option that curl has not',
      `curl --hunter2 ${URL}`,
      'Word 2 of this curl line is an option that explain does not know.',
    ],
    [
      'an option without its value',
      `curl ${URL} -d`,
      'Word 3 of this curl line is an option that lacks its value.',
    ],
    [
      'data in a file',
      `curl ${URL} -d @hunter2`,
      'This curl line sends what is in a file, which explain does not read.',
    ],
    [
      'encoded data in a file',
      `curl ${URL} --data-urlencode n@hunter2`,
      'This curl line sends what is in a file, which explain does not read.',
    ],
    [
      'a form of a file',
      `curl ${URL} -F n=@hunter2`,
      'This curl line sends what is in a file, which explain does not read.',
    ],
    [
      'a header in a file',
      `curl ${URL} -H @hunter2`,
      'A header of this curl line is in a file, which explain does not read.',
    ],
    [
      'options in a file',
      `curl -K hunter2 ${URL}`,
      'Word 2 of this curl line sends what is not in the line: a file, or another request.',
    ],
    [
      'two requests',
      `curl ${URL} --next hunter2`,
      'Word 3 of this curl line sends what is not in the line: a file, or another request.',
    ],
    ['a form field that is none', `curl ${URL} -F hunter2`, 'A form field of this curl line has no "=".'],
    ['a URL with a blank', `curl 'https://example.com/hunter 2'`, 'This is no URL: there are blanks in it.'],
  ])('%s', (_what, text, message) => {
    expect(() => readSent(text)).toThrow(new UnreadableText(message));
  });
});
