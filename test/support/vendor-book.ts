import type { Sex } from '../../domain/contact.ts';
import { GROUP_NAMES, NAMES } from './vendor-names.ts';

/** A contact as it stands in a vendor's store. */
export interface VendorContact {
  readonly id: number;
  readonly textId: string;
  readonly name: string;
  readonly email?: string;
  readonly dialcode?: number;
  readonly msisdn?: number;
  readonly phoneText?: string;
  readonly street?: string;
  readonly zipcode?: string;
  readonly birthdaySeconds?: number;
  readonly sex?: Sex;
  /** Numbers of its groups. */
  readonly groups: readonly number[];
}

export interface VendorGroup {
  readonly id: number;
  readonly textId: string;
  readonly name: string;
}

/** An address book that an account has at a vendor. */
export interface VendorBook {
  readonly contacts: readonly VendorContact[];
  readonly groups: readonly VendorGroup[];
}

const FIRST_GROUP = 100;
const EMPTY_GROUP = FIRST_GROUP + 2;
const EVERYONE = FIRST_GROUP + 3;

/** Fields of all sorts; each contact of the odd book has some of them. */
const FIELDS: readonly Partial<VendorContact>[] = [
  {},
  {
    email: 'jane.doe@example.com',
    dialcode: 45,
    msisdn: 4_512_345_678,
    street: 'Vestergade 1',
    zipcode: '5550',
    sex: 'female',
  },
  {
    email: 'jørgen@example.dk',
    phoneText: 'ask at the desk',
    zipcode: '0999',
    birthdaySeconds: -1_234_567_890,
    sex: 'male',
  },
  {
    email: "o'neil+tag@example.com",
    dialcode: 39,
    msisdn: 390_612_345_678,
    street: 'Via "Roma", 5;\\ int. 3',
    birthdaySeconds: 0,
  },
  { dialcode: 1, msisdn: 12_015_550_123, zipcode: 'SW1A 1AA', street: 'two\nlines' },
  {
    email: '用户@例子.example',
    phoneText: '+45 12',
    zipcode: '9007199254740993',
    birthdaySeconds: 999_999_999_999_999,
  },
  { email: `${'x'.repeat(242)}@example.com`, street: '=HYPERLINK("x")', zipcode: '-1', birthdaySeconds: -1 },
  { phoneText: '٤٥١٢٣٤٥٦٧٨x', street: 'ø'.repeat(255), zipcode: '0' },
];

/** Ids of every sort, those of the pages too; each given once. */
const IDS: readonly (readonly [id: number, textId: string])[] = [
  [1, '1'],
  [100, 'jd893jr8g93hf39th'],
  [126, 'JD893JR8G93HF39TH'],
  [127, '100'],
  [1_000_658_322, '1000658322'],
  [1_099_999_999, '0001'],
  [1_100_000_001, 'a b/c?d=e&f'],
  [1_100_000_002, '1100000003'],
  [2_147_483_647, '2147483648'],
  [4_294_967_301, 'ключ-🔑'],
  [9_007_199_254_740_991, '__proto__'],
];

/**
 * A book of everything that a vendor's book may hold and a program may stumble over: each name, each kind of
 * field, people who are there twice, ids of every sort, groups of one name, one without members and one with nearly all.
 */
export function oddBook(): VendorBook {
  const groups = GROUP_NAMES.map((name, place) => ({
    id: FIRST_GROUP + place,
    textId:
      place === 1
        ? 'Friends-7'
        : `1c12267ae0244adf956bf80788b4${(FIRST_GROUP + place).toString(16).padStart(4, '0')}`,
    name,
  }));
  const twins = { name: 'John Doe', email: 'john.doe@example.com', dialcode: 45, msisdn: 4_520_000_000 };
  const people: readonly Partial<VendorContact>[] = [
    ...NAMES.map((name, place) => ({ name, ...FIELDS[place % FIELDS.length] })),
    ...[twins, twins, { ...twins, street: 'Another street' }, { name: 'John Doe' }],
  ];
  const contacts = people.map((person, place) => {
    const number = 200_000 + place * 7;
    const [id, textId] = IDS[place] ?? [number, String(number)];
    return { name: '', ...person, id, textId, groups: groupsOf(place) };
  });
  return { contacts, groups };
}

/** A book of ordinary people, each in as many of the groups as `place % 4`. */
export function plainBook(count: number): VendorBook {
  const groups = Array.from({ length: 12 }, (_, place) => ({
    id: 300 + place,
    textId: `feed0000000000000000000000000${(300 + place).toString()}`,
    name: `Group ${place}`,
  }));
  const contacts = Array.from({ length: count }, (_, place) => ({
    id: 5000 + place,
    textId: String(5000 + place),
    name: `Jane Doe ${place}`,
    email: `jane.${place}@example.com`,
    ...{ dialcode: 45, msisdn: 4_520_000_000 + place, street: `Vestergade ${place}`, zipcode: '5550' },
    groups: groups.slice(place % 7, (place % 7) + (place % 4)).map(({ id }) => id),
  }));
  return { contacts, groups };
}

function groupsOf(place: number): readonly number[] {
  if (place % 5 === 0) return [];
  const some = GROUP_NAMES.map((_, number) => FIRST_GROUP + number).filter(
    (id) => id !== EMPTY_GROUP && (id + place) % 4 === 0,
  );
  return [...new Set([...some, EVERYONE])].sort((a, b) => a - b);
}
