import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createQuickRunner } from '../support/run-program.ts';
import { oddBook, plainBook, type VendorBook } from '../support/vendor-book.ts';
import { importBook } from '../support/vendor-import.ts';
import { seedBook } from '../support/vendor-seed.ts';

let home: TestGateway;
let run: ReturnType<typeof createQuickRunner>;
let folder: string;
beforeAll(async () => {
  [home, folder] = await Promise.all([startTestGateway(), mkdtemp(join(tmpdir(), 'diglot-files-'))]);
  run = createQuickRunner({ DATABASE_URL: home.databaseUrl });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function exportBook(userName: string, format: string): Promise<string> {
  const { exitCode, stdout, stderr } = await run(['export', '--account', userName, '--format', format]);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return stdout;
}

const BOOKS: Readonly<Record<string, VendorBook>> = {
  'without a contact': { contacts: [], groups: [] },
  'of one contact': plainBook(1),
  'of all oddities': oddBook(),
};

test.each(
  ['ndjson', 'csv', 'vcard'].flatMap((format) => Object.keys(BOOKS).map((name) => [format, name] as const)),
)('a book goes out as %s and comes in again with nothing lost (%s)', async (format, name) => {
  const book = BOOKS[name] ?? expect.fail(name);
  const [from, to] = await Promise.all([home.addAccount(), home.addAccount()]);
  await seedBook(home.databaseUrl, from.id, book);
  const written = await exportBook(from.userName, format);
  const file = join(folder, `${from.userName}.${format}`);
  await writeFile(file, written);
  const reading = { args: [format, file], input: '' };
  const { contacts } = await importBook(run, reading, to.userName);
  expect(contacts).toMatchObject({ created: book.contacts.length, rejected: 0 });
  expect(await exportBook(to.userName, format)).toBe(written);
  for (const path of ['contacts/get', 'contacts/group/get'])
    expect((await to.filemail(path)).text).toBe((await from.filemail(path)).text);
  expect((await to.txty('view/contacts')).text).toBe((await from.txty('view/contacts')).text);
});
