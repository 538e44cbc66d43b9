import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../db/embedded.ts';
import { NOBODY, provideDataDirs } from '../support/data-dirs.ts';
import {
  answers,
  findServers,
  isRoot,
  makeFolder,
  readServerPid,
  startChild,
} from '../support/embedded-site.ts';

const dataDirs = provideDataDirs();

describe.skipIf(!isRoot)('as which user (needs root)', () => {
  it('runs as the owner of the cluster, or as nobody, for root', async () => {
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
