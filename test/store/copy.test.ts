import { beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../db/connect.ts';
import { listTableNames } from '../../db/copy/tables.ts';
import { addTestAccount } from '../support/account.ts';
import { startTestGateway } from '../support/gateway.ts';
import { createRunner } from '../support/run-program.ts';
import { testStoreOptions } from '../support/store-options.ts';
import {
  type CopySource,
  createTarget,
  expectSame,
  openSource,
  readCatalogue,
  readStore,
} from './copy-site.ts';
import { connect, draftOf } from './test-store.ts';

let source: CopySource;

beforeAll(async () => {
  source = await openSource();
});

test('all tables of a store are known to a copy', async () => {
  const tables = await source.sql`select relname from pg_class
    where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace order by relname`;
  expect(tables.map(({ relname }) => relname)).toEqual([...listTableNames()].sort());
});

test('the command leaves the same store at the target, and tells its tables and no secret', async () => {
  const url = await createTarget();
  const run = createRunner({ DATABASE_URL: source.databaseUrl, TARGET_URL: url });
  const { exitCode, stdout, stderr } = await run(['copy', '--to-env', 'TARGET_URL', '--json']);
  expect({ exitCode, stderr: stderr.split('\n').at(-2) }).toEqual({
    exitCode: 0,
    stderr: expect.stringMatching(/^Both stores hold the same, after [\d.]+ s\.$/),
  });
  await expectSame(source, url);
  const rows = (await readStore(url)).tables;
  expect(JSON.parse(stdout)).toEqual(
    [...listTableNames()].sort().map((table) => ({
      table,
      rows: rows[table]?.length,
      copied: rows[table]?.length,
      checksum: expect.stringMatching(/^[0-9a-f]{16}$/),
    })),
  );
  expect(stdout + stderr).not.toContain(new URL(url).password || url);
});

test('a copied store serves: its password, token and key are those of the source, in both dialects', async () => {
  const url = await createTarget();
  const { store, directory } = source.open;
  const gateway = await startTestGateway({ reach: async () => url });
  const account = await addTestAccount({ url: gateway.url, store, directory }, {});
  const token = { kind: 'token', secret: account.token } as const;
  const { value } = await store.createContact(token, { ...draftOf('John Doe'), email: 'john@example.com' });
  await source.copyTo(url);
  expect((await account.filemail('contacts/get')).json).toMatchObject({
    contacts: [{ contactid: value.textId, name: 'John Doe', email: 'john@example.com', groups: [] }],
  });
  expect((await account.txty('view/contact', { contact: String(value.id) })).json).toMatchObject({
    success: 'VIEW_CONTACT',
    contact: { controlcontact: value.id, fullname: 'John Doe' },
  });
  const login = await account.filemail('authentication/login', {
    username: account.userName,
    password: account.password,
  });
  expect(login.json).toMatchObject({ responsestatus: 'ok' });
  // Its counters go on from where those of the source are.
  const added = await account.txty('contact/create', { fullname: 'Jane Doe' });
  const { value: next } = await store.createContact(token, draftOf('Jane Doe'));
  expect(added.json).toMatchObject({ contact: { controlcontact: next.id } });
});

describe('a source that changes while it is copied', () => {
  test('is told of by its table; the target serves nobody until the next run has copied what differs', async () => {
    const changing = await openSource(20);
    const url = await createTarget();
    const id = `${changing.caller.accountId}`;
    const failed = changing.copyTo(url, (stage) => {
      if (stage !== 'building') return;
      changing.sql.unsafe(`update contact set name = 'Changed' where account_id = ${id}`).execute();
    });
    await expect(failed).rejects.toThrow(
      /^The source changed while it was copied, in contact\. Stop whoever/,
    );
    const half = await openStore({ ...testStoreOptions, databaseUrl: url });
    expect(await half.isReady()).toBe(false);
    await expect(half.migrate()).rejects.toThrow(
      /^A copy to this store has not ended: run the same `diglot copy`/,
    );
    await expect(half.store.listContacts(changing.caller.key, 0)).rejects.toMatchObject({
      code: 'credential-invalid',
    });
    const again = await changing.copyTo(url);
    expect(again.filter(({ copied }) => copied > 0).map(({ table }) => table)).toEqual([
      'contact',
      'credential',
      'login_name',
    ]);
    await expectSame(changing, url);
    expect(await half.isReady()).toBe(true);
    expect((await half.store.listContacts(changing.caller.key, 0)).value).toHaveLength(20);
    await half.close();
  });
});

describe('a target is left as it is where', () => {
  test('it holds an account', async () => {
    const taken = await openSource(3);
    const [rows, catalogue] = [await readStore(taken.databaseUrl), await readCatalogue(taken.databaseUrl)];
    const run = createRunner({ DATABASE_URL: source.databaseUrl, TARGET_URL: taken.databaseUrl });
    expect(await run(['copy', '--to-env', 'TARGET_URL'])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        'The target is not empty: its table account has rows. It was left as it is; take an empty database.\n',
    });
    expect(await readStore(taken.databaseUrl)).toEqual(rows);
    expect(await readCatalogue(taken.databaseUrl)).toEqual(catalogue);
  });

  test('it has rows of something else in a table of that name', async () => {
    const url = await createTarget();
    const sql = connect(url);
    await sql.unsafe("create table contact (who text); insert into contact values ('somebody')");
    await sql.end();
    const catalogue = await readCatalogue(url);
    await expect(source.copyTo(url)).rejects.toThrow('its table contact has rows');
    expect(await readCatalogue(url)).toEqual(catalogue);
  });

  test('the source is of a later version', async () => {
    const later = await openSource(1);
    await later.sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 9999999999999)`;
    const url = await createTarget();
    await expect(later.copyTo(url)).rejects.toThrow(/^The two stores are of different versions: run/);
    expect((await readStore(url)).tables.account).toEqual([]);
  });

  test('another copy to it is under way', async () => {
    const url = await createTarget();
    const others: Promise<unknown>[] = [];
    await source.copyTo(url, (stage) => {
      if (stage === 'copying' && others.length === 0) others.push(source.copyTo(url).catch(String));
    });
    expect(await others[0]).toBe('CopyError: Another copy to this target is under way.');
    await expectSame(source, url);
  });
});
