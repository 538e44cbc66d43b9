import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { cleanUp, findServers, makeFolder, waitUntil } from '../support/embedded-site.ts';
import { openRaw } from '../support/raw-socket.ts';
import { createRunner, type ServingProgram, startServing } from '../support/run-program.ts';
import { findWorkers } from '../support/worker-processes.ts';

const TIMEOUT_MS = 60_000;
const WORKERS = 3;
const DEAD_TOKEN = '/api/contacts/get?logintoken=nobody';
const HEAD = `GET ${DEAD_TOKEN} HTTP/1.1\r\nHost: localhost\r\n`;

let database: TestDatabase;
let serving: ServingProgram | undefined;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  await serving?.stop('SIGKILL');
  serving = undefined;
  await cleanUp();
  await database.drop();
});

/** Starts it on the test's database; resolves to it, its origins and its port. */
async function start(env: Readonly<Record<string, string>> = {}) {
  const program = startServing({
    ...{ PORT: '0', OPS_PORT: '0', DIGLOT_DRAIN_SECONDS: '0', DIGLOT_WORKERS: String(WORKERS) },
    ...{ DATABASE_URL: database.url, ...env },
  });
  serving = program;
  const { address, opsAddress, workers } = await program.findLine('listening');
  const origin = String(address);
  return { program, origin, opsOrigin: String(opsAddress), port: Number(new URL(origin).port), workers };
}

/** Makes calls on connections of their own, one after the other; resolves to their statuses. */
async function callAnew(port: number, count: number): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let call = 0; call < count; call += 1) {
    const connection = await openRaw(port);
    connection.write(`${HEAD}Connection: close\r\n\r\n`);
    statuses.push((await connection.readReply()).status);
    connection.destroy();
  }
  return statuses;
}

/** The workers by whom calls were answered so far, in the order of the log's lines. */
function whoAnswered(program: ServingProgram): readonly number[] {
  return program
    .readLines()
    .map((line) => JSON.parse(line))
    .filter(({ msg }) => msg === 'answered')
    .map(({ worker }) => worker);
}

describe('a gateway of several workers', () => {
  test(
    'gives each its turn, says that it has them, and ends with all of them',
    async () => {
      const { program, port, opsOrigin, workers } = await start();
      expect(workers).toBe(WORKERS);
      expect(await findWorkers(program.pid)).toHaveLength(WORKERS);
      expect(await callAnew(port, 3 * WORKERS)).toEqual(Array(3 * WORKERS).fill(200));
      await waitUntil(() => whoAnswered(program).length === 3 * WORKERS);
      expect([...whoAnswered(program)].sort()).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
      expect((await fetch(`${opsOrigin}/readyz`)).status).toBe(200);
      expect(await program.stop('SIGTERM')).toBe(0);
      expect(await findWorkers(program.pid)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'has counted the calls of all of them when it has ended',
    async () => {
      const run = createRunner({ DATABASE_URL: database.url });
      await run(['account', 'add', 'jane', '--email', 'jane@example.com']);
      const key = (await run(['key', 'add', 'jane'])).stdout.trim();
      const { program, port } = await start();
      const target = `/view/user/api.json?user=jane&key=${key}`;
      for (let call = 0; call < 2 * WORKERS; call += 1) {
        const connection = await openRaw(port);
        connection.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: shop\r\n\r\n`);
        expect((await connection.readReply()).status).toBe(200);
        connection.destroy();
      }
      await waitUntil(() => whoAnswered(program).length === 2 * WORKERS);
      expect(new Set(whoAnswered(program)).size).toBe(WORKERS);
      expect(await program.stop('SIGTERM')).toBe(0);
      expect(JSON.parse((await run(['usage', '--json'])).stdout)).toMatchObject([
        { account: 'jane', operation: 'view.user', client: 'shop', calls: 2 * WORKERS },
      ]);
    },
    TIMEOUT_MS,
  );

  test(
    'adds up what its workers have counted',
    async () => {
      const { port, opsOrigin } = await start();
      await callAnew(port, 7);
      const connection = await openRaw(port);
      connection.write(`${HEAD}\r\n`);
      await connection.readReply();
      const text = await (await fetch(`${opsOrigin}/metrics`)).text();
      const numberOf = (name: string) =>
        Number(
          text
            .split('\n')
            .find((line) => line.startsWith(`${name} `))
            ?.slice(name.length),
        );
      const labels = 'dialect="filemail",operation="contacts.get"';
      expect(
        numberOf(`diglot_requests_total{${labels},outcome="InvalidOrExpiredLoginToken",status="200"}`),
      ).toBe(8);
      expect(numberOf(`diglot_request_duration_seconds_count{${labels}}`)).toBe(8);
      expect(numberOf('diglot_client_connections')).toBe(1);
      expect(numberOf('diglot_workers')).toBe(WORKERS);
      expect(numberOf('diglot_workers_lost_total')).toBe(0);
      expect(text.match(/^diglot_info\{.*\} 1$/m)).not.toBeNull();
      // A connection of the primary's, and one of each worker that has had a call.
      expect(numberOf('diglot_store_connections')).toBeGreaterThan(WORKERS);
      connection.destroy();
    },
    TIMEOUT_MS,
  );

  test(
    'counts wrong credentials of an address for all workers together',
    async () => {
      const { port } = await start({ DIGLOT_MAX_BAD_CREDENTIALS: '5' });
      const statuses = await callAnew(port, 9);
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429, 429]);
    },
    TIMEOUT_MS,
  );

  test(
    'holds each of them to its number of connections, and to the time of a request',
    async () => {
      const { port, opsOrigin } = await start({
        DIGLOT_MAX_SOCKETS: '2',
        DIGLOT_HEADER_TIMEOUT_SECONDS: '1',
      });
      const connections = await Promise.all(Array.from({ length: 2 * WORKERS }, () => openRaw(port)));
      const extra = await openRaw(port);
      expect(await extra.readToEnd()).toBe('');
      const metrics = await (await fetch(`${opsOrigin}/metrics`)).text();
      expect(metrics).toContain('diglot_connections_cut_total{why="too-many"} 1\n');
      for (const connection of connections) connection.write('GET /livez HTTP/1.1\r\nX-');
      for (const connection of connections) {
        expect((await connection.readReply()).status).toBe(408);
        connection.destroy();
      }
    },
    TIMEOUT_MS,
  );

  test(
    'answers a client that has said that it will send no more',
    async () => {
      const { port } = await start();
      const connection = await openRaw(port);
      connection.write(`${HEAD}\r\n`);
      connection.endWriting();
      expect((await connection.readReply()).status).toBe(200);
      expect(await connection.readToEnd()).toBe('');
    },
    TIMEOUT_MS,
  );

  test(
    'ends with one clear line where its port is taken, and leaves no worker',
    async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const run = createRunner({
        ...{ PORT: String(port), DATABASE_URL: database.url, LOG_LEVEL: 'silent', DIGLOT_WORKERS: '2' },
      });
      const { exitCode, stderr } = await run([]);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^The gateway can't listen on port \d+ of 127\.0\.0\.1: .*\n$/);
      other.close();
    },
    TIMEOUT_MS,
  );
});

describe('a gateway of several workers on the embedded store', () => {
  test(
    'makes the store and the demo account once, and stops Postgres when all have left',
    async () => {
      const dataDir = join(await makeFolder(), 'data');
      const { program, origin } = await start({ DATABASE_URL: '', DATA_DIR: dataDir });
      const { path } = await program.findLine('made a demo account');
      const text = await readFile(String(path), 'utf8');
      const [url = ''] = text.match(/http\S+(?=')/) ?? [];
      expect(url.startsWith(origin)).toBe(true);
      for (let call = 0; call < WORKERS; call += 1) {
        const answer = await fetch(url, { headers: { connection: 'close' } });
        expect(await answer.json()).toMatchObject({ responsestatus: 'OK' });
      }
      const messages = program.readLines().map((line) => JSON.parse(line).msg);
      expect(messages.filter((msg) => msg === 'migrated the store')).toHaveLength(1);
      expect(messages.filter((msg) => msg === 'made a demo account')).toHaveLength(1);
      // As a terminal does: everybody is told.
      for (const pid of await findWorkers(program.pid)) process.kill(pid, 'SIGINT');
      expect(await program.stop('SIGINT')).toBe(0);
      expect(await findServers(dataDir)).toEqual([]);
      expect(await findWorkers(program.pid)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
