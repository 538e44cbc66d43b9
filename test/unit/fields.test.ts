import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { UNREADABLE } from '../../dialects/kernel/decode.ts';
import {
  anyText,
  clearable,
  optional,
  type Reader,
  replaceable,
  required,
  requiredList,
  splitList,
  textReader,
} from '../../dialects/kernel/fields.ts';

const number: Reader<number, 'INVALID'> = {
  read: (text) => (/^\d+$/.test(text.trim()) ? Number(text) : undefined),
  invalid: 'INVALID',
};

/** What a field makes of `x` as it was sent: the value, or the wire code of why not. */
function readField(
  field: v.ObjectEntries[string],
  ...sent: readonly (string | readonly string[])[]
): unknown {
  const values = sent.length === 0 ? {} : { x: sent[0] };
  const parsed = v.safeParse(v.object({ x: field }), values, { abortEarly: true });
  return parsed.success
    ? parsed.output.x
    : { code: parsed.issues[0].message, at: parsed.issues[0].path?.[0].key };
}

const fault = (code: string) => ({ code, at: 'x' });

const BLANKS = ['', ' ', '\t\r\n', '\u00A0'];

describe('a required parameter', () => {
  const field = required('MISSING', number, 'A number.');

  test('is missing where it is absent, empty or blank', () => {
    expect(readField(field)).toEqual(fault('MISSING'));
    for (const blank of BLANKS) expect(readField(field, blank)).toEqual(fault('MISSING'));
  });

  test('is invalid where its reader can not take it', () => {
    expect(readField(field, 'x')).toEqual(fault('INVALID'));
    expect(readField(field, UNREADABLE)).toEqual(fault('INVALID'));
  });

  test('is what its reader makes of it, be that nothing much', () => {
    expect(readField(field, ' 12 ')).toBe(12);
    expect(readField(field, '0')).toBe(0);
  });

  test('is a text as it was sent where its reader takes texts', () => {
    const text = required(
      'MISSING',
      textReader((sent) => sent.length < 10, 'INVALID'),
      'A text.',
    );
    expect(readField(text, ' a b ')).toBe(' a b ');
    expect(readField(text, 'x'.repeat(10))).toEqual(fault('INVALID'));
  });
});

describe('an optional parameter', () => {
  const field = optional(number, 'A number.');

  test('is as if absent where it is empty or blank', () => {
    expect(readField(field)).toBeUndefined();
    for (const blank of BLANKS) expect(readField(field, blank)).toBeUndefined();
  });

  test('is what its reader makes of it, or invalid', () => {
    expect(readField(field, '0')).toBe(0);
    expect(readField(field, 'x')).toEqual(fault('INVALID'));
  });
});

describe('a clearable parameter', () => {
  const field = clearable(number, 'A number.');

  test('leaves its field where it is absent and clears it where it is empty or blank', () => {
    expect(readField(field)).toBeUndefined();
    for (const blank of BLANKS) expect(readField(field, blank)).toBeNull();
  });

  test('is what its reader makes of it, or invalid', () => {
    expect(readField(field, '0')).toBe(0);
    expect(readField(field, 'x')).toEqual(fault('INVALID'));
  });
});

describe('a replaceable parameter', () => {
  const field = replaceable('EMPTY', number, 'A number.');

  test('leaves its field where it is absent and is refused where it is empty or blank', () => {
    expect(readField(field)).toBeUndefined();
    for (const blank of BLANKS) expect(readField(field, blank)).toEqual(fault('EMPTY'));
  });

  test('is what its reader makes of it, or invalid', () => {
    expect(readField(field, '0')).toBe(0);
    expect(readField(field, 'x')).toEqual(fault('INVALID'));
  });
});

describe('a list', () => {
  const field = requiredList('MISSING', 'Some ids.');

  test.each([
    [['1'], ['1']],
    [
      ['1', '2'],
      ['1', '2'],
    ],
    [
      ['1,2', '3'],
      ['1', '2', '3'],
    ],
    [[' 1 , 2 '], ['1', '2']],
    [
      [',1,,', ' ', '2,'],
      ['1', '2'],
    ],
    [
      ['1', '1'],
      ['1', '1'],
    ],
    [[UNREADABLE], [UNREADABLE]],
  ])('sent as %j is %j', (sent, items) => {
    expect(readField(field, sent)).toEqual(items);
    expect(splitList(sent)).toEqual(items);
  });

  test.each([[[]], [['']], [[',', ' , ']]])('sent as %j is missing', (sent) => {
    expect(readField(field, sent)).toEqual(fault('MISSING'));
  });

  test('that is absent is missing', () => {
    expect(readField(field)).toEqual(fault('MISSING'));
  });
});

test('a text that nobody checks is as it was sent, blank or unreadable', () => {
  const field = anyText('Anything.');
  expect(readField(field)).toBeUndefined();
  for (const text of [...BLANKS, ' a ', UNREADABLE]) expect(readField(field, text)).toBe(text);
});

test('of several parameters the first that is at fault is told', () => {
  const entries = { b: required('B', number, ''), a: required('A', number, '') };
  const told = (values: Record<string, string>) =>
    v.safeParse(v.object(entries), values, { abortEarly: true }).issues?.map(({ message }) => message);
  expect(told({})).toEqual(['B']);
  expect(told({ b: '1' })).toEqual(['A']);
  expect(told({ b: '1', a: '1' })).toBeUndefined();
});

test('a field says of itself what it is for', () => {
  const described = [required('M', number, 'One.'), optional(number, 'Two.'), requiredList('M', 'Three.')];
  expect(described.map((field) => [v.getDescription(field), v.getMetadata(field)])).toEqual([
    ['One.', { required: true }],
    ['Two.', {}],
    ['Three.', { required: true, list: true }],
  ]);
});
