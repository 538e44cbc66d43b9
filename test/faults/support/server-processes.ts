import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const frozen = new Set<number>();

/** Stops every process of a server in its tracks: its sockets stay open and nothing answers on them. */
export async function freezeServer(serverPid: number): Promise<void> {
  // The parent first, so that it starts no further process meanwhile.
  signal(serverPid, 'SIGSTOP');
  frozen.add(serverPid);
  for (const pid of await listChildren(serverPid)) signal(pid, 'SIGSTOP');
}

/** Lets a frozen server go on. */
export async function thawServer(serverPid: number): Promise<void> {
  for (const pid of await listChildren(serverPid)) signal(pid, 'SIGCONT');
  signal(serverPid, 'SIGCONT');
  frozen.delete(serverPid);
}

/** Lets go on whatever a failed test has left frozen. */
export async function thawServers(): Promise<void> {
  for (const pid of frozen) await thawServer(pid);
}

async function listChildren(parent: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=']);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : []));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended while it was looked for.
  }
}
