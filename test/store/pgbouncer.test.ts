import { describe, expect, test } from 'vitest';
import { openStore } from '../../db/connect.ts';
import { createTestDatabase } from '../support/database.ts';
import { atEndOfFile } from '../support/end-of-file.ts';
import { hasPgBouncer, startPgBouncer } from '../support/pgbouncer.ts';
import { createRunner, startServing } from '../support/run-program.ts';
import { testStoreOptions } from '../support/store-options.ts';
import { addCaller, draftOf } from './test-store.ts';

const TITLE = hasPgBouncer ? 'behind PgBouncer' : 'behind PgBouncer, which is not installed here';
const TIMEOUT_MS = 60_000;
const WRITERS = 4;
const CREATED = 20;

async function createDatabase(options?: { migrated: boolean }): Promise<string> {
  const { url, drop } = await createTestDatabase(options);
  atEndOfFile(drop);
  return url;
}

async function callJson(url: string, parameters: Readonly<Record<string, string>>) {
  const response = await fetch(`${url}?${new URLSearchParams(parameters)}`);
  return JSON.parse(await response.text());
}

describe.skipIf(!hasPgBouncer)(TITLE, () => {
  test.each([
    { poolMode: 'session', prepare: 'on' },
    { poolMode: 'transaction', prepare: 'off' },
  ] as const)(
    'in $poolMode mode two gateways start on an empty database, and lose nothing when it is restarted',
    async ({ poolMode, prepare }) => {
      const pooler = await startPgBouncer(await createDatabase({ migrated: false }), { poolMode });
      const env = { DATABASE_URL: pooler.url, DIGLOT_PREPARE: prepare, PORT: '0', DIGLOT_DRAIN_SECONDS: '0' };
      const gateways = [startServing(env), startServing(env)];
      const [origin = '', other = ''] = await Promise.all(gateways.map((gateway) => gateway.origin()));
      const run = createRunner(env);
      await run(
        ['account', 'add', 'jane', '--email', 'jane@example.com', '--password-stdin'],
        'a long password',
      );
      const credentials = { user: 'jane', key: (await run(['key', 'add', 'jane'])).stdout.trim() };

      const create = (fullname: string) =>
        callJson(`${origin}/contact/create/api.json`, { ...credentials, fullname });
      const acknowledged: number[] = [];
      const write = async () => {
        while (acknowledged.length < CREATED) await attempt();
      };
      const attempt = async () => {
        const { success, contact } = await create('John');
        if (success === 'CREATE_CONTACT') acknowledged.push(contact.controlcontact);
      };
      await attempt();
      await Promise.all([pooler.restart(100), ...Array.from({ length: WRITERS }, write)]);

      const { contacts } = await callJson(`${other}/view/contacts/api.json`, credentials);
      const ids = contacts.map(({ controlcontact }: { controlcontact: number }) => controlcontact);
      expect(ids).toEqual(expect.arrayContaining(acknowledged));
      const login = { username: 'jane', password: 'a long password' };
      const { logintoken } = await callJson(`${other}/api/authentication/login`, login);
      const list = await callJson(`${origin}/api/contacts/get`, { logintoken });
      expect(list.contacts).toHaveLength(ids.length);
      const contact = String(acknowledged[0]);
      expect(await callJson(`${origin}/view/contact/api.json`, { ...credentials, contact })).toMatchObject({
        success: 'VIEW_CONTACT',
        contact: { fullname: 'John' },
      });
      for (const gateway of gateways) expect(await gateway.stop('SIGTERM')).toBe(0);
    },
    TIMEOUT_MS,
  );

  test('a pooler that is not told to ignore the time limit is named where the program starts', async () => {
    const pooler = await startPgBouncer(await createDatabase(), { poolMode: 'session', configured: false });
    expect(await createRunner({ DATABASE_URL: pooler.url })(['migrate'])).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: expect.stringContaining('ignore_startup_parameters = statement_timeout'),
    });
  });

  test('in transaction mode statements that are prepared fail, or work, but answer nobody with what is another’s', async () => {
    const pooler = await startPgBouncer(await createDatabase(), { poolMode: 'transaction' });
    const open = await openStore({ ...testStoreOptions, databaseUrl: pooler.url, poolSize: 4 });
    atEndOfFile(open.close);
    const unprepared = await openStore({ ...testStoreOptions, databaseUrl: pooler.url, prepare: 'off' });
    atEndOfFile(unprepared.close);
    const books = await Promise.all(
      ['Jane', 'John', 'Åse'].map(async (name) => {
        const { token } = await addCaller(unprepared);
        return { name, token, ref: (await unprepared.store.createContact(token, draftOf(name))).value };
      }),
    );
    const calls = Array.from({ length: 100 }, () => books).flat();
    const answers = await Promise.all(
      calls.map(async ({ name, token, ref }) => {
        const found = await open.store.findContact(token, ref).catch((error: unknown) => error);
        if (found instanceof Error) return found.message;
        return Object(found).value?.name === name ? 'own' : 'wrong';
      }),
    );
    const advice = 'a pooler between here and Postgres loses prepared statements: set DIGLOT_PREPARE=off';
    expect(['own', advice]).toEqual(expect.arrayContaining([...new Set(answers)]));
  });
});
