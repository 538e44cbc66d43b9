import type { Socket } from 'node:net';
import { sql as write } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { createClient, parseDatabaseUrl } from '../../db/client.ts';
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

async function openWatched() {
  const sockets: Socket[] = [];
  const client = createClient(parseDatabaseUrl(testStore.databaseUrl), {
    connections: 1,
    statementTimeoutSeconds: 10,
    onSocket: (socket) => sockets.push(socket),
  });
  await client`select 1`;
  const [socket] = sockets;
  if (socket === undefined) throw new Error('there is no socket');
  return { client, socket };
}

test('a connection that closes while a statement is about to be sent is replaced at once', async () => {
  const { client, socket } = await openWatched();
  const unsent = new Promise<unknown>((resolve) => {
    sendBeforeClose(socket, () => client`select 2`.catch(resolve));
  });
  socket.destroy();
  expect(await unsent).toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await client`select 3 as value`).toEqual([{ value: 3 }]);
  await client.end();
});

test('a statement that comes to a connection as it fails is not forgotten, nor given another one’s answer', async () => {
  const { client, socket } = await openWatched();
  const underWay = client`select 2 from pg_sleep(10)`.catch((error: unknown) => error);
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
  await new Promise((resolve) => process.nextTick(resolve));
  const late = client`select 3 as value`.catch((error: unknown) => error);
  expect(await underWay).toMatchObject({ code: 'ECONNRESET' });
  expect(await late).toMatchObject({ code: 'ECONNRESET' });
  const values = await Promise.all([4, 5, 6].map((value) => client`select ${value}::int as value`));
  expect(values.flat()).toEqual([{ value: 4 }, { value: 5 }, { value: 6 }]);
  await client.end();
});

/** Has the driver write a statement in the very moment before it hears that the connection has closed. */
function sendBeforeClose(socket: Socket, send: () => void): void {
  const emit = socket.emit.bind(socket) as (...event: unknown[]) => boolean;
  const emitLater = async (event: unknown[]) => {
    send();
    for (let turn = 0; turn < 10; turn += 1) await null;
    emit(...event);
  };
  Object.assign(socket, {
    emit: (...event: unknown[]) => (event[0] === 'close' ? void emitLater(event) : emit(...event)),
  });
}
