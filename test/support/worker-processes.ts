import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The process ids of the workers of a primary that run. */
export async function findWorkers(primaryPid: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,ppid=,stat=,command=']);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, state, ...command]) => {
      const isGone = state?.startsWith('Z') === true;
      return Number(parent) === primaryPid && !isGone && command.join(' ').includes('main.js serve');
    })
    .map(([pid]) => Number(pid));
}

/** True while a process of this id runs, whoever is its parent by now. */
export async function isRunning(pid: number): Promise<boolean> {
  const { stdout } = await promisify(execFile)('ps', ['-ax', '-o', 'pid=,stat=']);
  return stdout.split('\n').some((line) => {
    const [id, state = 'Z'] = line.trim().split(/\s+/);
    return Number(id) === pid && !state.startsWith('Z');
  });
}
