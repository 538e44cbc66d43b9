import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { readErrorCode } from './report.ts';

const run = promisify(execFile);

/** Tells whether some process has this id, whoever owns it. */
export function isProcessAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return readErrorCode(error) === 'EPERM';
  }
}

/**
 * Tells whether the process is a Postgres server that works in `directory`; a process id alone proves
 * nothing, for after a crash or a reboot any program may have it. Null where it is a Postgres server but
 * the system does not say where it works.
 */
export async function isPostgresIn(directory: string, pid: number): Promise<boolean | null> {
  if (!isProcessAlive(pid)) return false;
  const program = await readProgram(pid);
  if (program === undefined || basename(program) !== 'postgres') return false;
  if (process.platform !== 'linux') return null;
  try {
    const [there, here] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(directory)]);
    return there.dev === here.dev && there.ino === here.ino;
  } catch {
    // A root without the right to trace (in a container) may not look.
    return isProcessAlive(pid) ? null : false;
  }
}

// The path of the program; a process that has ended but not been waited for has none.
async function readProgram(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') {
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0', 1)[0];
    }
    return (await run('/bin/ps', ['-p', String(pid), '-o', 'comm='])).stdout.trim();
  } catch {
    return undefined;
  }
}
