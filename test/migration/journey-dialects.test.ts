import { beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createQuickRunner } from '../support/run-program.ts';
import { oddBook } from '../support/vendor-book.ts';
import { readFilemail, readTxty, startVendor, type Vendor } from '../support/vendor-gateway.ts';
import { importBook } from '../support/vendor-import.ts';

let vendor: Vendor;
let home: TestGateway;
let run: ReturnType<typeof createQuickRunner>;
beforeAll(async () => {
  [vendor, home] = await Promise.all([startVendor(), startTestGateway()]);
  run = createQuickRunner({ DATABASE_URL: home.databaseUrl });
});

describe.each([
  ['filemail', 'txty', readFilemail],
  ['txty', 'filemail', readTxty],
] as const)('clients of a book that came by %s', (from, to, read) => {
  test(`move to ${to} and back, and find the same book in both`, async () => {
    const [owner, account] = await Promise.all([vendor.addOwner(oddBook()), home.addAccount()]);
    await importBook(run, read(vendor.url, owner), account.userName);
    const lists = { filemail: 'contacts/get', txty: 'view/contacts' };
    const call = (dialect: 'filemail' | 'txty') => account[dialect](lists[dialect]);
    const set = (state: string, ...more: string[]) =>
      run(['dialect', 'set', account.userName, from, state, ...more]);

    expect(await run(['verify', '--account', account.userName, '--self'])).toMatchObject({ exitCode: 0 });
    const [before, there] = [await call(from), await call(to)];
    expect(Object(there.json).contacts).toHaveLength(oddBook().contacts.length);

    expect(await set('deprecated', '--sunset', '2030-12-31')).toMatchObject({ exitCode: 0 });
    const deprecated = await call(from);
    expect(deprecated.headers.get('sunset')).toBe('Tue, 31 Dec 2030 00:00:00 GMT');
    expect(deprecated.headers.get('deprecation')).toMatch(/^@\d+$/);
    expect(deprecated.text).toBe(before.text);

    expect(await set('off')).toMatchObject({ exitCode: 0 });
    const refused = await call(from);
    expect(refused.status).toBe(200);
    expect(refused.json).toMatchObject(
      from === 'filemail'
        ? { responsestatus: 'AccessDenied', errorcode: 2008 }
        : { status: 'error', error: 'ACCESS_DENIED' },
    );
    expect((await call(to)).text).toBe(there.text);

    expect(await set('on')).toMatchObject({ exitCode: 0 });
    const back = await call(from);
    expect([back.text, back.headers.get('deprecation'), back.headers.get('sunset')]).toEqual([
      before.text,
      null,
      null,
    ]);
  });
});
