import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { appendFile, chmod, chown, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findBinaries } from '../../db/embedded/binaries.ts';
import { EmbeddedError, type EmbeddedEvent, openEmbedded } from '../../db/embedded.ts';
import {
  answers,
  ask,
  cleanUp,
  copyDataDir,
  findServers,
  isRoot,
  killServers,
  makeFolder,
  readServerPid,
  startChild,
  waitUntil,
} from '../support/embedded-site.ts';

const NOBODY = isRoot
  ? Number.parseInt((await readFile('/etc/passwd', 'utf8')).match(/^nobody:[^:]*:(\d+)/m)?.[1] ?? '65534', 10)
  : undefined;

// A data directory that has been used before, for all tests that leave it as it was: making or copying one
// takes most of a test's time.
let used = '';

beforeAll(async () => {
  used = join(await mkdtemp(join(tmpdir(), 'diglot-used-')), 'data');
  if (isRoot) await chmod(dirname(used), 0o711);
  upsetEnvironment();
  await (await openEmbedded({ dataDir: used })).close();
  vi.unstubAllEnvs();
});

afterAll(async () => {
  await rm(dirname(used), { recursive: true, force: true });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await cleanUp();
  await killServers(used);
});

// Settings of a shell that must not reach the server or its clients.
function upsetEnvironment(): void {
  for (const [name, value] of Object.entries({
    LC_ALL: 'en_US.ISO-8859-1',
    PGPORT: '1',
    PGUSER: 'somebody',
    PGDATABASE: 'none',
    PGSSLMODE: 'require',
    PGTARGETSESSIONATTRS: 'standby',
    PGDATA: '/nowhere',
  })) {
    vi.stubEnv(name, value);
  }
}

async function makeEmptyDataDir(): Promise<string> {
  return join(await makeFolder(), 'data');
}

async function copyUsedDataDir(name = 'data'): Promise<string> {
  const dataDir = join(await makeFolder(), name);
  await copyDataDir(used, dataDir);
  return dataDir;
}

describe('starting', () => {
  // A machine that is busy with other work may need another try to keep the times.
  it('makes a database in an empty directory within 3 s and opens it again within 1 s', {
    retry: 2,
  }, async () => {
    const dataDir = await makeEmptyDataDir();
    const events: EmbeddedEvent[] = [];
    const began = performance.now();
    const first = await openEmbedded({ dataDir, onEvent: (event) => events.push(event) });
    const empty = performance.now() - began;
    expect(first.version).toMatch(/^18\.\d+$/);
    await ask(first.connection, 'create table kept as select 42 as answer');
    await first.close();
    await first.close();
    expect(await findServers(dataDir)).toEqual([]);

    const again = performance.now();
    const second = await openEmbedded({ dataDir });
    const existing = performance.now() - again;
    expect(await ask(second.connection, 'select answer from kept')).toBe('42');
    await second.close();
    expect(empty).toBeLessThan(3000);
    expect(existing).toBeLessThan(1000);
    expect(events.map((event) => event.name)).toEqual(['created', 'started', 'stopped']);
    expect(JSON.stringify(events)).not.toContain(first.connection.password);
  });

  it('keeps its promises about safety and secrecy whatever the environment says', async () => {
    upsetEnvironment();
    const dataDir = used;
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
    const dataDir = await copyUsedDataDir('x'.repeat(100));
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
    const dataDir = used;
    await (await openEmbedded({ dataDir })).close();
    await writeFile(join(dataDir, 'postgres.log'), Buffer.alloc(11 * 1024 * 1024, 'x'));
    await mkdir(join(dataDir, '.init-999999999-abcdef-123456-cluster', 'cluster'), { recursive: true });
    await (await openEmbedded({ dataDir })).close();
    expect(statSync(join(dataDir, 'postgres.log')).size).toBeLessThan(100_000);
    expect(statSync(join(dataDir, 'postgres.log.1')).size).toBeGreaterThan(10_000_000);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('.init'))).toEqual([]);
  });
});

describe('several at once', () => {
  it('makes one database for two processes that start on an empty directory', async () => {
    const dataDir = await makeEmptyDataDir();
    const both = [startChild(['hold', dataDir]), startChild(['hold', dataDir])];
    const [one, other] = await Promise.all(both.map(async (child) => await child.opened()));
    expect(one).toEqual(other);
    expect(await findServers(dataDir)).toHaveLength(1);
    expect(await Promise.all(both.map(async (child) => await child.finish()))).toEqual([0, 0]);
    expect(await findServers(dataDir)).toEqual([]);
    expect(readdirSync(dataDir).sort()).toEqual(['postgres', 'postgres-password', 'postgres.log', 'socket']);
  });

  it('is stopped by the last one out, whoever started it', async () => {
    const dataDir = used;
    for (const starterLeavesFirst of [true, false]) {
      const child = startChild(['hold', dataDir]);
      const connection = await child.opened();
      const mine = await openEmbedded({ dataDir });
      if (starterLeavesFirst) expect(await child.finish()).toBe(0);
      else await mine.close();
      expect(await answers(connection)).toBe(true);
      if (starterLeavesFirst) await mine.close();
      else expect(await child.finish()).toBe(0);
      expect(await findServers(dataDir)).toEqual([]);
    }
  });

  it('takes over a server whose starter was killed', async () => {
    const dataDir = used;
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

  it('stands a storm of processes that come and go', async () => {
    const storm = [1, 2, 3].map(() => startChild(['storm', used, '8']));
    expect(await Promise.all(storm.map(async (child) => await child.finish()))).toEqual([0, 0, 0]);
    expect(await findServers(used)).toEqual([]);
  });

  it('starts over when killed while it made the database', async () => {
    const dataDir = await makeEmptyDataDir();
    const child = startChild(['hold', dataDir]);
    await waitUntil(
      () => existsSync(dataDir) && readdirSync(dataDir).some((name) => name.endsWith('-cluster')),
    );
    await child.kill();
    const mine = await openEmbedded({ dataDir });
    expect(
      await ask(mine.connection, 'select count(*) from pg_database where datname = current_database()'),
    ).toBe('1');
    await mine.close();
  });
});

describe('dying under a living user', () => {
  it('comes back after the server was killed', async () => {
    const dataDir = used;
    const events: string[] = [];
    const mine = await openEmbedded({ dataDir, onEvent: (event) => events.push(event.name) });
    const other = await openEmbedded({ dataDir });
    const killed = readServerPid(dataDir);
    process.kill(killed, 'SIGKILL');
    await waitUntil(async () => events.includes('lost'));
    const took = await waitUntil(async () => await answers(mine.connection));
    expect(took).toBeLessThan(2000);
    await waitUntil(() => events.includes('recovered'));
    expect(readServerPid(dataDir)).not.toBe(killed);
    await mine.close();
    await waitUntil(async () => await answers(other.connection));
    await other.close();
    expect(await findServers(dataDir)).toEqual([]);
  });

  it('takes its place again when only its own connection was cut', async () => {
    const dataDir = used;
    const events: string[] = [];
    const mine = await openEmbedded({ dataDir, onEvent: (event) => events.push(event.name) });
    const pid = readServerPid(dataDir);
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'diglot presence'`;
    expect(await ask(mine.connection, cut)).toBe('true');
    await waitUntil(() => events.includes('recovered'));
    await (await openEmbedded({ dataDir })).close();
    expect(readServerPid(dataDir)).toBe(pid);
    expect(await answers(mine.connection)).toBe(true);

    await ask(mine.connection, cut);
    await mine.close();
    expect(await findServers(dataDir)).toEqual([]);
  });

  it('closes cleanly while it tries to come back', async () => {
    const dataDir = used;
    for (const pause of [0, 5, 30, 80]) {
      const mine = await openEmbedded({ dataDir });
      process.kill(readServerPid(dataDir), 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, pause));
      await mine.close();
      expect(await findServers(dataDir)).toEqual([]);
    }
  });

  it('goes on trying where the server cannot be started for a while', async () => {
    const dataDir = used;
    const events: EmbeddedEvent[] = [];
    const mine = await openEmbedded({ dataDir, onEvent: (event) => events.push(event) });
    const configuration = join(dataDir, 'postgres', 'postgresql.conf');
    const before = await readFile(configuration);
    await appendFile(configuration, 'no_such_setting = 1\n');
    process.kill(readServerPid(dataDir), 'SIGKILL');
    await waitUntil(() => events.some((event) => event.name === 'recovery-failed'));
    expect(JSON.stringify(events)).toContain('no_such_setting');
    await writeFile(configuration, before);
    await waitUntil(() => events.some((event) => event.name === 'recovered'));
    await mine.close();
    expect(await findServers(dataDir)).toEqual([]);
  });

  it('is not kept from starting by a stale lock file', async () => {
    const dataDir = used;
    const lock = join(dataDir, 'postgres', 'postmaster.pid');
    const dead = spawn('true', { stdio: 'ignore' });
    const reused = spawn('sleep', ['60'], {
      stdio: 'ignore',
      ...(NOBODY === undefined ? {} : { uid: NOBODY }),
    });
    await waitUntil(() => dead.exitCode !== null);
    for (const pid of [dead.pid, reused.pid]) {
      const text = `${pid}\n${dataDir}/postgres\n1700000000\n5432\n${dataDir}/socket\n\n  1 1\nready   \n`;
      await writeFile(lock, text);
      await writeFile(join(dataDir, 'socket', '.s.PGSQL.5432.lock'), text);
      const mine = await openEmbedded({ dataDir });
      expect(readServerPid(dataDir)).not.toBe(pid);
      await mine.close();
    }
    reused.kill();

    await writeFile(lock, '');
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(lock, longAgo, longAgo);
    await (await openEmbedded({ dataDir })).close();
  });

  it('does not take the running original of a copied directory for its own', async () => {
    const original = used;
    const first = await openEmbedded({ dataDir: original });
    const copy = await copyUsedDataDir();
    await writeFile(
      join(copy, 'postgres', 'postmaster.pid'),
      await readFile(join(original, 'postgres', 'postmaster.pid')),
    );
    const second = await openEmbedded({ dataDir: copy });
    expect(await ask(second.connection, 'show data_directory')).toBe(join(copy, 'postgres'));
    await second.close();
    expect(await answers(first.connection)).toBe(true);
    await first.close();
  });
});

describe('refusing', () => {
  it('names the platform that has no binaries', () => {
    expect(() => findBinaries('win32', 'x64')).toThrow(/win32-x64.*DATABASE_URL/);
    expect(() => findBinaries('linux', 'mips')).toThrow(EmbeddedError);
  });

  it('names both versions where another major version made the data', async () => {
    const dataDir = await makeEmptyDataDir();
    await mkdir(join(dataDir, 'postgres'), { recursive: true });
    if (NOBODY !== undefined) await chown(join(dataDir, 'postgres'), NOBODY, NOBODY);
    if (isRoot) await chmod(dataDir, 0o711);
    await writeFile(join(dataDir, 'postgres-password'), 'secret\n');
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '16\n');
    await expect(openEmbedded({ dataDir })).rejects.toThrow(/made by Postgres 16.*ships Postgres 18/);
  });

  it('says what to do where the password is missing, wrong, or the directory holds something else', async () => {
    const passwordFile = join(used, 'postgres-password');
    const password = await readFile(passwordFile);
    try {
      await writeFile(passwordFile, 'another\n');
      await expect(openEmbedded({ dataDir: used })).rejects.toThrow(/postgres-password does not belong/);
      await waitUntil(async () => (await findServers(used)).length === 0);
      await rm(passwordFile);
      await expect(openEmbedded({ dataDir: used })).rejects.toThrow(/missing or empty/);
    } finally {
      await writeFile(passwordFile, password, { mode: 0o600 });
    }

    const other = await makeEmptyDataDir();
    await mkdir(join(other, 'postgres', 'letters'), { recursive: true });
    if (isRoot) await chmod(other, 0o711);
    await expect(openEmbedded({ dataDir: other })).rejects.toThrow(/holds files but no Postgres cluster/);
  });

  it.skipIf(!existsSync('/proc/self'))('says so where no directory can be made (needs /proc)', async () => {
    await expect(openEmbedded({ dataDir: '/proc/here/there' })).rejects.toThrow(
      /data directory.*cannot be used/,
    );
  });

  it.skipIf(!isRoot)(
    'names the directory that the server of a root gateway cannot enter (needs root)',
    async () => {
      const closed = join(await makeFolder(), 'closed');
      await mkdir(closed, { mode: 0o700 });
      const dataDir = join(closed, 'deeper', 'data');
      await expect(openEmbedded({ dataDir })).rejects.toThrow(
        `cannot enter ${closed} (mode 0700) on the way to ${dataDir}`,
      );
      expect(existsSync(dirname(dataDir))).toBe(false);
    },
  );
});

describe.skipIf(!isRoot)('as which user (needs root)', () => {
  it('runs as the owner of the cluster, or as nobody, for root', async () => {
    const dataDir = await copyUsedDataDir();
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

  it('runs for an ordinary user, who may share it with root but not with a third', async () => {
    const folder = await makeFolder(NOBODY);
    const dataDir = join(folder, 'data');
    const child = startChild(['hold', dataDir], NOBODY);
    const connection = await child.opened();
    expect(statSync(join(dataDir, 'postgres-password')).uid).toBe(NOBODY);
    const mine = await openEmbedded({ dataDir });
    expect(await child.finish()).toBe(0);
    expect(await answers(connection)).toBe(true);
    await mine.close();
    expect(await findServers(dataDir)).toEqual([]);

    await chown(join(dataDir, 'postgres'), 12345, 12345);
    const stranger = startChild(['hold', dataDir], NOBODY);
    expect(await stranger.finish()).not.toBe(0);
    expect(stranger.errors()).toMatch(/belongs to user id 12345/);
  });
});
