import { beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createRunner } from '../support/run-program.ts';
import { plainBook } from '../support/vendor-book.ts';
import { readFilemail, readTxty, startVendor, type Vendor } from '../support/vendor-gateway.ts';
import { importBook } from '../support/vendor-import.ts';
import { readImported } from '../support/vendor-state.ts';

const CONTACTS = 1500;

let vendor: Vendor;
let home: TestGateway;
let run: ReturnType<typeof createRunner>;
beforeAll(async () => {
  [vendor, home] = await Promise.all([startVendor(), startTestGateway()]);
  run = createRunner({ DATABASE_URL: home.databaseUrl });
});

describe('imports into one account at the same time', () => {
  test.each([
    ['filemail', readFilemail, 'textId'],
    ['txty', readTxty, 'id'],
  ] as const)('from one book by %s bring each entry once', async (_, read, known) => {
    const book = plainBook(CONTACTS);
    const [owner, alone, account] = await Promise.all([
      vendor.addOwner(book),
      home.addAccount(),
      home.addAccount(),
    ]);
    const reading = read(vendor.url, owner);
    await importBook(run, reading, alone.userName);
    const both = await Promise.all([1, 2, 3].map(() => importBook(run, reading, account.userName)));
    expect(both.reduce((sum, { contacts }) => sum + contacts.created, 0)).toBe(CONTACTS);
    expect(await readImported(home.databaseUrl, account.id, known)).toEqual(
      await readImported(home.databaseUrl, alone.id, known),
    );
  });

  test('from the books of two vendors bring both', async () => {
    const [byText, byNumber, account] = await Promise.all([
      vendor.addOwner(plainBook(CONTACTS)),
      vendor.addOwner(plainBook(CONTACTS)),
      home.addAccount(),
    ]);
    const reports = await Promise.all([
      importBook(run, readFilemail(vendor.url, byText), account.userName),
      importBook(run, readTxty(vendor.url, byNumber), account.userName),
    ]);
    expect(reports.map(({ contacts }) => contacts)).toMatchObject([
      { created: CONTACTS, rejected: 0 },
      { created: CONTACTS, rejected: 0 },
    ]);
    const { json } = await account.txty('view/contacts');
    expect(Object(json).contacts).toHaveLength(2 * CONTACTS);
  });
});

test('clients edit, delete and create while an import goes over the same contacts, and lose nothing', async () => {
  const book = plainBook(CONTACTS);
  const [owner, account] = await Promise.all([vendor.addOwner(book), home.addAccount()]);
  const reading = readFilemail(vendor.url, owner);
  await importBook(run, reading, account.userName);
  // Everything changes at the vendor, so that the import has something to write to each contact.
  for (const { textId, email } of book.contacts.slice(0, 200))
    await owner.filemail('contacts/update', {
      contactid: textId,
      name: `Renamed ${textId}`,
      email: email ?? '',
    });
  const { json } = await account.txty('view/contacts');
  const numbers: number[] = Object(json).contacts.map(
    ({ controlcontact }: { readonly controlcontact: number }) => controlcontact,
  );
  let isDone = false;
  const importing = importBook(run, reading, account.userName).finally(() => {
    isDone = true;
  });
  const [deleted, edited, refused]: [number[], number[], unknown[]] = [[], [], []];
  let created = 0;
  for (let place = 0; !isDone && place < 190; place += 1) {
    const contact = numbers[place] ?? 0;
    const isDeletion = place % 5 === 0;
    const { json: answer } = isDeletion
      ? await account.txty('contact/delete', { contact: String(contact) })
      : await account.txty('contact/edit', { contact: String(contact), street: `Nygade ${contact}` });
    if (Object(answer).status !== 'success') refused.push(answer);
    else if (isDeletion) deleted.push(contact);
    else edited.push(contact);
    if (place % 10 === 0) {
      await account.txty('contact/create', { fullname: 'Made meanwhile' });
      created += 1;
    }
  }
  const { contacts } = await importing;
  expect(refused).toEqual([]);
  expect(contacts).toMatchObject({ created: 0, rejected: 0 });
  // What came too late for this run is for the next.
  await importBook(run, reading, account.userName);
  const shown: readonly Shown[] = Object((await account.txty('view/contacts')).json).contacts;
  expect(shown).toHaveLength(CONTACTS - deleted.length + created);
  const byNumber = new Map(shown.map((contact) => [contact.controlcontact, contact]));
  for (const contact of deleted) expect(byNumber.get(contact)).toBeUndefined();
  for (const contact of edited) expect(byNumber.get(contact)?.street).toBe(`Nygade ${contact}`);
  const names = new Set(shown.map(({ fullname }) => fullname));
  for (const [place, { textId }] of book.contacts.slice(0, 200).entries())
    expect(names.has(`Renamed ${textId}`)).toBe(!deleted.includes(numbers[place] ?? 0));
});

interface Shown {
  readonly controlcontact: number;
  readonly fullname: string;
  readonly street: string | null;
}
