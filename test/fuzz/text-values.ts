import fc from 'fast-check';
import { anyText } from '../support/any-text.ts';

/** Texts that have broken programs before: what encodings, parsers, databases and markup stumble over. */
const HOSTILE_TEXTS = [
  ...['', ' ', '\t', '\u00A0', '\r', '\n', ' a ', '\uFEFF', '\uFEFFa'],
  ...['\0', 'a\0b', '\uD800', 'a\uDC00b', '\uDE42\uD83D', '\uD83D\uDE42', '\u{10FFFF}', '\uFFFD'],
  ...['\u0001', '\u0008', '\u000B', '\u001F', '\u007F', '\u0085', '\uFFFE', '\uFFFF', '\u{1FFFE}'],
  ...['\u2028', '\u2029', '\u202Eabc', 'e\u0301', 'ﬁ', 'ß', 'İ', '👨‍👩‍👧‍👦', 'אב', 'æøå ÆØÅ'],
  ...['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf', '[object Object]'],
  ...['null', 'undefined', 'NaN', 'true', 'false', '[]', '{}', '{"a":1}', '""'],
  ...['%', '%00', '%25', '%u0041', '+', '&', '=', 'a&b=c', ';', '#', '?', '/', '\\', '\\u0000', '\\x00'],
  ...["'", "' or 1=1 --", "'; drop table contact; --", '$1', '$' + '{x}', '{{x}}', '../../etc/passwd'],
  ...['<', '<script>alert(1)</script>', ']]>', '<!--', '<![CDATA[x]]>', '&amp;', '&#0;', '&lt', '<?xml?>'],
  ...['a\r\nSet-Cookie: a=b', 'a\r\n\r\nHTTP/1.1 200 OK', '*/', '*/alert(1)/*', ');alert(1);//'],
  ...['0', '-0', '00', '-1', '1.5', '1e3', '1e400', '0x10', ' 7 ', '007', '٤٥', '１２'],
  ...['2147483648', '4294967296', '9007199254740991', '9007199254740992', '9007199254740993'],
  ...['-9007199254740993', '99999999999999999999999', '1'.repeat(400)],
  ...['x'.repeat(16), 'x'.repeat(17), '🙂'.repeat(16), '🙂'.repeat(17)],
  ...['x'.repeat(254), 'x'.repeat(255), 'x'.repeat(256), '🙂'.repeat(255), '🙂'.repeat(256), 'é'.repeat(256)],
  ...['x'.repeat(1500), '\u{10FFFF}'.repeat(700)],
];

const HOSTILE_EMAILS = [
  ...['a@b.c', "o'neil@example.com", 'jørgen@example.dk', '🙂@example.com', 'a@example', '@example.com'],
  ...[
    'a@',
    'a@@example.com',
    'a@b@example.com',
    'a b@example.com',
    'a@.com',
    'a@example.',
    'a@exa..mple.com',
  ],
  ...[' a@example.com ', 'a\0@example.com', 'a\u0007@example.com', 'a@exa\u00ADmple.com', '<a@example.com>'],
  ...[`${'x'.repeat(242)}@example.com`, `${'x'.repeat(243)}@example.com`, `${'🙂'.repeat(242)}@example.com`],
  ...['a@example.com\r\nBcc: b@example.com', 'a@[127.0.0.1]', '"a b"@example.com', 'a@\u{E000}.example'],
];

const HOSTILE_PHONES = [
  ...[
    '4512345678',
    '+4512345678',
    '+45 12 34 56 78',
    ' 4512345678',
    '004512345678',
    '12345678',
    '12 34 56 78',
  ],
  ...['+', '+45', '00', '+0', '45', '112', '+4512345678 ext. 5', '+4512345678;ext=5', 'tel:+4512345678'],
  ...['+1 800 FLOWERS', '1-800-FLOWERS', '+390612345678', '+39 06 1234 5678', '+44 (0)20 7946 0958'],
  ...[
    '٤٥١٢٣٤٥٦٧٨',
    '＋４５１２３４５６７８',
    '4512345678\0',
    '451234567812345',
    '4512345678123456',
    '1e10',
    '-4512345678',
  ],
  ...['+4512345678,+4587654321', 'call me', '4512345678\n', '4.5e9', '+49 30 123456', '+8816 1234 5678'],
];

/** Any text, lone surrogates and U+0000 included. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...HOSTILE_TEXTS), weight: 4 },
  { arbitrary: anyText(12), weight: 2 },
  { arbitrary: fc.constantFrom(...HOSTILE_EMAILS, ...HOSTILE_PHONES), weight: 1 },
  { arbitrary: fc.tuple(anyText(4), fc.constantFrom(...HOSTILE_TEXTS)).map(([a, b]) => a + b), weight: 1 },
);

/** A text that may well be an e-mail address. */
export const emailLikeText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE_EMAILS),
  fc.tuple(anyText(6), anyText(4)).map(([local, domain]) => `${local}@${domain}.example`),
);

/** A text that may well be a phone number. */
export const phoneLikeText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE_PHONES),
  fc.bigInt({ min: -1000n, max: 10n ** 17n }).map(String),
  fc
    .tuple(fc.constantFrom('+', '00', ' ', ''), fc.integer({ min: 1, max: 99 }), fc.nat(999_999_999))
    .map(([sign, code, digits]) => `${sign}${code}${digits}`),
);

/** A text that may well be a whole number, beyond 2^53 too. */
export const numberLikeText: fc.Arbitrary<string> = fc.oneof(
  fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }).map(String),
  fc.integer().map(String),
  fc.double().map(String),
);

/** Names that no endpoint declares, or that only look like those it does. */
export const hostileName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'then'],
    ...[
      '',
      ' ',
      '[]',
      '[0]',
      'name[]',
      'name[0]',
      'contact[]',
      'name[x]',
      'group[x]',
      'name ',
      ' name',
      'na\0me',
    ],
    ...[
      'length',
      '0',
      '1',
      'name.x',
      '__proto__[x]',
      'constructor[prototype]',
      'nаme',
      'ＮＡＭＥ',
      'key\r\nX: y',
    ],
  ),
  anyText(6),
);
