import { beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createQuickRunner } from '../support/run-program.ts';
import { oddBook } from '../support/vendor-book.ts';
import { readFilemail, readTxty, startVendor, type Vendor } from '../support/vendor-gateway.ts';
import { importBook } from '../support/vendor-import.ts';
import { readImported, readVersions } from '../support/vendor-state.ts';

let vendor: Vendor;
let home: TestGateway;
let run: ReturnType<typeof createQuickRunner>;
beforeAll(async () => {
  [vendor, home] = await Promise.all([startVendor(), startTestGateway({ answers: 'documented' })]);
  run = createQuickRunner({ DATABASE_URL: home.databaseUrl });
});

const VIEWS = { filemail: ['contacts/get', 'contacts/group/get'], txty: ['view/contacts', 'view/groups'] };

async function show(account: TestAccount): Promise<readonly string[]> {
  const replies = [
    ...VIEWS.filemail.map((path) => account.filemail(path)),
    ...VIEWS.txty.map((path) => account.txty(path)),
  ];
  return (await Promise.all(replies)).map(({ text }) => text);
}

describe.each([
  ['filemail', readFilemail],
  ['txty', readTxty],
] as const)('a book that comes over by %s once more', (dialect, read) => {
  async function bringOver() {
    const [owner, account] = await Promise.all([vendor.addOwner(oddBook()), home.addAccount()]);
    const reading = read(vendor.url, owner);
    const first = await importBook(run, reading, account.userName);
    return { owner, account, reading, first };
  }

  test('is told of beforehand by a rehearsal, which writes nothing', async () => {
    const [owner, account] = await Promise.all([vendor.addOwner(oddBook()), home.addAccount()]);
    const reading = read(vendor.url, owner);
    const versions = await readVersions(home.databaseUrl);
    const rehearsed = await importBook(run, reading, account.userName, ['--dry-run']);
    expect(await readVersions(home.databaseUrl)).toEqual(versions);
    const { contacts, groups, memberships } = await importBook(run, reading, account.userName);
    expect(rehearsed).toMatchObject({ contacts, groups, memberships });
  });

  test('writes nothing where the vendor has nothing new', async () => {
    const { account, reading, first } = await bringOver();
    const [versions, shown] = [await readVersions(home.databaseUrl), await show(account)];
    const again = await importBook(run, reading, account.userName);
    for (const kind of ['contacts', 'groups', 'memberships'] as const)
      expect(again[kind]).toEqual({ ...first[kind], created: 0, unchanged: first[kind].created });
    expect(await readVersions(home.databaseUrl)).toEqual(versions);
    expect(await show(account)).toEqual(shown);
  });

  test('brings what changed at the vendor, and leaves alone what changed here', async () => {
    const { owner, account, reading } = await bringOver();
    const known = dialect === 'filemail' ? 'textId' : 'id';
    const there = { filemail: ['contactid', 'jd893jr8g93hf39th'], txty: ['contact', '100'] }[dialect];
    const here = { filemail: ['contactid', '0001'], txty: ['contact', '1099999999'] }[dialect];
    const edit = (target: TestAccount, [key = '', id = '']: readonly string[], name: string) =>
      dialect === 'filemail'
        ? target.filemail('contacts/update', { [key]: id, name })
        : target.txty('contact/edit', { [key]: id, fullname: name });
    await edit(owner, there, 'New at the vendor');
    await edit(account, here, 'New at home');
    const report = await importBook(run, reading, account.userName);
    expect(report.contacts).toMatchObject({ created: 0, updated: 1, rejected: 0 });
    const { contacts } = await readImported(home.databaseUrl, account.id, known);
    const names = contacts.map((contact) => Reflect.get(Object(contact), 'name'));
    expect(names).toContain('New at the vendor');
    expect(names).toContain('New at home');
    expect((await importBook(run, reading, account.userName)).contacts).toMatchObject({ updated: 0 });
  });

  test('leaves what was deleted here deleted, unless it is told to revive it', async () => {
    const { owner, account, reading } = await bringOver();
    const before = await show(account);
    const [contact, group] = dialect === 'filemail' ? ['jd893jr8g93hf39th', 'Friends-7'] : ['100', '101'];
    const gone =
      dialect === 'filemail'
        ? [
            await account.filemail('contacts/delete', { contactid: contact }),
            await account.filemail('contacts/group/delete', { contactgroupid: group }),
          ]
        : [await account.txty('contact/delete', { contact }), await account.txty('group/delete', { group })];
    expect(gone.map(({ status }) => status)).toEqual([200, 200]);
    const after = await show(account);
    expect(after).not.toEqual(before);
    const report = await importBook(run, reading, account.userName);
    expect(report.contacts).toMatchObject({ created: 0, updated: 0 });
    expect(report.groups).toMatchObject({ created: 0, updated: 0 });
    expect(await show(account)).toEqual(after);
    await importBook(run, reading, account.userName, ['--revive']);
    const views = VIEWS[dialect];
    for (const path of views) {
      const [revived, original] = [await account[dialect](path), await owner[dialect](path)];
      expect(Object.entries(Object(revived.json)).length).toBeGreaterThan(0);
      expect(sortEntries(revived.json)).toEqual(sortEntries(original.json));
    }
  });
});

/** An answer with its list in an order of its own: what is revived by a text gets another number here. */
function sortEntries(json: unknown): unknown {
  return Object.entries(Object(json)).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.map((entry) => JSON.stringify(entry)).sort() : value,
  ]);
}
