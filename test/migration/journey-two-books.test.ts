import { beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createQuickRunner } from '../support/run-program.ts';
import type { VendorBook } from '../support/vendor-book.ts';
import { readFilemail, readTxty, startVendor, type Vendor } from '../support/vendor-gateway.ts';
import { importBook } from '../support/vendor-import.ts';
import { readVersions } from '../support/vendor-state.ts';

let vendor: Vendor;
let home: TestGateway;
let run: ReturnType<typeof createQuickRunner>;
beforeAll(async () => {
  [vendor, home] = await Promise.all([startVendor(), startTestGateway({ answers: 'documented' })]);
  run = createQuickRunner({ DATABASE_URL: home.databaseUrl });
});

const FRIENDS = 'f'.repeat(32);
const SHOP = 'a'.repeat(32);

/** What Filemail has: Jane and John are at Txty too, the twins can't be told apart there, Eve is nowhere else. */
const MAILS: VendorBook = {
  groups: [
    { id: 11, textId: FRIENDS, name: 'Friends' },
    { id: 12, textId: SHOP, name: 'Shop' },
  ],
  contacts: [
    { id: 1, textId: 'jd893jr8g93hf39th', name: 'Jane Doe', email: 'Jane@Example.com', groups: [11, 12] },
    { id: 2, textId: '1000658322', name: 'John', email: 'john@example.com', groups: [] },
    { id: 3, textId: 'twin', name: 'Twin', email: 'twin@example.com', groups: [11] },
    { id: 4, textId: 'eve', name: 'Eve Doe', email: 'eve@example.com', groups: [12] },
  ],
};

/** What Txty has. */
const PHONES: VendorBook = {
  groups: [
    { id: 100, textId: '1'.repeat(32), name: 'Friends' },
    { id: 126, textId: '2'.repeat(32), name: 'Work' },
  ],
  contacts: [
    {
      ...{ id: 501, textId: '501', name: 'Jane Doe', email: 'jane@example.com', dialcode: 45 },
      ...{ msisdn: 4_512_345_678, street: 'Vestergade 1', zipcode: '0999', sex: 'female', groups: [100] },
    },
    { id: 502, textId: '502', name: 'John Doe', email: 'john@example.com', groups: [100, 126] },
    { id: 503, textId: '503', name: 'Twin One', email: 'twin@example.com', groups: [] },
    { id: 504, textId: '504', name: 'Twin Two', email: 'twin@example.com', groups: [] },
    { id: 505, textId: '505', name: 'Dora', dialcode: 45, msisdn: 4_512_345_679, groups: [126] },
  ],
};

interface MailContact {
  readonly contactid: string;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly { readonly contactgroupid: string }[];
}

interface PhoneContact {
  readonly controlcontact: number;
  readonly fullname: string;
  readonly groups: readonly number[] | null;
}

async function listMails(account: TestAccount): Promise<ReadonlyMap<string, MailContact>> {
  const { json } = await account.filemail('contacts/get');
  return new Map(Object(json).contacts.map((contact: MailContact) => [contact.contactid, contact]));
}

async function listPhones(account: TestAccount): Promise<ReadonlyMap<number, PhoneContact>> {
  const { json } = await account.txty('view/contacts');
  return new Map(Object(json).contacts.map((contact: PhoneContact) => [contact.controlcontact, contact]));
}

async function bringBoth(first: 'mails' | 'phones') {
  const [mails, phones, account] = await Promise.all([
    vendor.addOwner(MAILS),
    vendor.addOwner(PHONES),
    home.addAccount(),
  ]);
  const readings = { mails: readFilemail(vendor.url, mails), phones: readTxty(vendor.url, phones) };
  const second = first === 'mails' ? 'phones' : 'mails';
  await importBook(run, readings[first], account.userName);
  const match = ['--match', 'email,msisdn'];
  const report = await importBook(run, readings[second], account.userName, match);
  return { account, report, again: () => importBook(run, readings[second], account.userName, match) };
}

describe("both vendors' books in one account", () => {
  test.each([
    // The one twin at Filemail might be either of those that Txty has; either of those there might be that one.
    ['phones', { read: 4, created: 1, updated: 2, rejected: 1 }],
    ['mails', { read: 5, created: 1, updated: 2, rejected: 2 }],
  ] as const)('have one contact for each person who is in both (%s first)', async (first, counts) => {
    const { account, report, again } = await bringBoth(first);
    expect(report.contacts).toMatchObject(counts);
    const [mails, phones] = [await listMails(account), await listPhones(account)];
    expect(mails.size).toBe(phones.size);
    for (const { textId, email, groups } of MAILS.contacts.filter(({ name }) => name !== 'Twin')) {
      const contact = mails.get(textId);
      expect(contact?.email.toLowerCase()).toBe(email?.toLowerCase());
      const wanted = MAILS.groups.filter(({ id }) => groups.includes(id)).map((group) => group.textId);
      expect(contact?.groups.map(({ contactgroupid }) => contactgroupid)).toEqual(
        expect.arrayContaining(wanted),
      );
    }
    for (const { id, groups } of PHONES.contacts.filter(({ name }) => !name.startsWith('Twin')))
      expect(phones.get(id)?.groups ?? []).toEqual(expect.arrayContaining([...groups]));
    // By one half Filemail's clients know Jane, by the other those of Txty, and it is one contact.
    await account.filemail('contacts/update', { contactid: 'jd893jr8g93hf39th', name: 'Jane Roe' });
    expect((await account.txty('view/contact', { contact: '501' })).json).toMatchObject({
      contact: {
        fullname: 'Jane Roe',
        msisdn: 4_512_345_678,
        street: 'Vestergade 1',
        zipcode: '0999',
        sex: 2,
      },
    });
    const versions = await readVersions(home.databaseUrl);
    expect((await again()).contacts).toMatchObject({ created: 0, updated: 0, rejected: counts.rejected });
    expect(await readVersions(home.databaseUrl)).toEqual(versions);
  });
});
