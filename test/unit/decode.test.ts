import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFormText, decodeHeader, decodeUtf8, UNREADABLE } from '../../dialects/kernel/decode.ts';
import { anyText } from '../support/any-text.ts';

const text = anyText(40);

/** One byte in each character, as node:http hands over a URL or header. */
const asBytes = (value: string) => Buffer.from(value, 'utf8').toString('latin1');

describe('the text of a query or form', () => {
  test.each([
    ['John+Doe', 'John Doe'],
    ['John%20Doe', 'John Doe'],
    ['a%2Bb', 'a+b'],
    ['+%2B+', ' + '],
    ['%c3%a6', 'æ'],
    ['%C3%A6', 'æ'],
    ['\xC3\xA6', 'æ'],
    ['%C3\xA6', 'æ'],
    ['%F0%9F%98%80', '😀'],
    ['%E2%80%8F', '\u200F'],
    ['a%00b', 'a\0b'],
    ['a\tb', 'a\tb'],
    ['%EF%BF%BD', '\uFFFD'],
    ['%EF%BB%BFa', '\uFEFFa'],
    ['100%25', '100%'],
    ['%2541', '%41'],
    ["o'neil@example.com", "o'neil@example.com"],
    ['', ''],
  ])('%j is %j', (raw, decoded) => {
    expect(decodeFormText(raw)).toBe(decoded);
  });

  test.each([
    ['an overlong slash', '%C0%AF'],
    ['an overlong zero', '%C0%80'],
    ['a surrogate', '%ED%A0%80'],
    ['a code point beyond Unicode', '%F4%90%80%80'],
    ['a cut sequence', '%C3'],
    ['a continuation byte alone', 'a%A6'],
    ['a Latin-1 letter', 'J\xF8rgen'],
    ['a percent sign at the end', '100%'],
    ['half an escape', '%4'],
    ['an escape of no hexadecimal digits', '%zz'],
    ['a good escape beside a broken one', '%41%'],
  ])('is unreadable with %s, and nothing is put in its place', (_, raw) => {
    expect(decodeFormText(raw)).toBe(UNREADABLE);
  });

  test('returns what any encoder has escaped', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(decodeFormText(encodeURIComponent(value))).toBe(value);
        expect(decodeFormText(new URLSearchParams({ v: value }).toString().slice(2))).toBe(value);
      }),
    );
  });

  test('needs no escapes where a byte has no meaning of its own', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(decodeFormText(asBytes(value).replaceAll('%', '%25').replaceAll('+', '%2B'))).toBe(value);
      }),
    );
  });
});

describe('the text of a header', () => {
  test('is taken as it stands: a plus and a percent sign mean themselves', () => {
    expect(decodeHeader('a+b%20c')).toBe('a+b%20c');
  });

  test('is read as UTF-8', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(decodeHeader(asBytes(`>${value}`))).toBe(`>${value}`);
      }),
    );
  });

  test('keeps a leading byte order mark, being text like any other', () => {
    expect(decodeHeader(asBytes('\uFEFFName'))).toBe('\uFEFFName');
  });

  test('is unreadable where its bytes are not UTF-8', () => {
    expect(decodeHeader('J\xF8rgen')).toBe(UNREADABLE);
  });
});

describe('the stand-in for what is no text', () => {
  test('is itself nothing that could be stored or echoed', () => {
    expect(UNREADABLE.isWellFormed()).toBe(false);
  });

  test.each([
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['UTF-16', [0xff, 0xfe, 0x41, 0x00]],
  ])('stands for the bytes of %s', (_, bytes) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBe(UNREADABLE);
  });
});
