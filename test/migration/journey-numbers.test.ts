import { beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createQuickRunner } from '../support/run-program.ts';
import { oddBook, plainBook } from '../support/vendor-book.ts';
import { readFilemail, readTxty, startVendor, type Vendor } from '../support/vendor-gateway.ts';
import { importBook } from '../support/vendor-import.ts';
import { setNextNumber } from '../support/vendor-seed.ts';

let vendor: Vendor;
let home: TestGateway;
let run: ReturnType<typeof createQuickRunner>;
beforeAll(async () => {
  [vendor, home] = await Promise.all([startVendor(), startTestGateway({ answers: 'documented' })]);
  run = createQuickRunner({ DATABASE_URL: home.databaseUrl });
});

interface Ids {
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
}

/** Every id that clients of the account see, of contacts or of groups. */
async function listIds(account: TestAccount, kind: 'contacts' | 'groups'): Promise<Ids> {
  const [filemail, txty] = await Promise.all([
    account.filemail(kind === 'contacts' ? 'contacts/get' : 'contacts/group/get'),
    account.txty(`view/${kind}`),
  ]);
  const read = <T>(json: unknown, key: string): readonly T[] =>
    (Object(json)[kind] ?? []).map((entry: object) => Reflect.get(entry, key));
  return {
    numbers: read(txty.json, kind === 'contacts' ? 'controlcontact' : 'controlgroup'),
    texts: read(filemail.json, kind === 'contacts' ? 'contactid' : 'contactgroupid'),
  };
}

function expectUnique({ numbers, texts }: Ids, count: number): void {
  expect([new Set(numbers).size, numbers.length]).toEqual([count, count]);
  expect([new Set(texts).size, texts.length]).toEqual([count, count]);
}

describe.each([
  ['filemail', readFilemail],
  ['txty', readTxty],
] as const)('ids made here, beside those that came by %s', (_, read) => {
  test('step over them, even where they are the very next ones', async () => {
    const book = oddBook();
    const [owner, account, other] = await Promise.all([
      vendor.addOwner(book),
      home.addAccount(),
      home.addAccount(),
    ]);
    await importBook(run, read(vendor.url, owner), account.userName);
    // The book has the next three: two as numbers, and the third as a text.
    await setNextNumber(home.databaseUrl, 'contact_numbers', 1_100_000_001);
    await setNextNumber(home.databaseUrl, 'group_numbers', 100);
    for (const target of [account, other]) {
      for (let made = 0; made < 3; made += 1) {
        const contact = await target.txty('contact/create', { fullname: `New ${made}` });
        expect(contact.json).toMatchObject({ success: 'CREATE_CONTACT' });
        const added = await target.filemail('contacts/add', { name: 'New', email: 'new@example.com' });
        expect(added.json).toMatchObject({ responsestatus: 'OK' });
        expect((await target.txty('group/create', { name: 'New' })).json).toMatchObject({
          status: 'success',
        });
        expect((await target.filemail('contacts/group/add', { name: 'New' })).status).toBe(200);
      }
    }
    expectUnique(await listIds(account, 'contacts'), book.contacts.length + 6);
    expectUnique(await listIds(account, 'groups'), book.groups.length + 6);
    const [mine, others] = [await listIds(account, 'contacts'), await listIds(other, 'contacts')];
    expect(others.numbers.filter((id) => mine.numbers.includes(id))).toEqual([]);
    expect(others.texts.filter((id) => mine.texts.includes(id))).toEqual([]);
  });

  test('do not meet them where clients make contacts while a book comes over', async () => {
    const book = plainBook(1500);
    // Imported numbers lie in the way of the sequence as it runs.
    const crossing = {
      ...book,
      contacts: book.contacts.map((contact, place) => {
        const id = 1_200_000_000 + place;
        return { ...contact, id, textId: String(id) };
      }),
    };
    const [owner, account] = await Promise.all([vendor.addOwner(crossing), home.addAccount()]);
    await setNextNumber(home.databaseUrl, 'contact_numbers', 1_200_000_000);
    let isDone = false;
    const importing = importBook(run, read(vendor.url, owner), account.userName).finally(() => {
      isDone = true;
    });
    let made = 0;
    while (!isDone && made < 1000) {
      const { json } = await account.txty('contact/create', { fullname: 'Made meanwhile' });
      expect(json).toMatchObject({ success: 'CREATE_CONTACT' });
      made += 1;
    }
    const { contacts } = await importing;
    expect(contacts.created + contacts.rejected).toBe(book.contacts.length);
    expectUnique(await listIds(account, 'contacts'), contacts.created + made);
  });
});
