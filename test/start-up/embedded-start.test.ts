import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { type EmbeddedEvent, openEmbedded } from '../../db/embedded.ts';
import { NOBODY, provideDataDirs, upsetEnvironment } from '../support/data-dirs.ts';
import {
  answers,
  ask,
  findServers,
  isRoot,
  makeFolder,
  readServerPid,
  startChild,
} from '../support/embedded-site.ts';

const dataDirs = provideDataDirs();

describe('starting', () => {
  it('makes a database in an empty directory, and opens it again with what it holds', async () => {
    const dataDir = await dataDirs.makeEmpty();
    const events: EmbeddedEvent[] = [];
    const first = await openEmbedded({ dataDir, onEvent: (event) => events.push(event) });
    expect(first.version).toMatch(/^18\.\d+$/);
    await ask(first.connection, 'create table kept as select 42 as answer');
    await first.close();
    await first.close();
    expect(await findServers(dataDir)).toEqual([]);

    const second = await openEmbedded({ dataDir });
    expect(await ask(second.connection, 'select answer from kept')).toBe('42');
    await second.close();
    expect(events.map((event) => event.name)).toEqual(['created', 'started', 'stopped']);
    expect(JSON.stringify(events)).not.toContain(first.connection.password);
  });

  it('keeps its promises about safety and secrecy whatever the environment says', async () => {
    upsetEnvironment();
    const dataDir = dataDirs.used();
    const { connection, close } = await openEmbedded({ dataDir });
    vi.unstubAllEnvs();
    const settings = await ask(
      connection,
      `select string_agg(name || '=' || setting, ' ' order by name) from pg_settings where name in
       ('server_encoding', 'fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses', 'jit', 'max_connections')`,
    );
    expect(settings).toBe(
      'fsync=on full_page_writes=on jit=off listen_addresses= max_connections=100 server_encoding=UTF8 synchronous_commit=on',
    );
    expect(await ask(connection, `select upper('žluťoučký') || length('😀')`)).toBe('ŽLUŤOUČKÝ1');
    await expect(ask({ ...connection, password: 'wrong' }, 'select 1')).rejects.toMatchObject({
      code: '28P01',
    });
    await expect(ask({ ...connection, password: '' }, 'select 1')).rejects.toBeDefined();
    await expect(ask(connection, `select 'my-secret-value'::int`)).rejects.toMatchObject({ code: '22P02' });

    const passwordFile = join(dataDir, 'postgres-password');
    expect(statSync(passwordFile).mode & 0o777).toBe(0o600);
    expect(statSync(passwordFile).uid).toBe(process.geteuid?.());
    expect((await readFile(passwordFile, 'utf8')).trim()).toBe(connection.password);
    expect(statSync(connection.host).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'postgres')).mode & 0o777).toBe(0o700);
    const log = await readFile(join(dataDir, 'postgres.log'), 'utf8');
    expect(log).toContain('ready to accept connections');
    expect(log).not.toContain('my-secret-value');
    expect(statSync(join(dataDir, 'postgres.log')).mode & 0o777).toBe(0o600);
    const environment = `/proc/${readServerPid(dataDir)}/environ`;
    if (existsSync(environment))
      expect(await readFile(environment, 'utf8')).not.toMatch(/ISO-8859|PG[A-Z]+=/);
    await close();
  });

  it('puts the socket into a short directory where the path is long', async () => {
    const dataDir = await dataDirs.copyUsed('x'.repeat(100));
    const first = await openEmbedded({ dataDir });
    vi.stubEnv('TMPDIR', await makeFolder());
    const second = await openEmbedded({ dataDir });
    expect(Buffer.byteLength(first.connection.host)).toBeLessThan(80);
    expect(second.connection.host).toBe(first.connection.host);
    expect(statSync(first.connection.host).mode & 0o777).toBe(0o700);
    await first.close();
    await second.close();

    await chmod(first.connection.host, 0o777);
    await expect(openEmbedded({ dataDir })).rejects.toThrow(/somebody else may have made it/);
    await rm(first.connection.host, { recursive: true });
  });

  it('sets a large log aside and removes what dead processes have left', async () => {
    const dataDir = dataDirs.used();
    await (await openEmbedded({ dataDir })).close();
    await writeFile(join(dataDir, 'postgres.log'), Buffer.alloc(11 * 1024 * 1024, 'x'));
    await mkdir(join(dataDir, '.init-999999999-abcdef-123456-cluster', 'cluster'), { recursive: true });
    await (await openEmbedded({ dataDir })).close();
    expect(statSync(join(dataDir, 'postgres.log')).size).toBeLessThan(100_000);
    expect(statSync(join(dataDir, 'postgres.log.1')).size).toBeGreaterThan(10_000_000);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('.init'))).toEqual([]);
  });

  it('takes over a server whose starter was killed', async () => {
    const dataDir = dataDirs.used();
    const child = startChild(['hold', dataDir]);
    const connection = await child.opened();
    const pid = readServerPid(dataDir);
    await child.kill();
    expect(await answers(connection)).toBe(true);
    const mine = await openEmbedded({ dataDir });
    expect(readServerPid(dataDir)).toBe(pid);
    await mine.close();
    expect(await findServers(dataDir)).toEqual([]);
  });

  it.skipIf(!isRoot)('runs as the owner of the cluster, or as nobody, for root', async () => {
    const dataDir = await dataDirs.copyUsed();
    const mine = await openEmbedded({ dataDir });
    expect(statSync(`/proc/${readServerPid(dataDir)}`).uid).toBe(NOBODY);
    await mine.close();
    await promisify(execFile)('chown', [
      '-R',
      '12345:12345',
      join(dataDir, 'postgres'),
      join(dataDir, 'socket'),
    ]);
    const owned = await openEmbedded({ dataDir });
    expect(statSync(`/proc/${readServerPid(dataDir)}`).uid).toBe(12345);
    await owned.close();
  });
});
