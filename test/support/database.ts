import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { createClient, parseDatabaseUrl } from '../../db/client.ts';
import { withDatabase } from './database-url.ts';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A fresh database: migrated and without rows, or wholly empty where `migrated` is false. */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const adminUrl = inject('adminUrl');
  const name = `diglot_test_${randomBytes(6).toString('hex')}`;
  const template = migrated ? inject('templateName') : 'template0';
  await runAsAdmin(adminUrl, `create database ${name} encoding 'UTF8' template ${template}`);
  // A test's database need not outlive a crash of the machine.
  await runAsAdmin(adminUrl, `alter database ${name} set synchronous_commit = off`);
  return {
    url: withDatabase(adminUrl, name),
    drop: () => runAsAdmin(adminUrl, `drop database if exists ${name} with (force)`),
  };
}

async function runAsAdmin(adminUrl: string, statement: string): Promise<void> {
  const client = createClient(parseDatabaseUrl(adminUrl), { connections: 1, statementTimeoutSeconds: 60 });
  try {
    await client.unsafe(statement);
  } finally {
    await client.end();
  }
}
