import { statSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../db/embedded.ts';
import { NOBODY, provideDataDirs } from '../support/data-dirs.ts';
import { answers, findServers, isRoot, makeFolder, startChild } from '../support/embedded-site.ts';

provideDataDirs();

describe.skipIf(!isRoot)('as which user (needs root)', () => {
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
