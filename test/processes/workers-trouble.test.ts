import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LostCall, openConnection } from '../load/connection.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { cleanUp, findServers, makeFolder, waitUntil } from '../support/embedded-site.ts';
import { openRaw } from '../support/raw-socket.ts';
import { type ServingProgram, startServing } from '../support/run-program.ts';
import { findWorkers, isRunning } from '../support/worker-processes.ts';

const TIMEOUT_MS = 60_000;
const CALL = 'GET /api/contacts/get?logintoken=nobody HTTP/1.1\r\nHost: localhost\r\n\r\n';
const SETTINGS = { PORT: '0', OPS_PORT: '0', DIGLOT_WORKERS: '2', DIGLOT_MAX_BAD_CREDENTIALS: '1000000' };

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

async function start(env: Readonly<Record<string, string>> = {}) {
  const program = startServing({ ...SETTINGS, DATABASE_URL: database.url, ...env });
  serving = program;
  const { address, opsAddress } = await program.findLine('listening');
  const port = Number(new URL(String(address)).port);
  const [first = 0, second = 0] = await findWorkers(program.pid);
  return { program, port, opsOrigin: String(opsAddress), first, second };
}

/** Clients that call one after the other, and connect anew where they must; each loss is told with its reason. */
function startLoad(port: number, clients: number) {
  const losses: string[] = [];
  let [answered, over] = [0, false];
  const run = async () => {
    let connection = await openConnection(port);
    while (!over) {
      try {
        if (!connection.isOpen()) connection = await openConnection(port);
        const { head } = await connection.send(CALL);
        if (head.startsWith('HTTP/1.1 200 ')) answered += 1;
        else losses.push(head);
      } catch (error) {
        losses.push(error instanceof LostCall ? error.kind : String(error));
      }
    }
    connection.close();
  };
  const ended = Promise.all(Array.from({ length: clients }, run));
  return {
    losses,
    answered: () => answered,
    stop: async () => {
      over = true;
      await ended;
    },
  };
}

async function readMetrics(opsOrigin: string): Promise<{ lost: number; requests: number }> {
  const text = await (await fetch(`${opsOrigin}/metrics`)).text();
  const read = (pattern: RegExp) => Number(pattern.exec(text)?.[1]);
  return {
    lost: read(/^diglot_workers_lost_total (\d+)$/m),
    requests: read(/^diglot_requests_total\{.*"contacts.get".*\} (\d+)$/m),
  };
}

async function isReady(opsOrigin: string): Promise<boolean> {
  return (await fetch(`${opsOrigin}/readyz`)).status === 200;
}

describe('a worker that is killed', () => {
  test(
    'costs no more than the calls under way on its connections, and is replaced',
    async () => {
      const clients = 12;
      const { program, port, opsOrigin, first } = await start();
      const load = startLoad(port, clients);
      await waitUntil(() => load.answered() > 200);
      const before = await readMetrics(opsOrigin);
      process.kill(first, 'SIGKILL');
      await waitUntil(async () => !(await isReady(opsOrigin)));
      await waitUntil(() => isReady(opsOrigin));
      const atReturn = load.answered();
      await waitUntil(() => load.answered() > atReturn + 200);
      await load.stop();
      // They were shared out evenly, and each has one call under way.
      expect(load.losses.length).toBeLessThanOrEqual(clients / 2);
      expect(new Set(load.losses)).toEqual(new Set(load.losses.length === 0 ? [] : ['lost']));
      expect(await program.findLine('a worker ended')).toMatchObject({
        ...{ level: 'error', worker: 1, pid: first, exitCode: null, signal: 'SIGKILL' },
      });
      const workers = await findWorkers(program.pid);
      expect(workers).toHaveLength(2);
      expect(workers).not.toContain(first);
      const after = await readMetrics(opsOrigin);
      expect([before.lost, after.lost]).toEqual([0, 1]);
      // What it had counted when it was asked last is not forgotten.
      expect(after.requests).toBeGreaterThanOrEqual(before.requests + 200);
      expect(await program.stop('SIGINT')).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    'leaves the connections that it has not taken to the others',
    async () => {
      const { port, first } = await start();
      process.kill(first, 'SIGSTOP');
      const connections = await Promise.all(Array.from({ length: 20 }, () => openRaw(port)));
      for (const connection of connections) connection.write(CALL);
      const replies = connections.map((connection) => connection.readReply().then(({ status }) => status));
      let answered = 0;
      for (const reply of replies) reply.then(() => (answered += 1));
      // Those wait that it was given before it was known to be stuck.
      await waitUntil(() => answered >= 10);
      process.kill(first, 'SIGKILL');
      expect(await Promise.all(replies)).toEqual(Array(20).fill(200));
      for (const connection of connections) connection.destroy();
    },
    TIMEOUT_MS,
  );

  test(
    'is not started again more than once a second, where it can do no better than to end',
    async () => {
      const { program, first } = await start();
      const began = performance.now();
      process.kill(first, 'SIGKILL');
      let killed = 1;
      await waitUntil(async () => {
        const [, newest] = await findWorkers(program.pid);
        if (newest === undefined) return false;
        process.kill(newest, 'SIGKILL');
        killed += 1;
        return killed === 4;
      });
      expect(performance.now() - began).toBeGreaterThan(1900);
    },
    TIMEOUT_MS,
  );
});

describe('a primary that is killed', () => {
  test(
    'takes its workers with it and leaves its port free',
    async () => {
      const { program, port, first, second } = await start();
      const connection = await openRaw(port);
      await program.stop('SIGKILL');
      await waitUntil(async () => !(await isRunning(first)) && !(await isRunning(second)));
      await connection.readToEnd();
      const other = createServer().listen(port, '127.0.0.1');
      await once(other, 'listening');
      other.close();
    },
    TIMEOUT_MS,
  );

  test(
    'leaves the embedded Postgres to the next one, which stops it in the end',
    async () => {
      const env = { DATABASE_URL: '', DATA_DIR: join(await makeFolder(), 'data') };
      const { program, first, second } = await start(env);
      const [server] = await findServers(env.DATA_DIR);
      await program.stop('SIGKILL');
      await waitUntil(async () => !(await isRunning(first)) && !(await isRunning(second)));
      expect(await findServers(env.DATA_DIR)).toEqual([server]);
      const next = await start(env);
      expect(await findServers(env.DATA_DIR)).toEqual([server]);
      expect(await next.program.stop('SIGINT')).toBe(0);
      expect(await findServers(env.DATA_DIR)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('an embedded Postgres that is killed', () => {
  test(
    'is started again once, and found again by all workers',
    async () => {
      const env = { DATABASE_URL: '', DATA_DIR: join(await makeFolder(), 'data') };
      const { program, port, opsOrigin } = await start(env);
      const load = startLoad(port, 4);
      await waitUntil(() => load.answered() > 50);
      const [server = 0] = await findServers(env.DATA_DIR);
      process.kill(server, 'SIGQUIT');
      await waitUntil(async () => !(await isReady(opsOrigin)));
      await waitUntil(() => isReady(opsOrigin));
      await load.stop();
      expect(await findServers(env.DATA_DIR)).toHaveLength(1);
      const { length } = await findWorkers(program.pid);
      expect(length).toBe(2);
      expect(await program.stop('SIGINT')).toBe(0);
      expect(await findServers(env.DATA_DIR)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('a log that nobody reads for a while', () => {
  test(
    'has every line of every worker whole',
    async () => {
      const env = { PATH: process.env.PATH, ...SETTINGS, DATABASE_URL: database.url };
      // A pipe: between two processes of Node there would be a socket.
      const program = spawn('sh', ['-c', 'node dist/src/main.js serve | cat'], {
        ...{ env, stdio: ['ignore', 'pipe', 'inherit'] },
      });
      const exited = once(program, 'exit');
      let text = '';
      const { stdout } = program;
      stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      await waitUntil(() => text.includes('"listening"'));
      const { address } = JSON.parse(text.split('\n').find((line) => line.includes('"listening"')) ?? '');
      stdout.pause();
      const load = startLoad(Number(new URL(address).port), 8);
      await waitUntil(() => load.answered() >= 2000);
      await load.stop();
      stdout.resume();
      for (const primary of await findWorkers(program.pid ?? 0)) process.kill(primary, 'SIGINT');
      await exited;
      const lines = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.filter(({ msg }) => msg === 'answered')).toHaveLength(load.answered());
      expect(new Set(lines.map(({ worker }) => worker))).toEqual(new Set([undefined, 1, 2]));
    },
    TIMEOUT_MS,
  );
});
