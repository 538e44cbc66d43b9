import { spawn } from 'node:child_process';
import { appendFile, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EmbeddedEvent, openEmbedded } from '../../db/embedded.ts';
import { NOBODY, provideDataDirs } from '../support/data-dirs.ts';
import { answers, ask, findServers, readServerPid, waitUntil } from '../support/embedded-site.ts';

const dataDirs = provideDataDirs();

describe('dying under a living user', () => {
  it('comes back after the server was killed', async () => {
    const dataDir = dataDirs.used();
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
    const dataDir = dataDirs.used();
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
    const dataDir = dataDirs.used();
    for (const pause of [0, 5, 30, 80]) {
      const mine = await openEmbedded({ dataDir });
      process.kill(readServerPid(dataDir), 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, pause));
      await mine.close();
      // What a killed server had just begun is called like it, and ends when it notices.
      await waitUntil(async () => (await findServers(dataDir)).length === 0);
    }
  });

  it('goes on trying where the server cannot be started for a while', async () => {
    const dataDir = dataDirs.used();
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
    const dataDir = dataDirs.used();
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
    const original = dataDirs.used();
    const first = await openEmbedded({ dataDir: original });
    const copy = await dataDirs.copyUsed();
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
