import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeSettings } from '../../src/config.ts';
import { cleanUp, makeFolder } from '../support/embedded-site.ts';
import { findFreePort } from '../support/free-port.ts';
import { createQuickRunner, type ServingProgram, startServing } from '../support/run-program.ts';
import { type Connection, openConnection } from './connection.ts';
import type { Account } from './oracle.ts';
import { callPlainly, valueAt } from './plain-call.ts';

/** The built gateway as a process of its own, with a store of its own. */
export interface FuzzedGateway {
  readonly port: number;
  /** A new account with an empty book. */
  addAccount(connection: Connection): Promise<Account>;
  /** What has gone wrong with the process, by its log, its memory and its pools; empty where nothing has. */
  findFaults(): Promise<readonly string[]>;
  memoryMib(): Promise<number>;
  stop(): Promise<number | null>;
}

const MOST_MEMORY_MIB = 700;

const SETTINGS: Readonly<Record<string, string>> = {
  LOG_LEVEL: 'warn',
  LOGIN_MAX_FAILURES: '1000000',
  DIGLOT_MAX_BAD_CREDENTIALS: '1000000000',
  DIGLOT_DRAIN_SECONDS: '0',
  DIGLOT_HEADER_TIMEOUT_SECONDS: '4',
  DIGLOT_BODY_TIMEOUT_SECONDS: '5',
  DIGLOT_REQUEST_TIMEOUT_SECONDS: '8',
};

export async function startGateway(databaseUrl: string | undefined): Promise<FuzzedGateway> {
  const known = new Set(describeSettings().map(({ name }) => name));
  const port = await findFreePort();
  const dataDir = `${await makeFolder()}/data`;
  const env = {
    ...Object.fromEntries(Object.entries(SETTINGS).filter(([name]) => known.has(name))),
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    DATA_DIR: dataDir,
    PORT: String(port),
  };
  const program = startServing(env);
  const probe = openConnection(port);
  await waitUntilReady(probe);
  const run = createQuickRunner(env);
  return {
    port,
    addAccount: async (connection) => {
      const name = `fuzz-${randomBytes(5).toString('hex')}`;
      const password = `pæss ${randomBytes(8).toString('hex')}`;
      const email = `${name}@example.com`;
      const { exitCode, stderr } = await run(
        ['account', 'add', name, '--email', email, '--password-stdin'],
        password,
      );
      if (exitCode !== 0) throw new Error(`an account could not be added: ${stderr}`);
      return logIn(connection, name, email, password);
    },
    findFaults: async () => [
      ...faultyLines(program),
      ...((await isAlive(probe)) ? [] : ['/readyz does not say that the gateway is ready']),
      ...((await memoryOf(program.pid)) > MOST_MEMORY_MIB
        ? [`the gateway holds ${await memoryOf(program.pid)} MiB`]
        : []),
    ],
    memoryMib: () => memoryOf(program.pid),
    stop: async () => {
      probe.close();
      const exitCode = await program.stop('SIGINT');
      await cleanUp();
      return exitCode;
    },
  };
}

async function logIn(
  connection: Connection,
  userName: string,
  email: string,
  password: string,
): Promise<Account> {
  const token = await callPlainly(connection, '/api/authentication/login', { username: userName, password });
  const newKey = async () =>
    valueAt(
      await callPlainly(connection, '/user/newapikey/login.json', { user: userName, pass: password }),
      'newapikey',
      'key',
    );
  const [key, spareKey] = [String(await newKey()), String(await newKey())];
  const user = await callPlainly(connection, '/view/user/api.json', { user: userName, key });
  return {
    ...{ userName, email, password, token: String(valueAt(token, 'logintoken')), key, spareKeys: [spareKey] },
    id: Number(valueAt(user, 'user', 'controluser')),
    book: { contacts: [], groups: [] },
  };
}

async function waitUntilReady(probe: Connection): Promise<void> {
  const began = performance.now();
  while (!(await isAlive(probe))) {
    if (performance.now() - began > 60_000) throw new Error('the gateway was not ready within a minute');
    await sleep(100);
  }
}

async function isAlive(probe: Connection): Promise<boolean> {
  try {
    return (
      (await probe.send(Buffer.from('GET /readyz HTTP/1.1\r\nHost: example.com\r\n\r\n'))).status === 200
    );
  } catch {
    return false;
  }
}

/** Lines that tell of a fault; a warning is none. */
function faultyLines(program: ServingProgram): readonly string[] {
  return program
    .readLines()
    .filter((line) => /"level":(?:"(?:error|fatal)"|[56]0)|"msg":"failed"/.test(line));
}

async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
