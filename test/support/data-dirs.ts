import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { openEmbedded } from '../../db/embedded.ts';
import { cleanUp, copyDataDir, isRoot, killServers, makeFolder } from './embedded-site.ts';

/** The user id of `nobody`, for root to run something as; undefined for an ordinary user. */
export const NOBODY = isRoot
  ? Number.parseInt((await readFile('/etc/passwd', 'utf8')).match(/^nobody:[^:]*:(\d+)/m)?.[1] ?? '65534', 10)
  : undefined;

/** Data directories for the tests of one file. */
export interface DataDirs {
  /** One that has been used before; a test must leave it as it was. */
  used(): string;
  makeEmpty(): Promise<string>;
  /** A copy of the used one: making a new one takes most of a test's time. */
  copyUsed(name?: string): Promise<string>;
}

/** Sets a test file up with a used data directory, and cleans up behind each test. */
export function provideDataDirs(): DataDirs {
  let used = '';
  beforeAll(async () => {
    used = join(await mkdtemp(join(tmpdir(), 'diglot-used-')), 'data');
    if (isRoot) await chmod(dirname(used), 0o711);
    upsetEnvironment();
    await (await openEmbedded({ dataDir: used })).close();
    vi.unstubAllEnvs();
  });
  afterAll(() => rm(dirname(used), { recursive: true, force: true }));
  afterEach(async () => {
    vi.unstubAllEnvs();
    await cleanUp();
    await killServers(used);
  });
  return {
    used: () => used,
    makeEmpty: async () => join(await makeFolder(), 'data'),
    copyUsed: async (name = 'data') => {
      const dataDir = join(await makeFolder(), name);
      await copyDataDir(used, dataDir);
      return dataDir;
    },
  };
}

/** Settings of a shell that must not reach the server or its clients. */
export function upsetEnvironment(): void {
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
