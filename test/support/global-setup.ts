import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { createClient, parseDatabaseUrl } from '../../db/client.ts';
import { openStore } from '../../db/connect.ts';
import { openEmbedded } from '../../db/embedded.ts';
import { withDatabase } from './database-url.ts';
import { testStoreOptions } from './store-options.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the run's Postgres, at a database from which others may be made. */
    readonly adminUrl: string;
    readonly templateName: string;
  }
}

/**
 * The build, which the command line's tests run, and one Postgres for the whole run: the server at TEST_DATABASE_URL, else an embedded one of the run's own.
 * The migrations run once, into a template from which each test database is copied.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await promisify(execFile)('npm', ['run', '--silent', 'build']);
  const server = process.env.TEST_DATABASE_URL;
  const { adminUrl, stop } =
    server === undefined ? await startEmbedded() : { adminUrl: server, stop: async () => {} };
  const templateName = `diglot_template_${process.pid}`;
  await execute(adminUrl, `create database ${templateName} encoding 'UTF8' template template0`);
  const opened = await openStore({ ...testStoreOptions, databaseUrl: withDatabase(adminUrl, templateName) });
  await opened.migrate();
  await opened.close();
  project.provide('adminUrl', adminUrl);
  project.provide('templateName', templateName);
  return async () => {
    await execute(adminUrl, `drop database ${templateName} with (force)`);
    await stop();
  };
}

async function startEmbedded() {
  const dataDir = await mkdtemp(join(tmpdir(), 'diglot-test-'));
  await chmod(dataDir, 0o711);
  const embedded = await openEmbedded({ dataDir });
  const { host, port, user, password, database } = embedded.connection;
  const url = new URL(`postgres://localhost:${port}/${database}`);
  url.username = user;
  url.password = password;
  url.searchParams.set('host', host);
  return {
    adminUrl: url.href,
    stop: async () => {
      await embedded.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = createClient(parseDatabaseUrl(url), { connections: 1, statementTimeoutSeconds: 60 });
  try {
    await client.unsafe(statement);
  } finally {
    await client.end();
  }
}
