import { afterEach, expect, test } from 'vitest';
import { openStore } from '../../db/connect.ts';
import { createTestDatabase } from '../support/database.ts';
import { endFile } from '../support/end-of-file.ts';
import { say, startHostileVendor } from '../support/hostile-vendor.ts';
import { filemailLogin } from '../support/login-wire.ts';
import { type ServingProgram, startServing } from '../support/run-program.ts';
import { testStoreOptions } from '../support/store-options.ts';

const WORKERS = 2;
const PASSWORD = 'canary-of-the-vendor';

let serving: ServingProgram | undefined;

afterEach(async () => {
  await serving?.stop('SIGKILL');
  await endFile();
});

test('workers ask the vendor once each at most about logins that come together, and never again', async () => {
  const { path, logIn, acceptedText, secretOf } = filemailLogin;
  const vendor = await startHostileVendor();
  vendor.behave = say(acceptedText);
  const database = await createTestDatabase();
  const open = await openStore({ ...testStoreOptions, databaseUrl: database.url });
  const draft = { userName: 'jane', email: 'jane@example.com', passwordHash: null, answers: null };
  const { id } = await open.directory.addAccount({ ...draft, region: 'DK' });
  serving = startServing({
    ...{ PORT: '0', OPS_PORT: '0', DIGLOT_DRAIN_SECONDS: '0', DIGLOT_WORKERS: String(WORKERS) },
    ...{ DATABASE_URL: database.url, DIGLOT_UPSTREAM_FILEMAIL: vendor.url },
    // However slow the machine is, none is to be told that we are busy.
    ...{ DIGLOT_UPSTREAM_TIMEOUT_MS: '60000', DIGLOT_STORE_TIMEOUT_MS: '30000' },
  });
  const { address, opsAddress } = await serving.findLine('listening');
  const replies = await Promise.all(
    Array.from({ length: 12 }, () => logIn(String(address), 'jane', PASSWORD)),
  );
  expect(new Set(replies.map(secretOf)).size).toBe(12);
  const asked = () => vendor.calls.filter(({ url }) => url === path).length;
  const first = asked();
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThanOrEqual(WORKERS);
  secretOf(await logIn(String(address), 'Jane@example.com', PASSWORD));
  expect(asked()).toBe(first);
  const metrics = await (await fetch(`${opsAddress}/metrics`)).text();
  expect(metrics).toContain(`diglot_upstream_logins_total{dialect="filemail",outcome="accepted"} ${first}`);
  expect(await open.directory.listCredentials(id, 'token')).toHaveLength(13);
  await serving.stop('SIGTERM');
  const told = serving.readLines().join('\n');
  expect(told).toContain('asks vendors about logins of accounts without a password');
  expect(told).not.toContain(PASSWORD);
  await open.close();
  await database.drop();
});
