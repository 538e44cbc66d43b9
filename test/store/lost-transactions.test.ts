import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient, parseDatabaseUrl } from '../../db/client.ts';
import { isNeverSent } from '../../db/errors.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let client: Client;
let other: Client;
let socket: Socket;
beforeAll(async () => {
  database = await createTestDatabase();
  const settings = parseDatabaseUrl(database.url);
  const options = { connections: 1, statementTimeoutSeconds: 10 };
  const onSocket = (opened: Socket) => {
    socket = opened;
  };
  client = createClient(settings, { ...options, onSocket });
  other = createClient(settings, options);
  await other.unsafe('create table kept (word text)');
});
afterAll(async () => {
  await Promise.all([client.end({ timeout: 1 }), other.end({ timeout: 1 })]);
  await database.drop();
});

async function cut(pid: unknown): Promise<void> {
  const closed = once(socket, 'close');
  await other.unsafe('select pg_terminate_backend($1)', [Number(pid)]);
  await closed;
}

/** The driver may tell the next statement of the end of a session, and not send it. */
async function addNext(word: string, work: () => Promise<void> = async () => {}): Promise<unknown> {
  const add = () =>
    client.begin(async (transaction) => {
      await transaction.unsafe('insert into kept values ($1)', [word]);
      await work();
    });
  return add().catch((error: unknown) => {
    if (!isNeverSent(error)) throw error;
    return add();
  });
}

const listKept = async () =>
  (await other.unsafe('select word from kept order by word')).map(({ word }) => word);

describe('a transaction whose connection is cut', () => {
  test.each([
    ['between two statements', async () => undefined],
    ['and whose work fails at that', async () => Promise.reject(new Error('a fault of the work'))],
  ])('%s fails by that, and leaves the next one alone', async (_, goOn) => {
    await other.unsafe('truncate kept');
    const lost = client.begin(async (transaction) => {
      await transaction.unsafe("insert into kept values ('lost')");
      const [row] = await transaction.unsafe('select pg_backend_pid() as pid');
      await cut(row?.pid);
      await goOn();
      await transaction.unsafe("insert into kept values ('lost too')");
    });
    await expect(lost).rejects.toMatchObject({ code: expect.stringMatching(/^(CONNECTION_CLOSED|57P01)$/) });
    // Its own rollback counts, and nobody else's.
    await expect(addNext('undone', () => Promise.reject(new Error('undone')))).rejects.toThrow('undone');
    await addNext('kept');
    expect(await listKept()).toEqual(['kept']);
  });

  test('while a statement is under way fails by that, and leaves the next one alone', async () => {
    await other.unsafe('truncate kept');
    const lost = client.begin(async (transaction) => {
      await transaction.unsafe("insert into kept values ('lost')");
      const [row] = await transaction.unsafe('select pg_backend_pid() as pid');
      const sleeping = transaction.unsafe('select pg_sleep(5)').execute();
      await Promise.all([sleeping, cut(row?.pid)]);
    });
    await expect(lost).rejects.toMatchObject({ code: expect.stringMatching(/^(CONNECTION_CLOSED|57P01)$/) });
    await addNext('kept');
    expect(await listKept()).toEqual(['kept']);
  });
});
