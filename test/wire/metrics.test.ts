import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { callUrl } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { openRaw, sendRaw } from '../support/raw-socket.ts';

const MAX_FAILURES = 2;

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway({ ops: true, loginMaxFailures: MAX_FAILURES, maxBadCredentials: 1 });
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

/** All samples of the moment, by their names and labels as they stand there. */
async function readSamples(): Promise<ReadonlyMap<string, number>> {
  const { status, text } = await callUrl(`${gateway.opsUrl}/metrics`);
  expect(status).toBe(200);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}

/** By how much each of our counts has grown by the time that the work has been done. */
async function grownBy(work: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
  const before = await readSamples();
  await work();
  const after = await readSamples();
  const grown = [...after]
    .filter(([name]) => /^diglot_\w+(?:_total|_count)\{/.test(name))
    .map(([name, value]) => [name, value - (before.get(name) ?? 0)] as const)
    .filter(([, growth]) => growth !== 0);
  return Object.fromEntries(grown);
}

const counted = (dialect: string, operation: string, outcome: string, status: number) =>
  `diglot_requests_total{dialect="${dialect}",operation="${operation}",outcome="${outcome}",status="${status}"}`;
const measured = (dialect: string, operation: string) =>
  `diglot_request_duration_seconds_count{dialect="${dialect}",operation="${operation}"}`;

const logInToFilemail = (password: string) =>
  callUrl(`${gateway.url}/api/authentication/login`, { username: account.userName, password });
const logInToTxty = (pass: string) =>
  callUrl(`${gateway.url}/user/newapikey/login.json`, { user: account.userName, pass });

describe('what is counted', () => {
  test('are answers by dialect, operation and outcome, and how long they took', async () => {
    const grown = await grownBy(async () => {
      await account.filemail('contacts/get');
      await account.filemail('contacts/get', {}, { method: 'POST' });
      await account.filemail('contacts/add', { name: 'Ann' });
      await account.txty('view/contacts', {}, { suffix: 'xml' });
      await account.txty('view/contact', { contact: '999999999' });
    });
    expect(grown).toEqual({
      [counted('filemail', 'contacts.get', 'ok', 200)]: 2,
      [counted('filemail', 'contacts.add', 'InputParameterMissing', 200)]: 1,
      [counted('txty', 'view.contacts', 'ok', 200)]: 1,
      [counted('txty', 'view.contact', 'CONTACT_NOT_FOUND', 200)]: 1,
      [measured('filemail', 'contacts.get')]: 2,
      [measured('filemail', 'contacts.add')]: 1,
      [measured('txty', 'view.contacts')]: 1,
      [measured('txty', 'view.contact')]: 1,
    });
  });

  test('is one operation under both of its paths', async () => {
    const { userName: user, key } = account;
    const grown = await grownBy(() => callUrl(`${gateway.url}/api/4/View/Contacts/api.json/`, { user, key }));
    expect(grown).toEqual({
      [counted('txty', 'view.contacts', 'ok', 200)]: 1,
      [measured('txty', 'view.contacts')]: 1,
    });
  });

  test('are calls that could not be carried out by their status as well', async () => {
    const grown = await grownBy(async () => {
      await fetch(`${gateway.url}/api/contacts/get`, { method: 'DELETE' });
      for (const _ of ['refused', 'throttled']) {
        await account.filemail('contacts/get', { logintoken: 'wrong' });
        await account.txty('view/contacts', { key: 'wrong' });
      }
    });
    const refusals = Object.fromEntries(
      Object.entries(grown).filter(([name]) => !name.includes('_seconds_')),
    );
    expect(refusals).toEqual({
      [counted('filemail', 'contacts.get', 'NotFound', 405)]: 1,
      [counted('filemail', 'contacts.get', 'InvalidOrExpiredLoginToken', 200)]: 1,
      [counted('filemail', 'contacts.get', 'ServiceInterruption', 429)]: 1,
      [counted('txty', 'view.contacts', 'TOO_MANY_REQUESTS', 429)]: 2,
    });
  });

  test('are logins that were refused, for a wrong pair or after too many of them', async () => {
    const grown = await grownBy(async () => {
      await logInToFilemail(account.password);
      for (let count = 0; count <= MAX_FAILURES; count += 1) await logInToFilemail('wrong');
      await logInToTxty(account.password);
      account = await gateway.addAccount();
      for (let count = 0; count < MAX_FAILURES; count += 1) await logInToTxty('wrong');
    });
    expect(grown).toEqual({
      [counted('filemail', 'authentication.login', 'ok', 200)]: 1,
      [counted('filemail', 'authentication.login', 'WrongUsernamePassword', 200)]: MAX_FAILURES,
      [counted('filemail', 'authentication.login', 'CaptchaRequiredForNextLogin', 200)]: 1,
      [counted('txty', 'user.newapikey', 'TOO_MANY_LOGINS', 200)]: 1,
      [counted('txty', 'user.newapikey', 'USER_NOT_FOUND', 200)]: MAX_FAILURES,
      [measured('filemail', 'authentication.login')]: MAX_FAILURES + 2,
      [measured('txty', 'user.newapikey')]: MAX_FAILURES + 1,
      'diglot_logins_refused_total{dialect="filemail",why="wrong"}': MAX_FAILURES,
      'diglot_logins_refused_total{dialect="filemail",why="throttled"}': 1,
      'diglot_logins_refused_total{dialect="txty",why="wrong"}': MAX_FAILURES,
      'diglot_logins_refused_total{dialect="txty",why="throttled"}': 1,
    });
  });

  test('are parameters that no operation declares, by dialect', async () => {
    const grown = await grownBy(async () => {
      await account.filemail('contacts/get', { more: '1', evenmore: ['1', '2'] });
      await account.txty('view/contacts', { more: '1', key: undefined });
    });
    expect(grown).toMatchObject({
      'diglot_undeclared_parameters_total{dialect="filemail"}': 3,
      'diglot_undeclared_parameters_total{dialect="txty"}': 1,
    });
  });

  test('are unknown paths, by the dialect that they lie below', async () => {
    const grown = await grownBy(async () => {
      for (const path of ['/api/nothing', '/api', '/api/files/get', '/nothing', '/api/4/nothing'])
        await callUrl(`${gateway.url}${path}`);
    });
    expect(grown).toEqual({
      [counted('filemail', 'none', 'NotFound', 404)]: 3,
      [counted('txty', 'none', 'PAGE_NOT_FOUND', 404)]: 2,
      'diglot_unknown_paths_total{dialect="filemail"}': 3,
      'diglot_unknown_paths_total{dialect="txty"}': 2,
    });
  });

  test('are requests that are no HTTP, which are no unknown path', async () => {
    const grown = await grownBy(() => sendRaw(gateway.port, 'GET /api/contacts/get HTTP/9\r\n\r\n'));
    expect(grown).toEqual({ [counted('filemail', 'none', 'InvalidParameter', 400)]: 1 });
  });

  test('is not that somebody asks how the gateway is', async () => {
    const grown = await grownBy(async () => {
      for (const url of [gateway.url, gateway.opsUrl])
        for (const path of ['/livez', '/readyz']) await callUrl(`${url}${path}`);
      await callUrl(`${gateway.url}/openapi/txty.json`);
    });
    expect(grown).toEqual({});
  });
});

describe('what is measured', () => {
  test('is a time in seconds, which falls into the bucket that it is of', async () => {
    await account.filemail('contacts/get');
    const samples = await readSamples();
    const labels = 'dialect="filemail",operation="contacts.get"';
    const sum = samples.get(`diglot_request_duration_seconds_sum{${labels}}`);
    const count = samples.get(`diglot_request_duration_seconds_count{${labels}}`);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThan(30);
    expect(samples.get(`diglot_request_duration_seconds_bucket{le="+Inf",${labels}}`)).toBe(count);
    const buckets = [...samples]
      .filter(([name]) => name.startsWith('diglot_request_duration_seconds_bucket') && name.includes(labels))
      .map(([, value]) => value);
    expect(buckets.length).toBeGreaterThan(10);
    expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
  });

  test('are connections of clients, and to the store, and what waits for it', async () => {
    const client = 'diglot_client_connections';
    const before = (await readSamples()).get(client) ?? Number.NaN;
    const connections = [await openRaw(gateway.port), await openRaw(gateway.port)];
    await expect.poll(async () => (await readSamples()).get(client)).toBeGreaterThanOrEqual(before + 2);
    for (const connection of connections) connection.destroy();
    await expect.poll(async () => (await readSamples()).get(client)).toBeLessThan(before + 2);
    const samples = await readSamples();
    expect(samples.get('diglot_store_connections')).toBe(gateway.open.connections());
    expect(samples.get('diglot_store_connections')).toBeGreaterThanOrEqual(1);
    expect(samples.get('diglot_store_waiting{queue="calls"}')).toBe(0);
    expect(samples.get('diglot_store_waiting{queue="pages"}')).toBe(0);
    expect(samples.get('diglot_info{version="test"}')).toBe(1);
    expect(samples.get('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(samples.has('nodejs_eventloop_lag_seconds')).toBe(true);
  });
});
