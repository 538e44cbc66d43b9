import fc from 'fast-check';
import type { Contact, Group, Identity, Sex } from '../../domain/contact.ts';
import type { Phone } from '../../domain/phone.ts';
import { anyText } from './any-text.ts';

/** An address book, as a store would list it. */
export interface Book {
  readonly groups: readonly Group[];
  readonly contacts: readonly Contact[];
}

// What one format or another takes for more than text.
const PIECES = [
  ...[
    '=',
    '+',
    '-',
    '@',
    '\t',
    '\r',
    '\n',
    '\r\n',
    '"',
    "'",
    ',',
    ';',
    '\\',
    ':',
    '|',
    '[',
    ']',
    '{',
    '%',
    ' ',
  ],
  ...['\u0001', '\u007f', '\u0085', '\u009b', '\u2028', '\u2029', '\ufeff', '\u00a0', '\u202e', '＝'],
  ...[
    'BEGIN:VCARD',
    'END:VCARD',
    '\\n',
    '=C3=A6',
    '%41',
    'æøå',
    'عربي',
    '山田',
    '😀',
    'e\u0301',
    'null',
    '12345678',
  ],
];

const written = fc.array(fc.oneof(fc.constantFrom(...PIECES), anyText(3)), { minLength: 1, maxLength: 6 });

/** A text that is not blank, of every sort. */
const anyWords = written
  .map((pieces) => pieces.join('').replaceAll('\0', ''))
  .filter((text) => text.trim() !== '');

const zipcode = fc.oneof(
  fc.constantFrom('0999', '5550', 'SW1A 1AA', '-1', '0'),
  anyWords.map((text) => [...text].slice(0, 8).join('')),
);
const anyPhone: fc.Arbitrary<Phone> = fc.oneof(
  fc.record({ dialcode: fc.constant(45), msisdn: fc.integer({ min: 4_520_000_000, max: 4_599_999_999 }) }),
  fc.constantFrom({ dialcode: 1, msisdn: 12_015_550_123 }, { dialcode: 39, msisdn: 390_612_345_678 }),
  // No number that any plan knows, but a store may have it.
  fc.constantFrom({ dialcode: 7, msisdn: 712 }, { dialcode: 999, msisdn: 999_123_456_789_012 }),
  fc
    .oneof(fc.constantFrom('12345678', '+45 12', 'tel:12345678', '4.51235E+11'), anyWords)
    .map((text) => ({ text })),
);
const birthday = fc.oneof(
  fc.integer({ min: -4_000_000_000, max: 4_000_000_000 }),
  fc.constantFrom(0, -1, 327_362_400, 999_999_999_999_999, -999_999_999_999_999, 19_800_517),
);
const email = fc.constantFrom(
  'jane@example.com',
  'jørgen@example.dk',
  "=o'neil+x@example.com",
  '"a"@example.com',
  ';@b.example',
);
const sex = fc.constantFrom<Sex>('male', 'female');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const exactly = <T>(value: fc.Arbitrary<T>, count: number) =>
  fc.array(value, { minLength: count, maxLength: count });

function identities(count: number): fc.Arbitrary<readonly Identity[]> {
  const length = { minLength: count, maxLength: count };
  const id = fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.constant(9_007_199_254_740_991));
  // No client could ask for a text with blanks around it.
  const trimmed = anyWords.map((text) => text.trim());
  const textId = fc.oneof(fc.constantFrom('100', 'jd893jr8g93hf39th', '__proto__'), trimmed);
  return fc
    .tuple(fc.uniqueArray(id, length), fc.uniqueArray(textId, length))
    .map(([ids, textIds]) =>
      ids.toSorted((a, b) => a - b).map((id, place) => ({ id, textId: textIds[place] ?? '' })),
    );
}

const GROUP_COUNT = 5;
const groupName = fc.oneof(fc.constantFrom('Friends', 'Friends', ' Friends '), anyWords);

/** Any address book of so many contacts, and some groups. */
export function anyBook(count: number): fc.Arbitrary<Book> {
  return fc
    .tuple(identities(GROUP_COUNT), exactly(groupName, GROUP_COUNT))
    .map(([ids, names]) => ids.map((identity, place) => ({ ...identity, name: names[place] ?? '' })))
    .chain((groups) =>
      fc.tuple(identities(count), exactly(person(groups), count)).map(([ids, people]) => ({
        groups,
        contacts: people.map((one, place) => ({ id: 0, textId: '', ...ids[place], ...one })),
      })),
    );
}

function person(groups: readonly Group[]): fc.Arbitrary<Omit<Contact, 'id' | 'textId'>> {
  return fc.record({
    name: anyWords,
    email: maybe(email),
    phone: maybe(anyPhone),
    street: maybe(anyWords),
    zipcode: maybe(zipcode.filter((text) => text.trim() !== '')),
    birthdaySeconds: maybe(birthday),
    sex: maybe(sex),
    groups: fc.subarray([...groups]),
  });
}
