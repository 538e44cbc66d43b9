import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBlank, isEmail, isStorable, isTextWithin, TEXT_LIMITS } from '../../domain/text.ts';
import { anyText } from '../support/any-text.ts';

describe('the limit of a text', () => {
  test('is as documented', () => {
    expect(TEXT_LIMITS).toEqual({
      name: 255,
      email: 254,
      street: 255,
      zipcode: 16,
      groupName: 255,
      description: 255,
      userName: 255,
      client: 255,
    });
  });

  test.each(['x', 'æ', '\u0301', '€', '😀', '\u{10FFFF}'])(
    'counts characters, not bytes or UTF-16 units, of %j too',
    (character) => {
      expect(isTextWithin(character.repeat(255), 255)).toBe(true);
      expect(isTextWithin(character.repeat(256), 255)).toBe(false);
    },
  );

  test('counts each code point of a mixed text once', () => {
    fc.assert(
      fc.property(anyText(15), fc.nat(12), (text, limit) => {
        expect(isTextWithin(text, limit)).toBe(!text.includes('\0') && [...text].length <= limit);
      }),
    );
  });

  test('makes short work of a text that is far beyond it', () => {
    expect(isTextWithin('😀'.repeat(500_000), 255)).toBe(false);
  });
});

describe('a text that can not be stored as it was sent', () => {
  test.each(['\0', 'a\0b', '\uD800', 'a\uDFFFb', '\uDE00\uD83D'])('is %j', (text) => {
    expect(isStorable(text)).toBe(false);
    expect(isTextWithin(text, 255)).toBe(false);
  });

  test.each(['', ' ', '\u0001', '\uFFFD', '\uFFFF', '😀', '\u202Eabc', 'a\r\nb'])('is not %j', (text) => {
    expect(isStorable(text)).toBe(true);
  });
});

describe('a blank text', () => {
  test.each(['', ' ', '\t\r\n', '\u00A0', '\u3000', '\uFEFF'])('is %j', (text) => {
    expect(isBlank(text)).toBe(true);
  });

  test.each(['a', ' a ', '0', '\0', '\u200B'])('is not %j', (text) => {
    expect(isBlank(text)).toBe(false);
  });
});

describe('an e-mail address', () => {
  test.each([
    'john.doe@example.com',
    'jørgen@example.dk',
    "o'neil@example.com",
    'info@blåbærgrød.dk',
    'a+b/c=d@example.co.uk',
    '用户@例子.广告',
    '😀@example.com',
    'a@b.c',
    'UPPER@EXAMPLE.COM',
    `${'x'.repeat(254 - '@example.com'.length)}@example.com`,
    `${'😀'.repeat(254 - '@example.com'.length)}@example.com`,
  ])('may be %s', (email) => {
    expect(isEmail(email)).toBe(true);
  });

  test.each([
    '',
    'john',
    '@',
    'john@',
    '@example.com',
    'john@example',
    'john@example.',
    'john@.com',
    'john@example..com',
    'john@example.com.',
    'john@doe@example.com',
    'john doe@example.com',
    'john@exam ple.com',
    ' john@example.com',
    'john@example.com ',
    'john@example.com\n',
    'john\u00A0doe@example.com',
    'john\0@example.com',
    'john\u0007@example.com',
    'john\u0085@example.com',
    'john@exa\u007Fmple.com',
    'john@example.com,jane@example.com',
    '\uD800@example.com',
    `${'x'.repeat(255 - '@example.com'.length)}@example.com`,
  ])('may not be %j', (email) => {
    expect(isEmail(email)).toBe(false);
  });

  test('is judged in no time, however long and misshapen', () => {
    for (const text of ['a@'.repeat(100_000), `a@${'a.'.repeat(100_000)}`, '.'.repeat(200_000)]) {
      expect(isEmail(text)).toBe(false);
    }
    expect(isEmail(`a@${'a.'.repeat(125)}`)).toBe(false);
  });
});
