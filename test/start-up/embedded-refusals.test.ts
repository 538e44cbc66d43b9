import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBinaries } from '../../db/embedded/binaries.ts';
import { EmbeddedError, openEmbedded } from '../../db/embedded.ts';
import { NOBODY, provideDataDirs } from '../support/data-dirs.ts';
import { findServers, isRoot, makeFolder, waitUntil } from '../support/embedded-site.ts';

const dataDirs = provideDataDirs();

describe('refusing', () => {
  it('names the platform that has no binaries', () => {
    expect(() => findBinaries('win32', 'x64')).toThrow(/win32-x64.*DATABASE_URL/);
    expect(() => findBinaries('linux', 'mips')).toThrow(EmbeddedError);
  });

  it('names both versions where another major version made the data', async () => {
    const dataDir = await dataDirs.makeEmpty();
    await mkdir(join(dataDir, 'postgres'), { recursive: true });
    if (NOBODY !== undefined) await chown(join(dataDir, 'postgres'), NOBODY, NOBODY);
    if (isRoot) await chmod(dataDir, 0o711);
    await writeFile(join(dataDir, 'postgres-password'), 'secret\n');
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '16\n');
    await expect(openEmbedded({ dataDir })).rejects.toThrow(/made by Postgres 16.*ships Postgres 18/);
  });

  it('says what to do where the password is missing, wrong, or the directory holds something else', async () => {
    const passwordFile = join(dataDirs.used(), 'postgres-password');
    const password = await readFile(passwordFile);
    try {
      await writeFile(passwordFile, 'another\n');
      await expect(openEmbedded({ dataDir: dataDirs.used() })).rejects.toThrow(
        /postgres-password does not belong/,
      );
      await waitUntil(async () => (await findServers(dataDirs.used())).length === 0);
      await rm(passwordFile);
      await expect(openEmbedded({ dataDir: dataDirs.used() })).rejects.toThrow(/missing or empty/);
    } finally {
      await writeFile(passwordFile, password, { mode: 0o600 });
    }

    const other = await dataDirs.makeEmpty();
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
