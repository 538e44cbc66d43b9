import { once } from 'node:events';
import { lstat, readFile } from 'node:fs/promises';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { VERSION } from '../../src/version.ts';
import { createTestDatabase } from '../support/database.ts';
import { cleanUp, findServers, makeFolder } from '../support/embedded-site.ts';
import { createQuickRunner, createRunner, startServing } from '../support/run-program.ts';

afterEach(cleanUp);

const TIMEOUT_MS = 60_000;
const QUICK = { PORT: '0', DIGLOT_DRAIN_SECONDS: '0' };

/** What the two command lines of a demo account's text fetch. */
async function followCurlLines(text: string): Promise<readonly unknown[]> {
  const urls = [...text.matchAll(/^ {2}curl '(\S+)'$/gm)].map(([, url = '']) => url);
  return Promise.all(urls.map(async (url) => (await fetch(url)).json()));
}

describe('serve on the embedded store', () => {
  test(
    'offers a demo account once, works beside other commands, and stops when told to',
    async () => {
      const env = { ...QUICK, DATA_DIR: join(await makeFolder(), 'data') };
      const serving = startServing(env);
      const { path } = await serving.findLine('made a demo account');
      const text = await readFile(String(path), 'utf8');
      expect(path).toBe(join(env.DATA_DIR, 'demo-account.txt'));
      expect((await lstat(String(path))).mode & 0o777).toBe(0o600);
      const { address, version, store, postgres, fsync, synchronousCommit } =
        await serving.findLine('listening');
      expect({ address, version, store, postgres, fsync, synchronousCommit }).toEqual({
        address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        version: VERSION,
        store: 'embedded',
        postgres: expect.stringMatching(/^18\.\d+$/),
        fsync: 'on',
        synchronousCommit: 'on',
      });
      expect(await followCurlLines(text)).toEqual([
        { Contacts: [], contacts: [], responsestatus: 'OK' },
        { status: 'success', success: 'VIEW_CONTACTS', contacts: [] },
      ]);

      const run = createRunner(env);
      const { stdout: key } = await run(['key', 'add', 'demo']);
      const answer = await fetch(`${address}/view/contacts/api.json?user=demo&key=${key.trim()}`);
      expect(await answer.json()).toMatchObject({ status: 'success' });

      expect(await serving.stop('SIGTERM')).toBe(0);
      expect(await findServers(env.DATA_DIR)).toEqual([]);
      for (const secret of text.match(/[0-9a-f]{32}/g) ?? []) {
        expect(serving.readLines().join('\n')).not.toContain(secret);
      }
      const { stdout } = await run(['account', 'remove', 'demo', '--yes']);
      expect(stdout).toBe('');
    },
    TIMEOUT_MS,
  );

  test(
    'makes no demo account where there is an account',
    async () => {
      const env = { ...QUICK, DATA_DIR: join(await makeFolder(), 'data') };
      const run = createQuickRunner(env);
      await run(['account', 'add', 'jane', '--email', 'jane@example.com']);
      const serving = startServing(env);
      await serving.findLine('listening');
      expect(await serving.stop('SIGINT')).toBe(0);
      expect(JSON.parse((await run(['account', 'list', '--json'])).stdout)).toMatchObject([
        { userName: 'jane' },
      ]);
    },
    TIMEOUT_MS,
  );
});

describe('serve on a server', () => {
  test(
    'makes no demo account, opens the second listener, and logs nothing but lines of JSON',
    async () => {
      const database = await createTestDatabase({ migrated: false });
      const env = { ...QUICK, OPS_PORT: '0', DATABASE_URL: database.url };
      const serving = startServing(env);
      const { address, opsAddress, store } = await serving.findLine('listening');
      expect(store).toBe('server');
      expect(opsAddress).not.toBe(address);
      expect((await fetch(`${opsAddress}/readyz`)).status).toBe(200);
      expect(await serving.stop('SIGTERM')).toBe(0);
      const lines = serving.readLines().map((line) => JSON.parse(line));
      expect(lines).toEqual([
        expect.objectContaining({ level: 'info', migrations: expect.any(Number), msg: 'migrated the store' }),
        expect.objectContaining({ level: 'info', msg: 'listening' }),
        expect.objectContaining({ level: 'info', signal: 'SIGTERM', drainSeconds: 0, msg: 'stopping' }),
      ]);
      const { stdout } = await createRunner(env)(['account', 'list', '--json']);
      expect(JSON.parse(stdout)).toEqual([]);
      await database.drop();
    },
    TIMEOUT_MS,
  );

  test('ends with one clear line where its port is taken', async () => {
    const database = await createTestDatabase();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const run = createRunner({ PORT: String(port), DATABASE_URL: database.url, LOG_LEVEL: 'silent' });
    expect(await run([])).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        `The gateway can't listen on port ${port} of 127.0.0.1: something else listens there already; stop it, ` +
        'or choose another port (settings HOST and PORT, DIGLOT_OPS_HOST and OPS_PORT).\n',
    });
    other.close();
    await database.drop();
  });

  test(
    'ends at once by a second signal, while a request keeps the first from ending it',
    async () => {
      const database = await createTestDatabase();
      const serving = startServing({ ...QUICK, DATABASE_URL: database.url });
      const { address } = await serving.findLine('listening');
      const socket = createConnection(Number(new URL(String(address)).port), '127.0.0.1');
      socket.on('error', () => undefined);
      const closed = once(socket, 'close');
      await once(socket, 'connect');
      socket.write('POST /api/contacts/get HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n1');
      await fetch(`${address}/livez`);
      const first = serving.stop('SIGTERM');
      await serving.findLine('stopping');
      expect(await serving.stop('SIGTERM')).toBe(1);
      expect(await first).toBe(1);
      await closed;
      await database.drop();
    },
    TIMEOUT_MS,
  );
});
