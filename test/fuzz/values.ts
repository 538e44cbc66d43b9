import fc from 'fast-check';
import { anyText } from '../support/any-text.ts';
import { emailLikeText, hostileText, numberLikeText, phoneLikeText } from './text-values.ts';

/** How a text is percent-encoded, where it is. */
export type Escaping = 'few' | 'all' | 'lower' | 'none';

/** What a case sends as a value. */
export type CaseValue =
  | { readonly kind: 'text'; readonly text: string; readonly escaping: Escaping }
  /** Bytes that are no UTF-8, in hexadecimal. */
  | { readonly kind: 'bytes'; readonly hex: string }
  /** A broken escape: taken literally where nothing is percent-encoded. */
  | { readonly kind: 'broken'; readonly raw: string }
  /** A JSON value as it is written: taken literally in other bodies. */
  | { readonly kind: 'json'; readonly literal: string }
  /** A file of a multipart form; elsewhere a text. */
  | { readonly kind: 'file'; readonly text: string }
  /** Something of the account that the call is made for. */
  | { readonly kind: 'own'; readonly what: Own; readonly pick: number };

export type Own =
  | 'token'
  | 'key'
  | 'deadToken'
  | 'spareKey'
  | 'user'
  | 'userEmail'
  | 'otherUser'
  | 'password'
  | 'contactId'
  | 'contactTextId'
  | 'otherContactId'
  | 'otherContactTextId'
  | 'groupId'
  | 'groupTextId'
  | 'otherGroupId'
  | 'otherGroupTextId'
  | 'goneId';

const own = (...whats: readonly Own[]): fc.Arbitrary<CaseValue> =>
  fc.record({ kind: fc.constant('own' as const), what: fc.constantFrom(...whats), pick: fc.nat(5) });

const escaping = fc.constantFrom<Escaping>('few', 'all', 'lower', 'none');

const textOf = (texts: fc.Arbitrary<string>): fc.Arbitrary<CaseValue> =>
  fc.record({ kind: fc.constant('text' as const), text: texts, escaping });

const text = (...texts: readonly string[]) => textOf(fc.constantFrom(...texts));

const GOOD: Readonly<Record<string, fc.Arbitrary<CaseValue>>> = {
  logintoken: own('token'),
  user: own('user', 'user', 'userEmail'),
  username: own('user', 'userEmail'),
  key: own('key'),
  password: own('password'),
  pass: own('password'),
  apikey: own('spareKey'),
  contact: own('contactId'),
  contactid: own('contactTextId'),
  group: own('groupId'),
  contactgroupid: own('groupTextId'),
  fullname: textOf(anyText(8)),
  name: textOf(anyText(8)),
  email: text('bodil@example.com', 'jørgen@example.dk', "o'neil@example.com"),
  mobile: text('4512345678', '+45 87 65 43 21', '12345678', 'ask Bodil'),
  msisdn: text('4512345678', '+45 12 34 56 78', ' 4587654321', '004512345678'),
  street: text('Østergade 2', 'Æblevej "1"'),
  zipcode: text('5550', '0999', 'SW1A 1AA'),
  birthday: text('86400', '-86400', '0', '999999999999999'),
  sex: text('1', '2'),
  format: text('json', 'xml', 'XML', 'yaml'),
  callback: text('cb', 'a.b.$c', '_', 'æøå'),
  source: textOf(anyText(8)),
  description: textOf(anyText(8)),
  tfkey: textOf(anyText(8)),
};

/** A value with which a parameter does what it is for. */
export function goodValue(name: string): fc.Arbitrary<CaseValue> {
  const good = GOOD[name];
  if (good === undefined) throw new Error(`test/fuzz/values.ts does not know what to send as ${name}`);
  return good;
}

const NO_UTF8 = [
  'ff',
  'c3',
  '80',
  'c080',
  'c0af',
  'eda080',
  'edb080',
  'f4908080',
  'e282',
  '61ff62',
  'fe',
  'f8888080',
];
const BROKEN_ESCAPES = ['%', '%4', '%GG', '100%', '%%', '%u0041', '%C3%', '%C', '%-1', '% 41', 'a%0', '%25%'];
const LITERALS = [
  ...['null', 'true', 'false', '0', '-0', '12', '4512345678', '1.5', '1e3', '1e400', '-1e400', '1E-7'],
  ...[
    '9007199254740991',
    '9007199254740992',
    '9007199254740993',
    '-9007199254740993',
    '12345678901234567890',
  ],
  ...[
    '[]',
    '{}',
    '[1,2]',
    '["1","2"]',
    '[["1"]]',
    '{"a":1}',
    '{"__proto__":{"x":1}}',
    '[null]',
    '["\\ud800"]',
  ],
  ...['"\\u0000"', '"\\ud83d"', '"\\ud83d\\ude42"', '"\\/"', '[true,"1,2"]'],
];

const IDS: Readonly<Record<string, fc.Arbitrary<CaseValue>>> = {
  contact: own('otherContactId', 'goneId', 'groupId', 'contactTextId'),
  contactid: own('otherContactTextId', 'goneId', 'groupTextId', 'contactId'),
  group: own('otherGroupId', 'goneId', 'contactId', 'groupTextId'),
  contactgroupid: own('otherGroupTextId', 'goneId', 'contactTextId', 'groupId'),
  user: own('otherUser'),
  username: own('otherUser'),
  logintoken: own('deadToken', 'key'),
  key: own('deadToken', 'token'),
  apikey: own('deadToken', 'token'),
};

/** A value that a parameter of this name may well stumble over. */
export function hostileValue(name: string): fc.Arbitrary<CaseValue> {
  const likely = likelyText(name);
  return fc.oneof(
    { arbitrary: textOf(likely === undefined ? hostileText : fc.oneof(likely, hostileText)), weight: 10 },
    { arbitrary: fc.constantFrom(...NO_UTF8).map((hex) => ({ kind: 'bytes' as const, hex })), weight: 1 },
    {
      arbitrary: fc.constantFrom(...BROKEN_ESCAPES).map((raw) => ({ kind: 'broken' as const, raw })),
      weight: 1,
    },
    {
      arbitrary: fc.constantFrom(...LITERALS).map((literal) => ({ kind: 'json' as const, literal })),
      weight: 2,
    },
    { arbitrary: hostileText.map((content) => ({ kind: 'file' as const, text: content })), weight: 1 },
    ...(IDS[name] === undefined ? [] : [{ arbitrary: IDS[name], weight: 4 }]),
  );
}

function likelyText(name: string): fc.Arbitrary<string> | undefined {
  if (name === 'email') return emailLikeText;
  if (name === 'mobile' || name === 'msisdn') return phoneLikeText;
  return /birthday|sex|zipcode|contact|group/.test(name) ? numberLikeText : undefined;
}
