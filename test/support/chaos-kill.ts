import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = new URL('../..', import.meta.url).pathname;

/** When a command is killed: so long after its start, or as soon as this is so. */
export type Moment = { readonly afterMs: number } | { readonly once: () => Promise<boolean> };

/** How a command ended that was to be killed. */
export interface Killed {
  /** False where it had ended by itself before. */
  readonly wasKilled: boolean;
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly tookMs: number;
}

/** Runs a command of the program as a process of its own, and ends it with SIGKILL at the moment. */
export async function runAndKill(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  input: string,
  moment: Moment,
): Promise<Killed> {
  const began = performance.now();
  const child = spawn(process.execPath, ['dist/src/main.js', ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const exited: Promise<unknown[]> = once(child, 'exit');
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined).end(input);
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  if ('afterMs' in moment) await Promise.race([sleep(moment.afterMs), exited]);
  else while (!isOver() && !(await moment.once()));
  child.kill('SIGKILL');
  const [exitCode, signal] = await exited;
  return {
    wasKilled: signal === 'SIGKILL',
    exitCode: typeof exitCode === 'number' ? exitCode : null,
    stderr,
    tookMs: performance.now() - began,
  };
}
