import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../db/embedded.ts';
import { provideDataDirs } from '../support/data-dirs.ts';
import { answers, ask, findServers, startChild, waitUntil } from '../support/embedded-site.ts';

const dataDirs = provideDataDirs();

describe('several at once', () => {
  it('makes one database for two processes that start on an empty directory', async () => {
    const dataDir = await dataDirs.makeEmpty();
    const both = [startChild(['hold', dataDir]), startChild(['hold', dataDir])];
    const [one, other] = await Promise.all(both.map(async (child) => await child.opened()));
    expect(one).toEqual(other);
    expect(await findServers(dataDir)).toHaveLength(1);
    expect(await Promise.all(both.map(async (child) => await child.finish()))).toEqual([0, 0]);
    expect(await findServers(dataDir)).toEqual([]);
    expect(readdirSync(dataDir).sort()).toEqual(['postgres', 'postgres-password', 'postgres.log', 'socket']);
  });

  it('is stopped by the last one out, whoever started it', async () => {
    const dataDir = dataDirs.used();
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

  it('stands a storm of processes that come and go', async () => {
    const storm = [1, 2, 3].map(() => startChild(['storm', dataDirs.used(), '5']));
    expect(await Promise.all(storm.map(async (child) => await child.finish()))).toEqual([0, 0, 0]);
    expect(await findServers(dataDirs.used())).toEqual([]);
  });

  it('starts over when killed while it made the database', async () => {
    const dataDir = await dataDirs.makeEmpty();
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
