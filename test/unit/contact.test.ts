import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loginKey } from '../../domain/account.ts';
import { readBirthday, refByNumber, refByText } from '../../domain/contact.ts';
import { createSecret, hashSecret, keepDescription } from '../../domain/credential.ts';
import { anyText } from '../support/any-text.ts';

describe('a birthday', () => {
  test.each([
    ['0', 0],
    ['-0', 0],
    ['-1', -1],
    ['499132800', 499132800],
    ['-2208988800', -2208988800],
    [' 499132800\t', 499132800],
    ['007', 7],
    ['999999999999999', 999999999999999],
    ['-999999999999999', -999999999999999],
  ])('of %j is %j', (text, seconds) => {
    expect(readBirthday(text)).toBe(seconds);
  });

  test.each([
    '',
    ' ',
    '-',
    '+1',
    '--1',
    '- 1',
    '1.0',
    '1e3',
    '0x1',
    '1,000',
    '1985-10-26',
    '1000000000000000',
    '٤٥',
    'NaN',
  ])('may not be %j', (text) => {
    expect(readBirthday(text)).toBeUndefined();
  });

  test('is what was sent, whatever the number', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }), (seconds) => {
        expect(readBirthday(String(seconds))).toBe(seconds);
      }),
    );
  });
});

describe('a reference by number', () => {
  test.each([
    ['100', 100],
    [' 100 ', 100],
    ['0100', 100],
    ['2147483648', 2147483648],
    ['9007199254740991', 9007199254740991],
  ])('of %j is to %j', (text, id) => {
    expect(refByNumber(text)).toEqual({ id });
  });

  test.each([
    '',
    '0',
    '-1',
    '1.5',
    '1e2',
    'x',
    '1 2',
    '9007199254740992',
    '9999999999999999',
    '1'.repeat(17),
    '\0',
    '\uD800',
    '١',
  ])('of %j is to nothing', (text) => {
    expect(refByNumber(text)).toEqual({ id: 0 });
  });
});

describe('a reference by text', () => {
  test.each([
    ['1000658322', '1000658322'],
    [' jd893jr8g93hf39th ', 'jd893jr8g93hf39th'],
    ['ABC', 'ABC'],
    ['0100', '0100'],
    ['æ', 'æ'],
  ])('of %j is to %j: opaque, but for the blanks around it', (text, textId) => {
    expect(refByText(text)).toEqual({ textId });
  });

  test.each(['a\0', '\uD800', '', ' '])('of %j is to nothing', (text) => {
    expect(refByText(text)).toEqual({ textId: '' });
  });
});

describe('a login name', () => {
  test.each([
    ['JOHN', 'john'],
    [' john@Example.COM ', 'john@example.com'],
    ['JØRGEN', 'jørgen'],
    ['Jo\u0308rg', 'j\u00f6rg'],
    ['\u212B', 'å'],
  ])('of %j is compared as %j', (name, key) => {
    expect(loginKey(name)).toBe(key);
  });

  test('is not another one for being folded twice', () => {
    fc.assert(
      fc.property(anyText(8), (name) => {
        expect(loginKey(loginKey(name))).toBe(loginKey(name));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a secret', () => {
  test('is 32 lower-case hexadecimal digits, and never the same', () => {
    const secrets = Array.from({ length: 100 }, createSecret);
    for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(secrets).size).toBe(100);
  });

  test('is kept as its SHA-256', () => {
    expect(hashSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  test.each([
    ['Outlook add-in', 'Outlook add-in'],
    ['x'.repeat(255), 'x'.repeat(255)],
    ['x'.repeat(256), null],
    [' ', null],
    ['\0', null],
    ['\uD800', null],
    [undefined, null],
  ])('has the description %j kept as %j', (text, kept) => {
    expect(keepDescription(text)).toBe(kept);
  });
});
