import { describe, expect, test } from 'vitest';
import { parseAnswer } from '../fuzz/http-answer.ts';
import { judgeAnswer, type Verdict, type Wanted } from '../fuzz/judge.ts';
import { judgeEnvelope } from '../fuzz/judge-raw.ts';

const NAME = 'Åse & <Søn>\u0001';
const VERDICT: Verdict = {
  status: 200,
  body: { responsestatus: 'OK', contact: { name: NAME, id: 7, email: null } },
};
const BODY = JSON.stringify(VERDICT.body);
const XML =
  '<?xml version="1.0" encoding="utf-8"?>\n<response><responsestatus>OK</responsestatus><contact>' +
  '<name>Åse &amp; &lt;Søn&gt;</name><id>7</id><email></email></contact></response>';

const TYPES = {
  json: 'application/json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  jsonp: 'application/javascript; charset=utf-8',
};

/** A response as the gateway would send it, but for what is given. */
function answer(body: string, { status = 200, type = TYPES.json, without = '' } = {}) {
  const lines = [
    `HTTP/1.1 ${status} Any`,
    `Content-Type: ${type}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'X-Request-Id: 123e4567-e89b-42d3-a456-426614174000',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ].filter((line) => without === '' || !line.startsWith(without));
  const parsed = parseAnswer(Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`), false);
  return parsed?.answer ?? expect.fail('the response is not whole');
}

const judge = (response: ReturnType<typeof answer>, wanted: Wanted = { format: 'json' }) =>
  judgeAnswer(response, wanted, [VERDICT]);

describe('the judge of the fuzz suite', () => {
  test('takes what is right, in every format', () => {
    expect(judge(answer(BODY)).verdict).toBe(VERDICT);
    expect(judge(answer(XML, { type: TYPES.xml }), { format: 'xml' }).verdict).toBe(VERDICT);
    const jsonp = answer(`/**/cb(${BODY});`, { type: TYPES.jsonp });
    expect(judge(jsonp, { format: 'jsonp', callback: 'cb' }).verdict).toBe(VERDICT);
  });

  test.each([
    ['a fault of the server', answer(BODY, { status: 500 }), 'the status is 500'],
    ['a store that can not be reached', answer(BODY, { status: 503 }), 'the status is 503'],
    ['a wrong status', answer(BODY, { status: 404 }), 'the status is 404, not 200'],
    ['a changed value', answer(BODY.replace('Søn', 'Son')), 'contact.name'],
    ['a normalised value', answer(BODY.replace('Å', 'A\u030A')), 'contact.name'],
    ['a number for a text', answer(BODY.replace('"OK"', '1')), 'responsestatus'],
    ['another envelope', answer('{"status":"success"}'), 'keys'],
    ['keys in another order', answer('{"contact":{},"responsestatus":"OK"}'), 'keys'],
    ['a key too many', answer(BODY.replace('"id"', '"x":1,"id"')), 'keys'],
    ['a key twice', answer(BODY.replace('"id"', '"id":1,"id"')), 'duplicate keys'],
    ['HTML', answer('<h1>It works!</h1>'), 'JSON'],
    ['bytes that are no UTF-8', { ...answer(BODY), body: Buffer.from([0x22, 0xff, 0x22]) }, 'not valid'],
    ['another type', answer(BODY, { type: 'text/html' }), 'content-type'],
    ['no id of the request', answer(BODY, { without: 'X-Request-Id' }), 'x-request-id'],
    ['an answer that may be kept', answer(BODY, { without: 'Cache-Control' }), 'cache-control'],
  ])('refuses %s', (_, response, problem) => {
    expect(() => judge(response)).toThrow(problem);
  });

  test.each([
    ['a character that XML can not hold', XML.replace('Søn', 'Søn\u0001'), 'has not'],
    ['a reference to one', XML.replace('Søn', 'Søn&#1;'), 'can not hold'],
    ['an ampersand that stands alone', XML.replace('&amp;', '&'), 'not well-formed'],
    ['a changed value', XML.replace('Søn', 'Son'), '<name> holds'],
    ['an element that is not closed', XML.replace('</name>', ''), 'not well-formed'],
    ['an element too many', XML.replace('<id>', '<x></x><id>'), 'elements'],
  ])('refuses XML with %s', (_, document, problem) => {
    expect(() => judge(answer(document, { type: TYPES.xml }), { format: 'xml' })).toThrow(problem);
  });

  test.each([
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 2'],
    ['a length beside chunks', 'Content-Length: 2\r\nTransfer-Encoding: chunked'],
    ['no end', 'Accept: x'],
    ['a line break in a header', 'Content-Length: 2\r\nX: a\nSet-Cookie: b'],
  ])('takes a response with %s for no HTTP', (_, headers) => {
    expect(() => parseAnswer(Buffer.from(`HTTP/1.1 200 OK\r\n${headers}\r\n\r\n{}`), false)).toThrow(
      'no HTTP',
    );
  });

  test('knows the words of each dialect', () => {
    const refusal = answer('{"status":"error","error":"REQUEST_INVALID"}', { status: 400 });
    expect(judgeEnvelope(refusal, 'txty')).toBe('error');
    expect(() => judgeEnvelope(refusal, 'filemail')).toThrow('in the words of txty');
    expect(() => judgeEnvelope(answer('{"error":"Bad Request"}', { status: 400 }), 'any')).toThrow(
      'no dialect',
    );
    expect(() => judgeEnvelope(answer('', { status: 400, type: 'text/html' }), 'any')).toThrow('text/html');
  });
});
