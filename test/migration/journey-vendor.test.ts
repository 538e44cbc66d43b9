import { beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import type { Parameters } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createQuickRunner } from '../support/run-program.ts';
import { oddBook, plainBook, type VendorBook } from '../support/vendor-book.ts';
import { readFilemail, readTxty, startVendor, type Vendor } from '../support/vendor-gateway.ts';
import { importBook } from '../support/vendor-import.ts';

let vendor: Vendor;
let home: TestGateway;
let run: ReturnType<typeof createQuickRunner>;
beforeAll(async () => {
  [vendor, home] = await Promise.all([startVendor(), startTestGateway({ answers: 'documented' })]);
  run = createQuickRunner({ DATABASE_URL: home.databaseUrl });
});

type Call = readonly [path: string, parameters?: Parameters];

/** What a dialect's clients ask for that tells all they can see. */
const DIALECTS = {
  filemail: {
    read: readFilemail,
    views: [
      ['contacts/get'],
      ['contacts/group/get'],
      ['contacts/get', { format: 'xml' }],
      ['contacts/group/get', { callback: 'show' }],
    ],
    /** Edits by the ids that the odd book's clients know. */
    edits: [
      ['contacts/update', { contactid: 'jd893jr8g93hf39th', name: 'Jane Doe' }],
      ['contacts/update', { contactid: '__proto__', email: 'proto@example.com' }],
      ['contacts/delete', { contactid: 'ключ-🔑' }],
      ['contacts/group/update', { contactgroupid: 'Friends-7', name: 'Friends' }],
      ['contacts/addtogroup', { contactgroupid: 'Friends-7', contactid: '0001' }],
      ['contacts/removefromgroup', { contactgroupid: 'Friends-7', contactid: '100' }],
    ],
  },
  txty: {
    read: readTxty,
    views: [
      ['view/contacts'],
      ['view/groups'],
      ['view/contact', { contact: '126' }],
      ['view/contact', { contact: '9007199254740991' }],
      ['view/group', { group: '103' }],
    ],
    edits: [
      ['contact/edit', { contact: '100', fullname: 'Jane Doe' }],
      ['contact/edit', { contact: '126', msisdn: '', street: 'Nygade 1' }],
      ['contact/delete', { contact: '4294967301' }],
      ['group/edit', { group: '101', name: 'Friends' }],
      ['contact/addgroup', { contact: '1', group: ['101', '102'] }],
      ['contact/removegroup', { contact: '127', group: '103' }],
    ],
  },
} as const satisfies Readonly<Record<string, unknown>>;

const BOOKS: Readonly<Record<string, VendorBook>> = {
  'without a contact': { contacts: [], groups: [] },
  'of one contact': plainBook(1),
  'of a thousand contacts': plainBook(1000),
  'of all oddities': oddBook(),
};

/** The bytes that each call is answered. */
async function listAnswers(account: TestAccount, dialect: keyof typeof DIALECTS, calls: readonly Call[]) {
  const answers: string[] = [];
  for (const [path, parameters] of calls) {
    const { status, text } = await account[dialect](path, parameters);
    answers.push(`${path} ${status} ${text}`);
  }
  return answers;
}

describe.each(['filemail', 'txty'] as const)("a book that comes over by %s's calls", (dialect) => {
  const { read, views, edits } = DIALECTS[dialect];

  test.each(Object.entries(BOOKS))('%s is answered as the vendor does, byte for byte', async (_, book) => {
    const [owner, account, other] = await Promise.all([
      vendor.addOwner(book),
      home.addAccount(),
      home.addAccount(),
    ]);
    await other.txty('contact/create', { fullname: 'John Doe' });
    const counts = countsOf(book);
    const reading = read(vendor.url, owner);
    expect(await importBook(run, reading, account.userName)).toMatchObject(counts);
    expect(await listAnswers(account, dialect, views)).toEqual(await listAnswers(owner, dialect, views));
    expect((await other.txty('view/contacts')).json).toMatchObject({ contacts: [{ fullname: 'John Doe' }] });
  });

  test('goes on as the vendor would, by the ids that clients know', async () => {
    const [owner, account] = await Promise.all([vendor.addOwner(oddBook()), home.addAccount()]);
    await importBook(run, read(vendor.url, owner), account.userName);
    const calls = [...edits, ...views];
    expect(await listAnswers(account, dialect, calls)).toEqual(await listAnswers(owner, dialect, calls));
  });

  test('comes over into two accounts with the same ids', async () => {
    const [owner, one, two] = await Promise.all([
      vendor.addOwner(oddBook()),
      home.addAccount(),
      home.addAccount(),
    ]);
    const reading = read(vendor.url, owner);
    await importBook(run, reading, one.userName);
    await importBook(run, reading, two.userName);
    const expected = await listAnswers(owner, dialect, views);
    expect(await listAnswers(one, dialect, views)).toEqual(expected);
    expect(await listAnswers(two, dialect, views)).toEqual(expected);
  });
});

/** The counts of an import of all of it into an empty account. */
function countsOf({ contacts, groups }: VendorBook) {
  const allCreated = (read: number) => ({ read, created: read, updated: 0, unchanged: 0, rejected: 0 });
  return {
    contacts: allCreated(contacts.length),
    groups: allCreated(groups.length),
    memberships: allCreated(contacts.flatMap(({ groups: ids }) => ids).length),
  };
}
