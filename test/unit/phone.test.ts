import { describe, expect, test } from 'vitest';
import {
  findRegion,
  listDialcodes,
  NEEDS_REGION,
  nationalNumber,
  type PhoneReading,
  type Region,
  readPhone,
  readPhoneAnywhere,
} from '../../domain/phone.ts';

const msisdnOf = (text: string, reading: PhoneReading, home: Region) =>
  readPhone(text, reading, home)?.msisdn;

const READINGS: readonly PhoneReading[] = ['international', 'home'];

describe('a number that says it is international', () => {
  test.each([
    '+4512345678',
    '+45 12 34 56 78',
    '+45-12-34-56-78',
    '+45.12.34.56.78',
    '+45/12/34/56/78',
    '(+45) 12345678',
    '+ 45 12345678',
    ' +4512345678 ',
    '+45\u00A012\u00A034\u00A056\u00A078',
    '+45\u201312\u201434\u201156\u201078',
    '004512345678',
    '0045 12 34 56 78',
    ' 004512345678',
    ' 4512345678',
    ' 45 12 34 56 78',
    '\t4512345678',
  ])('is read alike whatever the home region and the reading: %j', (text) => {
    for (const reading of READINGS) {
      for (const home of ['DK', 'DE', 'US', 'GB', 'IT'] as const) {
        expect(readPhone(text, reading, home), `${reading} ${home}`).toEqual({
          dialcode: 45,
          msisdn: 4512345678,
        });
      }
    }
  });

  test.each([
    ['+4512345678', true],
    ['004512345678', true],
    ['(+45) 12345678', true],
    ['+45123', true],
    [' 4512345678', true],
    ['12345678', false],
    ['tel', false],
  ])('needs no home region: %j, %j', (text, independent) => {
    expect(readPhoneAnywhere(text, 'international') === NEEDS_REGION).toBe(!independent);
  });
});

describe('bare digits', () => {
  test.each<[string, Region, number | undefined, number | undefined]>([
    ['4512345678', 'DK', 4512345678, 4512345678],
    ['4512345678', 'DE', 4512345678, 494512345678],
    ['4512345678', 'US', 4512345678, 14512345678],
    ['12345678', 'DK', 4512345678, 4512345678],
    ['12 34 56 78', 'DK', 4512345678, 4512345678],
    ['12.34.56.78', 'DK', 4512345678, 4512345678],
    ['12345678', 'US', undefined, undefined],
    ['45123456', 'DK', 4545123456, 4545123456],
    ['2015550123', 'US', 2015550123, 12015550123],
    ['12015550123', 'US', 12015550123, 12015550123],
    ['(201) 555-0123', 'US', 2015550123, 12015550123],
    ['030 123456', 'DE', 4930123456, 4930123456],
    ['49 30 123456', 'DE', 4930123456, 4930123456],
    ['06 1234 5678', 'IT', 390612345678, 390612345678],
    ['020 7946 0123', 'GB', 442079460123, 442079460123],
  ])(
    'of %j at home in %s are %j to an international reader and %j to a home one',
    (text, home, first, second) => {
      expect(msisdnOf(text, 'international', home)).toBe(first);
      expect(msisdnOf(text, 'home', home)).toBe(second);
    },
  );

  test('of eight Danish digits are a home number to a home reader, though possible abroad', () => {
    // 32 is Belgium's dialling code, and 30 that of Greece.
    for (const text of ['32123456', '30123456', '20123456', '49123456']) {
      expect(msisdnOf(text, 'home', 'DK')).toBe(Number(`45${text}`));
    }
  });

  test.each<[string, PhoneReading, boolean]>([
    ['4512345678', 'international', false],
    ['45 12 34 56 78', 'international', false],
    ['12345678', 'international', true],
    ['4512345678', 'home', true],
    ['12345678', 'home', true],
  ])('of %j, read as %s first, need the home region: %j', (text, reading, needed) => {
    expect(readPhoneAnywhere(text, reading) === NEEDS_REGION).toBe(needed);
  });
});

describe('what is no possible number', () => {
  test.each([
    '',
    ' ',
    '+',
    '00',
    'John',
    'call 4512345678',
    '4512345678 (work)',
    'tel:+4512345678',
    '+45 12345678 ext. 5',
    '+4512345678;ext=5',
    '+45 12345678x5',
    '12345678 ext. 5',
    '12345678;ext=5',
    '12345678x5',
    '12345678 #5',
    '+4512345678, +4587654321',
    '+45 1234567',
    '+45 123456789',
    '++4512345678',
    '+45+12345678',
    '+999123456789',
    '+0012345678',
    '000 4512345678',
    '123',
    '1234567',
    '1234567890123456',
    '+1234567890123456',
    '0.4512345678e10',
    '-4512345678a',
    '\0',
    '\uD800',
  ])('is %j', (text) => {
    for (const reading of READINGS) expect(readPhone(text, reading, 'DK')).toBeUndefined();
  });

  test('is told in no time, however long', () => {
    expect(readPhone('1'.repeat(500_000), 'international', 'DK')).toBeUndefined();
    expect(readPhone('+ ( '.repeat(100_000), 'home', 'DK')).toBeUndefined();
  });
});

test('a number of more digits than an MSISDN has is none, although its country would take it', () => {
  expect(msisdnOf('+493012345678901', 'international', 'DE')).toBe(493012345678901);
  expect(msisdnOf('+4930123456789012', 'international', 'DE')).toBeUndefined();
  expect(msisdnOf('030123456789012', 'home', 'DE')).toBeUndefined();
});

test('a number is judged by whether it is possible, not whether anybody has it', () => {
  // No Danish number begins with 1: libphonenumber calls it possible and not valid.
  expect(readPhone('+4512345678', 'international', 'DK')).toEqual({ dialcode: 45, msisdn: 4512345678 });
});

describe('the national number', () => {
  test.each([
    ['+4512345678', 45, 12345678],
    ['+12015550123', 1, 2015550123],
    ['+390612345678', 39, 612345678],
    ['+35312345678', 353, 12345678],
    ['+4930123456', 49, 30123456],
  ])('of %s after the code %j is %j, an Italian leading zero lost', (text, dialcode, number) => {
    const phone = readPhone(text, 'international', 'DK');
    expect(phone).toEqual({ dialcode, msisdn: Number(text.slice(1)) });
    expect(phone && nationalNumber(phone)).toBe(number);
  });
});

describe('the numbering plan', () => {
  test('has every region once, by code, with its dialling code and English name', () => {
    const regions = listDialcodes();
    expect(regions.length).toBeGreaterThan(240);
    expect(new Set(regions.map(({ region }) => region)).size).toBe(regions.length);
    expect(regions).toContainEqual({ region: 'DK', dialcode: 45, country: 'Denmark' });
    expect(regions).toContainEqual({ region: 'US', dialcode: 1, country: 'United States' });
    for (const { region, dialcode, country } of regions) {
      expect(findRegion(region)).toBe(region);
      expect(dialcode).toBeGreaterThan(0);
      expect(country).not.toBe('');
    }
  });

  test.each([
    ['dk', 'DK'],
    [' Dk ', 'DK'],
    ['XX', undefined],
    ['', undefined],
    ['Denmark', undefined],
    ['__proto__', undefined],
  ])('knows the region %j as %j', (code, region) => {
    expect(findRegion(code)).toBe(region);
  });
});
