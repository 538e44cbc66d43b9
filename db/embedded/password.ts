import { randomBytes } from 'node:crypto';
import { chmod, link, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedError, readErrorCode } from './report.ts';
import { buildScratchPath, syncDirectory } from './scratch.ts';

const PASSWORD_BYTES = 32;

/** Where the password of the database user is kept, readable by the user who runs the gateway only. */
function locatePassword(dataDir: string): string {
  return join(dataDir, 'postgres-password');
}

/**
 * Reads the password of an existing cluster.
 * Throws an `EmbeddedError` where the file is missing or empty: the cluster cannot be opened without it.
 */
export async function readPassword(dataDir: string): Promise<string> {
  const path = locatePassword(dataDir);
  const password = await readFile(path, 'utf8').catch((error: unknown) => {
    if (readErrorCode(error) === 'ENOENT') return '';
    throw error;
  });
  if (password.trim() === '') {
    throw new EmbeddedError(
      `${path} is missing or empty, and the database beside it cannot be opened without it. ` +
        'Put the file back from a backup, or set DATA_DIR to an empty directory to begin anew.',
    );
  }
  await closeToOthers(path);
  return password.trim();
}

/**
 * Reads the password, making a random one where there is none yet.
 * Processes that do this at the same time all get the same password.
 */
export async function ensurePassword(dataDir: string): Promise<string> {
  const draft = buildScratchPath(dataDir, 'password');
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(`${randomBytes(PASSWORD_BYTES).toString('base64url')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    // A link, unlike a rename, never replaces what another process put there first.
    await link(draft, locatePassword(dataDir));
    await syncDirectory(dataDir);
  } catch (error) {
    if (readErrorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return await readPassword(dataDir);
}

// A restored backup or a volume's group settings may have opened the file.
async function closeToOthers(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) await chmod(path, 0o600);
}
