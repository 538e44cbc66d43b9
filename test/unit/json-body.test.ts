import { describe, expect, test } from 'vitest';
import { readBody } from '../../dialects/kernel/body.ts';
import { UNREADABLE } from '../../dialects/kernel/decode.ts';
import { incomingBody } from '../support/incoming-body.ts';

const UNREADABLE_BODY = expect.objectContaining({ name: 'RequestRefusal', kind: 'unreadable' });

const LIMITS = { maxBodyBytes: 1000, bodyTimeoutSeconds: 60 };

async function read(body: string | Buffer, contentType: string) {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return [...(await readBody(incomingBody([bytes], { 'content-type': contentType }), LIMITS))];
}

describe('a body of JSON', () => {
  test.each([
    ['{}', []],
    [
      '{"a":"1","b":"x&y=%41+"}',
      [
        ['a', '1'],
        ['b', 'x&y=%41+'],
      ],
    ],
    [
      '{"a":4512345678,"b":-1,"c":0}',
      [
        ['a', '4512345678'],
        ['b', '-1'],
        ['c', '0'],
      ],
    ],
    [
      '{"a":true,"b":false}',
      [
        ['a', 'true'],
        ['b', 'false'],
      ],
    ],
    ['{"a":"1","a":"2"}', [['a', '2']]],
    ['{"a":null}', [['a', UNREADABLE]]],
    ['{"a":{"b":"c"}}', [['a', UNREADABLE]]],
    ['{"group":["100",126]}', [['group', ['100', '126']]]],
    ['{"group":[["100"],{},null]}', [['group', [UNREADABLE, UNREADABLE, UNREADABLE]]]],
    ['{"group":[]}', [['group', []]]],
    ['{"a":1.5}', [['a', '1.5']]],
    ['{"a":9007199254740991}', [['a', '9007199254740991']]],
    ['{"a":9007199254740993}', [['a', UNREADABLE]]],
    ['{"a":1e400}', [['a', UNREADABLE]]],
    ['{"a":0.12345678901234567890}', [['a', UNREADABLE]]],
    ['{"a":0.123456789012345}', [['a', '0.123456789012345']]],
    ['{"a":"J\\u00f8rgen \\ud83d\\ude00"}', [['a', 'Jørgen 😀']]],
    ['{"a":"\\ud800"}', [['a', '\uD800']]],
    ['\uFEFF{"a":"1"}', [['a', '1']]],
    [
      '{"__proto__":"1","constructor":"2"}',
      [
        ['__proto__', '1'],
        ['constructor', '2'],
      ],
    ],
  ])('of %s is %j', async (body, pairs) => {
    expect(await read(body, 'application/json')).toEqual(pairs);
  });

  test.each([
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/vnd.api+json',
    'text/json',
    ' application/json ',
  ])('is told by the content type %j', async (contentType) => {
    expect(await read('{"a":"1"}', contentType)).toEqual([['a', '1']]);
  });

  test.each(['{"a":', 'a=1', '[]', '["a"]', '"a"', '1', 'null', 'true', ' ', "{'a':1}", '{"a":1}{"b":2}'])(
    'is refused that is %s',
    async (body) => {
      await expect(read(body, 'application/json')).rejects.toEqual(UNREADABLE_BODY);
    },
  );

  test('is refused where it is not UTF-8', async () => {
    await expect(read(Buffer.from('{"a":"\xF8"}', 'latin1'), 'application/json')).rejects.toEqual(
      UNREADABLE_BODY,
    );
  });
});
