import { expect, test } from 'vitest';
import { openVcardSource } from '../../src/migration/files/vcard-source.ts';
import { contactsOf, groupsOf, readFile } from '../support/read-source.ts';

const read = (name: string) =>
  readFile(openVcardSource, new URL(`../fixtures/vcard/${name}.vcf`, import.meta.url).pathname);
const danish = (msisdn: number) => ({ dialcode: 45, msisdn });

const SEVERAL_PHONES = 'Of several phone numbers of a card the first is taken';
const SEVERAL_EMAILS = 'Of several e-mail addresses of a card the first is taken';
const TOWN = 'Of an address the town, region and country are left out';
const OTHER_SEX = 'A sex other than male and female has no place here and is left out';
const NO_YEAR = 'A date of birth without its year, or without its day, is left out';

test('Outlook: version 2.1 in windows-1252, with quoted-printable, pictures and a card within a card', async () => {
  const outlook = await read('outlook');
  expect(contactsOf(outlook)).toEqual([
    {
      name: 'Jørgen Sørensen',
      email: 'jorgen@example.com',
      phone: danish(4512345678),
      street: 'Søndergade 5, 2. th',
      zipcode: '8000',
      birthdaySeconds: 327362400,
      groups: ['name:Customers', 'name:Friends'],
    },
    { name: 'Jane Ærløå', email: 'jane@example.com', sex: 'female' },
  ]);
  expect(groupsOf(outlook)).toEqual([
    ['name:Customers', 'Customers'],
    ['name:Friends', 'Friends'],
  ]);
  expect(outlook.notes).toEqual([
    `${SEVERAL_PHONES}: line 1.`,
    `${TOWN}: line 1.`,
    'Left out, for an address book here has no place for it: TITLE, LABEL, X-MS-OL-DEFAULT-POSTAL-ADDRESS, X-MS-OL-DESIGN, PHOTO, X-MS-CARDPICTURE, AGENT, NOTE.',
  ]);
});

test('iOS: version 3.0 with labelled properties, a birthday without a year, and groups after their members', async () => {
  const ios = await read('ios');
  const neighbours = 'uid:33333333-3333-4333-8333-333333333333:abgroup';
  expect(ios.records.map(({ identity }) => identity.key)).toEqual([
    neighbours,
    'uid:11111111-1111-4111-8111-111111111111:abperson',
    'uid:22222222-2222-4222-8222-222222222222:abperson',
  ]);
  expect(groupsOf(ios)).toEqual([[neighbours, 'Neighbours']]);
  expect(contactsOf(ios)).toEqual([
    {
      name: 'Dr. John Q. Doe Jr.',
      email: 'john.doe@example.com',
      phone: danish(4512345678),
      street: 'Vestergade 1\n2. th',
      zipcode: '5000',
      birthdaySeconds: 327362400,
      groups: [neighbours],
    },
    { name: 'Example Bakery', phone: danish(4512345679), groups: [neighbours] },
  ]);
  expect(ios.notes).toEqual([
    `${SEVERAL_EMAILS}: line 1.`,
    `${SEVERAL_PHONES}: line 1.`,
    `${TOWN}: line 1.`,
    `${NO_YEAR}: line 20.`,
    'Left out, for an address book here has no place for it: NOTE, PHOTO.',
  ]);
});

test('Android: version 2.1 with every character in quoted-printable, and numbers that are none', async () => {
  const android = await read('android');
  expect(contactsOf(android)).toEqual([
    {
      name: 'Björn Åkesson',
      email: 'bjorn@example.com',
      phone: { dialcode: 46, msisdn: 46701234567 },
      street: 'Storgatan 1; nb. 2',
      zipcode: '01111',
    },
    { name: 'Minimal', phone: { text: '*100#' } },
    { name: '😀 山田' },
  ]);
  expect(android.notes).toEqual([
    `${SEVERAL_PHONES}: line 1.`,
    `${TOWN}: line 1.`,
    `${NO_YEAR}: line 1.`,
    'Left out, for an address book here has no place for it: X-ANDROID-CUSTOM.',
  ]);
});

test('Gmail: version 3.0, folded anywhere, with a card that has no name', async () => {
  const gmail = await read('gmail');
  expect(contactsOf(gmail)).toEqual([
    {
      name: 'Jane Doe',
      email: 'jane.doe@example.com',
      phone: danish(4512345678),
      street: 'Main Street 1, 2nd floor',
      zipcode: '01234',
      birthdaySeconds: 189212400,
      groups: ['name:myContacts', 'name:Book Club'],
    },
    { name: 'only.mail@example.com', email: 'only.mail@example.com', groups: ['name:myContacts'] },
  ]);
  expect(gmail.notes).toEqual([
    `${TOWN}: line 1.`,
    'Left out, for an address book here has no place for it: NOTE.',
  ]);
});

test('Nextcloud: version 4.0 with a group by its members; a card that is cut off spoils no other', async () => {
  const nextcloud = await read('nextcloud');
  const choir = 'uid:77777777-7777-4777-8777-777777777777';
  expect(groupsOf(nextcloud)).toEqual([
    [choir, 'Choir'],
    ['name:Friends', 'Friends'],
    ['name:Family, close', 'Family, close'],
    ['name:Müller', 'Müller'],
  ]);
  expect(contactsOf(nextcloud)).toEqual([
    {
      name: 'Zoë Müller',
      email: 'zoe@example.com',
      phone: { dialcode: 49, msisdn: 49301234567 },
      street: 'Straße 5',
      zipcode: '10115',
      birthdaySeconds: -626144400,
      sex: 'female',
      groups: [choir, 'name:Friends', 'name:Family, close', 'name:Müller'],
    },
    {
      name: 'This one is folded',
      faults: [{ field: 'birthdaySeconds', reason: 'is no date such as 1980-05-17', value: 'circa 1800' }],
    },
    {
      name: 'Cut off',
      faults: [{ field: 'name', reason: 'stands in a card that has no END:VCARD', value: 'Cut off' }],
    },
  ]);
  expect(nextcloud.notes).toEqual([
    `${SEVERAL_EMAILS}: line 1.`,
    `${TOWN}: line 1.`,
    `${OTHER_SEX}: line 16.`,
  ]);
});
