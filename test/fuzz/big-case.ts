import fc from 'fast-check';
import type { Owner } from './judge-raw.ts';

/** A request that is large, or that takes long to read where a parser is careless. */
export interface BigCase {
  readonly target: string;
  readonly shape: keyof typeof SHAPES;
  /** In thousands of characters or parameters. */
  readonly thousands: number;
  readonly chunked: boolean;
}

/** Where it goes; the credential is added. */
export const BIG_TARGETS: Readonly<Record<string, Owner>> = {
  '/api/contacts/add': 'filemail',
  '/api/contacts/group/add': 'filemail',
  '/api/contacts/delete': 'filemail',
  '/contact/create/api.json': 'txty',
  '/contact/create/api.xml': 'txty',
  '/contact/addgroup/api.json': 'txty',
};

interface Body {
  readonly type: string;
  readonly bytes: Buffer;
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const MULTIPART = 'multipart/form-data; boundary=b';
const PART = '--b\r\nContent-Disposition: form-data; name=';

const form = (text: string): Body => ({ type: FORM, bytes: Buffer.from(text, 'latin1') });
const json = (text: string): Body => ({ type: JSON_TYPE, bytes: Buffer.from(text) });
const multipart = (text: string): Body => ({
  type: MULTIPART,
  bytes: Buffer.from(`${text}--b--\r\n`, 'latin1'),
});
const others = 'email=a@example.com&contact=1&group=1&contactid=1';

/** Bodies by their size, in thousands. */
export const SHAPES: Readonly<Record<string, (size: number) => Body>> = {
  value: (size) => form(`name=${'x'.repeat(size)}&fullname=${'x'.repeat(size)}&${others}`),
  mobile: (size) => form(`name=a&fullname=a&${others}&mobile=${'1'.repeat(size)}&msisdn=${'1'.repeat(size)}`),
  blanks: (size) =>
    form(`name=a&fullname=a&${others}&mobile=${'+'.repeat(size)}x&msisdn=${'+'.repeat(size)}x`),
  plusses: (size) =>
    form(`name=a&fullname=a&${others}&mobile=${'%2B'.repeat(size / 3)}&msisdn=${'%2B'.repeat(size / 3)}`),
  digitsAndBlanks: (size) =>
    form(`name=a&fullname=a&${others}&mobile=${'1+'.repeat(size / 2)}x&msisdn=${'1+'.repeat(size / 2)}x`),
  email: (size) => form(`name=a&fullname=a&email=${'a.'.repeat(size / 2)}@${'a.'.repeat(size / 2)}`),
  emoji: (size) =>
    form(`name=${'%F0%9F%99%82'.repeat(size / 12)}&fullname=${'%F0%9F%99%82'.repeat(size / 12)}&${others}`),
  markup: (size) => form(`fullname=${'<%26>'.repeat(size / 5)}&name=${'<%26>'.repeat(size / 5)}&${others}`),
  control: (size) => form(`fullname=${'%01'.repeat(size / 3)}&name=${'%0D'.repeat(size / 3)}&${others}`),
  lineEnds: (size) => form(`name=a&${others}${'\r\n'.repeat(size / 2)}x`),
  trailingLineEnds: (size) => form(`name=a&fullname=a&${others}${'\n'.repeat(size)}`),
  ampersands: (size) => form(`${'&'.repeat(size)}name=a`),
  equals: (size) => form(`name${'='.repeat(size)}`),
  percents: (size) => form(`name=${'%'.repeat(size)}&fullname=${'%'.repeat(size)}&${others}`),
  highBytes: (size) => form(`name=${'\xC3\xB8'.repeat(size / 2)}&fullname=${'\xFF'.repeat(size)}&${others}`),
  brackets: (size) => form(`group${'['.repeat(size)}]=1&contact=1`),
  digitsInBrackets: (size) => form(`group[${'1'.repeat(size)}x]=1&contact=1&group[${'1'.repeat(size)}]=1`),
  groups: (size) => form(`contact=1&group=${'1,'.repeat(size / 2)}`),
  commas: (size) => form(`contact=1&group=${','.repeat(size)}`),
  callback: (size) => form(`callback=${'a.'.repeat(size / 2)}&name=a&fullname=a&${others}`),
  contactid: (size) => form(`contactid=${'1'.repeat(size)}&contact=${'1'.repeat(size)}&group=1`),
  parameters: (size) => form(Array.from({ length: size }, (_, index) => `p${index}=1`).join('&')),
  sameParameter: (size) => form('group=1&'.repeat(size)),
  jsonParameters: (size) =>
    json(`{${Array.from({ length: size }, (_, index) => `"p${index}":1`).join(',')}}`),
  jsonList: (size) => json(`{"contact":"1","name":"a","group":[${'"1",'.repeat(size)}"1"]}`),
  jsonDepth: (size) => json(`{"name":${'['.repeat(size)}${']'.repeat(size)}}`),
  jsonOpen: (size) => json('['.repeat(size)),
  jsonObjects: (size) => json(`${'{"a":'.repeat(size / 5)}1${'}'.repeat(size / 5)}`),
  jsonEscapes: (size) =>
    json(`{"name":"${'\\u0000'.repeat(size / 6)}","fullname":"${'\\ud800'.repeat(size / 6)}"}`),
  jsonNumber: (size) => json(`{"name":${'9'.repeat(size)},"fullname":${'9'.repeat(size)}}`),
  jsonBlanks: (size) => json(`${' '.repeat(size)}{"name":"a"}${' '.repeat(size)}x`),
  parts: (size) => multipart(`${PART}"a"\r\n\r\n1\r\n`.repeat(size / 20)),
  bareBoundaries: (size) => multipart('--b\r\n'.repeat(size / 5)),
  partHeaders: (size) => multipart(`${PART}"name"\r\n${'X: y\r\n'.repeat(size / 6)}\r\n1\r\n`),
  partBlanks: (size) => multipart(`--b\r\nContent-Disposition: form-data;${' '.repeat(size)}x\r\n\r\n1\r\n`),
  partSemicolons: (size) => multipart(`${PART}"name"${'; '.repeat(size / 2)}\r\n\r\n1\r\n`),
  partCharset: (size) =>
    multipart(`${PART}"name"\r\nContent-Type: ${'; '.repeat(size / 2)}charset\r\n\r\n1\r\n`),
  partQuotes: (size) => multipart(`${PART}"${'a'.repeat(size)}\r\n\r\n1\r\n`),
  partFilenames: (size) => multipart(`${PART}"name"${';filename'.repeat(size / 9)}\r\n\r\n1\r\n`),
};

/** Any such request: in most of them there is just less than the limit, so that all of it is read. */
export const anyBig: fc.Arbitrary<BigCase> = fc.record({
  target: fc.constantFrom(...Object.keys(BIG_TARGETS)),
  shape: fc.constantFrom(...Object.keys(SHAPES)),
  thousands: fc.oneof(
    { arbitrary: fc.constantFrom(10, 100, 450), weight: 5 },
    { arbitrary: fc.constantFrom(10_000), weight: 1 },
  ),
  chunked: fc.boolean(),
});
