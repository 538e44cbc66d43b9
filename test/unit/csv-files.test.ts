import { expect, test } from 'vitest';
import { openCsvSource } from '../../src/migration/files/csv-source.ts';
import { SourceError, SourceUsageError } from '../../src/migration/records.ts';
import { contactsOf, groupsOf, readInput } from '../support/read-source.ts';

const read = (input: string | Buffer, map?: readonly string[]) => readInput(openCsvSource, input, map);
const danish = (msisdn: number) => ({ dialcode: 45, msisdn });

test('the headers of Outlook are known, and what is left out is told', async () => {
  const outlook = await read(
    'First Name,Middle Name,Last Name,Company,Home Street,Home Postal Code,Business Street,Business Postal Code,Business Phone,Mobile Phone,E-mail Address,E-mail 2 Address,Birthday,Gender,Categories,Notes\r\n' +
      'Jane,Q.,Doe,Example,Main Street 1,0999,Work Street 2,8000,+45 87 65 43 21,12 34 56 78,jane@example.com,,17/05/1980,Female,Friends;Customers,tall\r\n' +
      ',,,Example,,,Work Street 2,8000,87654321,,,info@example.com,0/0/00,Unspecified,,\r\n',
  );
  expect(contactsOf(outlook)).toEqual([
    {
      name: 'Jane Q. Doe',
      email: 'jane@example.com',
      phone: danish(4512345678),
      street: 'Main Street 1',
      zipcode: '0999',
      birthdaySeconds: 327362400,
      sex: 'female',
      groups: ['name:Friends', 'name:Customers'],
    },
    {
      name: 'Example',
      email: 'info@example.com',
      phone: danish(4587654321),
      street: 'Work Street 2',
      zipcode: '8000',
    },
  ]);
  expect(outlook.notes).toEqual([
    '"standard input" is read as utf-8, separated by ",".',
    'Columns taken: "First Name" as first_name, "Middle Name" as middle_name, "Last Name" as last_name, "Company" as company, "Home Street" as street, "Home Postal Code" as zipcode, "Business Street" as street, "Business Postal Code" as zipcode, "Business Phone" as phone, "Mobile Phone" as phone, "E-mail Address" as email, "E-mail 2 Address" as email, "Birthday" as birthday, "Gender" as sex, "Categories" as groups.',
    'Columns left out: "Notes".',
    'Of several values for phone in a row the first is taken: line 2.',
    'Of several values for street in a row the first is taken: line 2.',
    'A sex other than male and female has no place here and is left out: line 3.',
  ]);
});

test('the headers of Google are known, with several values in a cell', async () => {
  const google = await read(
    'Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value,Address 1 - Street,Address 1 - Postal Code,Birthday\n' +
      'Jane Doe,Jane,Doe,* myContacts ::: Book Club,* Home,jane@example.com,,Mobile,+45 12345678 ::: +45 87654321,Main Street 1,5000,1980-05-17\n',
  );
  expect(contactsOf(google)).toEqual([
    {
      name: 'Jane Doe',
      email: 'jane@example.com',
      phone: danish(4512345678),
      street: 'Main Street 1',
      zipcode: '5000',
      birthdaySeconds: 327362400,
      groups: ['name:myContacts', 'name:Book Club'],
    },
  ]);
  expect(groupsOf(google)).toEqual([
    ['name:myContacts', 'myContacts'],
    ['name:Book Club', 'Book Club'],
  ]);
});

test.each([
  [
    'Fornavn;Efternavn;Mailadresse;Mobiltelefon;Gade (privat);Postnummer (privat);Fødselsdag;Køn;Kategorier',
    'kvinde',
  ],
  [
    'Vorname;Nachname;E-Mail-Adresse;Mobiltelefon;Straße privat;PLZ privat;Geburtstag;Geschlecht;Kategorien',
    'weiblich',
  ],
  ['Förnamn;Efternamn;E-postadress;Mobiltelefon;Gatuadress;Postnummer;Födelsedag;Kön;Kategorier', 'K'],
  ['FIRST_NAME;LAST_NAME;EMAIL;CELL;ADDRESS;ZIP;DATE_OF_BIRTH;SEX;TAGS', '2'],
])('headers are known in several languages: %s', async (header, sex) => {
  const row = `Jane;Døe;jane@example.com;12345678;Åvej 1;5000;17.05.1980;${sex};Venner, Kunder`;
  expect(contactsOf(await read(`${header}\n${row}\n`))).toEqual([
    {
      name: 'Jane Døe',
      email: 'jane@example.com',
      phone: danish(4512345678),
      street: 'Åvej 1',
      zipcode: '5000',
      birthdaySeconds: 327362400,
      sex: 'female',
      groups: ['name:Venner', 'name:Kunder'],
    },
  ]);
});

test('encodings, separators and line ends are found out', async () => {
  const text = 'name,email\nJørgen Åge,jorgen@example.com\n';
  const separated = [',', ';', '\t', '|'].map((separator) => text.replaceAll(',', separator));
  const ended = ['\n', '\r\n', '\r'].map((end) => text.replaceAll('\n', end));
  const marked = [`\ufeff${text}`, `sep=;\r\n${text.replaceAll(',', ';')}`];
  const encoded = [Buffer.from(text, 'latin1'), Buffer.from(`\ufeff${text}`, 'utf16le')];
  const bigEndian = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  for (const input of [...separated, ...ended, ...marked, ...encoded, bigEndian]) {
    expect(contactsOf(await read(input))).toEqual([{ name: 'Jørgen Åge', email: 'jorgen@example.com' }]);
  }
  const late = Buffer.concat([
    Buffer.from(`name\n${'Jane\n'.repeat(50_000)}`),
    Buffer.from('Jørgen\n', 'latin1'),
  ]);
  const { records, notes } = await read(late);
  expect(records.at(-1)).toMatchObject({ place: 'line 50002', fields: { name: 'Jørgen' } });
  expect(notes[0]).toBe('"standard input" is read as windows-1252, separated by ",".');
});

test('a row of another length is a fault of that row alone, and blank rows are no rows', async () => {
  const { records } = await read('name,email,zip\nJane\n\n,,\n"two\nlines",,1,\nJohn,,,x\nJim,,2\n');
  expect(
    records.map(({ place, faults }) => [place, ...faults.map(({ field, reason }) => `${field} ${reason}`)]),
  ).toEqual([
    ['line 2', 'name stands in a row of 1 cells, while the header has 3'],
    ['line 5'],
    ['line 7', 'name stands in a row of 4 cells, while the header has 3'],
    ['line 8'],
  ]);
});

test('values that can not be taken are faults, and a phone that is no number is kept', async () => {
  const { records } = await read(
    'name;id;phone;birthday;sex\n' +
      ';;;;\n' +
      'A;x;ask Jane;31/02/1980;maybe\n' +
      'B;0;4,51235E+11;;\n' +
      ';;;327362400;1\n' +
      'C;7;+45 12 34 56 78;-1;\n',
  );
  expect(records).toMatchObject([
    {
      fields: { name: 'A', phone: { text: 'ask Jane' } },
      faults: [
        { field: 'birthdaySeconds', reason: 'is no date such as 1980-05-17', value: '31/02/1980' },
        { field: 'sex', reason: 'is neither male nor female', value: 'maybe' },
        { field: 'id', reason: 'is no number of a contact', value: 'x' },
      ],
    },
    {
      faults: [
        { field: 'phone', reason: 'is a number that a spreadsheet has shortened', value: '4,51235E+11' },
        { field: 'id', reason: 'is no number of a contact', value: '0' },
      ],
    },
    { faults: [{ field: 'name', reason: 'is missing', value: '' }] },
    { identity: { key: '7', id: 7 }, faults: [], fields: { phone: danish(4512345678), birthdaySeconds: -1 } },
  ]);
});

test('a map overrides what is guessed, and the columns that it names no more are left out', async () => {
  const input = 'Who;E-mail;Contact mail;Name\nJane;a@example.com;b@example.com;x\n';
  const mapped = await read(input, ['who=name', 'Contact mail=email']);
  expect(contactsOf(mapped)).toEqual([{ name: 'Jane', email: 'b@example.com' }]);
  expect(mapped.notes.slice(1)).toEqual([
    'Columns taken: "Who" as name, "Contact mail" as email.',
    'Columns left out: "E-mail", "Name".',
  ]);
  expect(contactsOf(await read(input, ['E-mail=-']))).toEqual([{ name: 'x' }]);
  expect(mapped.notShown).toEqual(['phone', 'street', 'zipcode', 'birthdaySeconds', 'sex']);
});

test.each([
  [['Nobody=name'], /names no column\. The columns are: "Who", "Size"/],
  [['Who=fullname'], /names no field\. Write HEADER=FIELD; the fields are id, text_id, name, /],
  [['Who'], /names no field/],
  [[], /^No column tells whom a row is about/],
])('a map that can not be used is wrong usage: %j', async (map, message) => {
  const refusal = read('Who;Size\nJane;L\n', map);
  await expect(refusal).rejects.toThrow(SourceUsageError);
  await expect(refusal).rejects.toThrow(message);
});

test('a file that can not be read is told of', async () => {
  await expect(read('')).rejects.toThrow(
    new SourceError('"standard input" is empty: its first line should tell what the columns hold.'),
  );
  await expect(read('name\nJane\n"John\n')).rejects.toThrow(
    /row at line 3 has a quotation mark that is never closed/,
  );
  const missing = openCsvSource('/nonexistent/people.csv', {} as Parameters<typeof openCsvSource>[1]);
  await expect(missing).rejects.toThrow(
    new SourceError('"people.csv" cannot be read: there is no such file.'),
  );
});

test('rows without ids are told apart by what they say, in whatever order the columns stand', async () => {
  const keys = async (input: string) => (await read(input)).records.map(({ identity }) => identity.key);
  const [one, two, three] = await keys(
    'name,email\nJane,a@example.com\nJane,a@example.com\nJane,b@example.com\n',
  );
  expect([two, new Set([one, two, three]).size]).toEqual([`${one}-1`, 3]);
  expect(await keys('E-mail;Note;Full name\nb@example.com;x;Jane\na@example.com;;Jane\n')).toEqual([
    three,
    one,
  ]);
});
