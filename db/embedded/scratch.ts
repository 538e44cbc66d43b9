import { randomBytes } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcessAlive } from './processes.ts';

// Tells this process's scratch files from those of an earlier process with the same id (in a container
// the gateway often has the same one at every start).
const instance = randomBytes(6).toString('hex');

const SCRATCH_NAME = /^\.init-(\d+)-([0-9a-f]+)-/;

/** No step that uses a scratch file takes this long; an older one is left over, whoever has its process id. */
const ABANDONED_AFTER_MS = 10 * 60_000;

/** A new path in the data directory for a file or directory that is to be renamed or removed soon. */
export function buildScratchPath(dataDir: string, purpose: string): string {
  return join(dataDir, `.init-${process.pid}-${instance}-${randomBytes(6).toString('hex')}-${purpose}`);
}

/** Removes what processes that died half-way have left in the data directory. Never rejects. */
export async function removeLeftovers(dataDir: string): Promise<void> {
  const names = await readdir(dataDir).catch((): string[] => []);
  for (const name of names) {
    if (await isLeftover(dataDir, name)) {
      // An orphaned initdb may still be writing there; the next start removes what remains.
      await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
    }
  }
}

/** Makes renames and new names in a directory survive a power failure. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function isLeftover(dataDir: string, name: string): Promise<boolean> {
  const match = SCRATCH_NAME.exec(name);
  if (match === null) return false;
  const pid = Number(match[1]);
  if (pid === process.pid) return match[2] !== instance;
  if (!isProcessAlive(pid)) return true;
  const stats = await stat(join(dataDir, name)).catch(() => undefined);
  return stats !== undefined && Date.now() - stats.mtimeMs > ABANDONED_AFTER_MS;
}
