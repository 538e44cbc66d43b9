import { sql as write } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { parseDatabaseUrl } from '../../db/client.ts';
import { openPool } from '../../db/pool.ts';
import { createQueue } from '../../db/queue.ts';
import { draftOf, openTestStore, type TestCaller, type TestStore } from './test-store.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openTestStore();
});

async function addNamed(name: string) {
  const caller = await testStore.addCaller();
  const { value: contact } = await testStore.open.store.createContact(caller.token, draftOf(name));
  return { caller, contact, name };
}

test('a column that gets another type while calls are under way swaps no answers, and fails no call', async () => {
  const { sql, open } = testStore;
  const books = await Promise.all(['Jane', 'John', 'Åse', 'Bodil'].map(addNamed));
  const nameOf = async ({ token }: TestCaller, id: number) =>
    (await open.store.findContact(token, { id })).value?.name;
  const callAll = () =>
    Promise.all(
      Array.from({ length: 25 }, () => books)
        .flat()
        .map(async ({ caller, contact, name }) => [name, await nameOf(caller, contact.id)]),
    );
  await callAll();
  for (const type of ['text', 'varchar(255)']) {
    await sql.unsafe(`alter table contact alter column name type ${type}`);
    for (const [name, found] of [...(await callAll()), ...(await callAll())]) expect(found).toBe(name);
  }
});

test('a statement that fails in the middle of its rows leaves those of the next one as they are', async () => {
  const settings = parseDatabaseUrl(testStore.databaseUrl);
  const queue = createQueue({ maxWaiting: 10, timeoutMs: 1000 });
  const pool = openPool(settings, { connections: 1, statementTimeoutSeconds: 10 }, queue);
  const numbers = pool.db.select({ value: write<string>`n::text` }).from(write`generate_series(1, 2) n`);
  const statement = pool.prepare(numbers);
  const failing = pool.client
    .unsafe('select 1 / (4 - n) from generate_series(1, 9) n')
    .catch((error: unknown) => error);
  const next = statement.execute({});
  expect(await failing).toMatchObject({ message: 'division by zero' });
  expect(await next).toEqual([{ value: '1' }, { value: '2' }]);
  await pool.close();
});
