import { beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  addContact,
  at,
  callEncoded,
  contactsText,
  errorText,
  expectAnswer,
  listText,
  NO_CONTACTS,
  type ShownContact,
  shownContact,
  successText,
} from '../support/txty-wire.ts';

type Region = 'DK' | 'US' | 'IT' | 'GB';

const PAGE_NUMBER = { msisdn: 4_512_345_678, dialcode: 45, number: 12_345_678 };

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  const other = await gateway.addAccount();
  await addContact(other, { msisdn: '4587654321' });
});

/** Creates a contact for each number, which must be understood and shown as these three. */
async function expectTaken(
  account: TestAccount,
  spellings: readonly string[],
  phone: typeof PAGE_NUMBER,
): Promise<void> {
  const shown: ShownContact[] = [];
  for (const msisdn of spellings) {
    const reply = await account.txty('contact/create', { fullname: msisdn, msisdn });
    const controlcontact = Number(at(reply, 'contact', 'controlcontact'));
    const contact = { fullname: msisdn, ...phone, controluser: account.id, controlcontact };
    expectAnswer(reply, successText('CREATE_CONTACT', { contact }));
    shown.push(shownContact({ controlcontact, fullname: msisdn, ...phone }));
  }
  expect(await listText(account)).toBe(contactsText(...shown));
}

async function expectRefused(account: TestAccount, msisdn: string): Promise<void> {
  const reply = await account.txty('contact/create', { fullname: 'Fullname', msisdn });
  expectAnswer(reply, errorText('MSISDN_INVALID', { contact: { msisdn } }));
}

describe.each<Region>(['DK', 'US', 'IT', 'GB'])(
  'an international number, in an account at home in %s',
  (region) => {
    test('is understood in every spelling, and need only be possible', async () => {
      const account = await gateway.addAccount({ region });
      const bare = ['4512345678', '45 12 34 56 78', '45-12-34-56-78', '45.12.34.56.78', '45 (12) 345678'];
      const plus = ['+4512345678', '+45 12 34 56 78', '+45-12345678', ' +45 12 34 56 78 '];
      const zeros = ['004512345678', '00 45 12 34 56 78', '0045-12345678'];
      const lostPlus = [' 4512345678', '  45 12 34 56 78'];
      await expectTaken(account, [...bare, ...plus, ...zeros, ...lostPlus], PAGE_NUMBER);
    });

    test('keeps the leading zero of Italy in the msisdn, though not in the number', async () => {
      const account = await gateway.addAccount({ region });
      const rome = { msisdn: 390_612_345_678, dialcode: 39, number: 612_345_678 };
      await expectTaken(account, ['+39 06 1234 5678', '390612345678', '00390612345678'], rome);
    });

    test('has at most 15 digits', async () => {
      const account = await gateway.addAccount({ region });
      const longest = { msisdn: 491_234_567_890_123, dialcode: 49, number: 1_234_567_890_123 };
      await expectTaken(account, ['+491234567890123', '491234567890123', '00491234567890123'], longest);
      for (const msisdn of ['+4912345678901234', '4912345678901234', '004912345678901234'])
        await expectRefused(account, msisdn);
    });
  },
);

describe('a national number', () => {
  const national: readonly (readonly [Region, string, typeof PAGE_NUMBER])[] = [
    ['DK', '12345678', PAGE_NUMBER],
    ['DK', '12 34 56 78', PAGE_NUMBER],
    ['US', '(212) 555-0123', { msisdn: 12_125_550_123, dialcode: 1, number: 2_125_550_123 }],
    ['US', '212 555 0123', { msisdn: 12_125_550_123, dialcode: 1, number: 2_125_550_123 }],
    ['GB', '020 7946 0018', { msisdn: 442_079_460_018, dialcode: 44, number: 2_079_460_018 }],
    ['IT', '06 1234 5678', { msisdn: 390_612_345_678, dialcode: 39, number: 612_345_678 }],
  ];

  test.each(national)('of %s is one of the home region: %s', async (region, msisdn, phone) => {
    await expectTaken(await gateway.addAccount({ region }), [msisdn], phone);
  });

  test('of another region than home is refused', async () => {
    const [dane, american] = [await gateway.addAccount(), await gateway.addAccount({ region: 'US' })];
    for (const msisdn of ['(212) 555-0123', '212 555 0123', '020 7946 0018'])
      await expectRefused(dane, msisdn);
    for (const msisdn of ['12345678', '12 34 56 78']) await expectRefused(american, msisdn);
    expect(await listText(dane)).toBe(NO_CONTACTS);
  });

  test('of bare digits gives way to the international number that they may be', async () => {
    const dutch = { msisdn: 31_123_456, dialcode: 31, number: 123_456 };
    await expectTaken(await gateway.addAccount({ region: 'DK' }), ['31123456'], dutch);
    const [american, another] = [
      await gateway.addAccount({ region: 'US' }),
      await gateway.addAccount({ region: 'US' }),
    ];
    await expectTaken(american, ['4512345678'], PAGE_NUMBER);
    const domestic = { msisdn: 14_512_345_678, dialcode: 1, number: 4_512_345_678 };
    await expectTaken(another, ['+14512345678', '14512345678'], domestic);
  });
});

describe('what is no number', () => {
  test.each([
    ['is empty of digits', ['abc', '+', '-', '00', '++4512345678']],
    ['is too short or too long', ['1', '1234', '+45', '+451234567', '+45123456789', '45123456789']],
    ['is of no dialling code', ['+0123456789', '+999123456789', '000012345678']],
    [
      'has an extension',
      ['4512345678 ext. 5', '+45 12345678 ext 5', '+4512345678x5', '+4512345678;ext=5', '4512345678#5'],
    ],
    [
      'stands in prose',
      ['call 4512345678', '4512345678 or so', 'tel: +45 12345678 (home)', '4512345678a', 'a4512345678'],
    ],
    ['is several numbers', ['4512345678,4587654321', '+4512345678/+4587654321', '4512345678; 4587654321']],
  ])('is refused and echoed as sent where it %s', async (_, texts) => {
    const account = await gateway.addAccount();
    for (const msisdn of texts) await expectRefused(account, msisdn);
    expect(await listText(account)).toBe(NO_CONTACTS);
  });

  test('is refused by an edit too, which leaves the number as it was', async () => {
    const account = await gateway.addAccount();
    const id = await addContact(account, { msisdn: '4512345678' });
    const reply = await account.txty('contact/edit', { contact: `${id}`, msisdn: '1', fullname: 'Another' });
    expectAnswer(reply, errorText('MSISDN_INVALID', { contact: { msisdn: '1' } }));
    expect(await listText(account)).toBe(contactsText(shownContact({ controlcontact: id, ...PAGE_NUMBER })));
  });
});

test('a plus that was left unescaped in the URL is a plus', async () => {
  const account = await gateway.addAccount({ region: 'US' });
  const reply = await callEncoded(
    gateway.url,
    account,
    'contact/create',
    'fullname=Fullname&msisdn=+4512345678',
  );
  const created = { fullname: 'Fullname', ...PAGE_NUMBER, controluser: account.id };
  const controlcontact = at(reply, 'contact', 'controlcontact');
  expectAnswer(reply, successText('CREATE_CONTACT', { contact: { ...created, controlcontact } }));
});

test('a national number is judged by the region that the account has by then', async () => {
  const account = await gateway.addAccount({ region: 'US' });
  await expectRefused(account, '12345678');
  await gateway.open.directory.updateAccount(account.id, { region: 'DK' });
  await expectTaken(account, ['12345678'], PAGE_NUMBER);
});
