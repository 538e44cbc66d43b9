import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from './run-program.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const READ_EVERY_MS = 20;
const KIBIBYTE = 1024;

/** How a command ended, and what it took. */
export interface Measured extends Outcome {
  readonly tookMs: number;
  /** The most memory that it had at once; undefined where the system does not tell. */
  readonly peakBytes: number | undefined;
}

/** Runs a command of the program as a process of its own. */
export async function runMeasured(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  input = '',
): Promise<Measured> {
  const began = performance.now();
  const child = spawn(process.execPath, ['dist/src/main.js', ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  child.stdin.on('error', () => undefined).end(input);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  let isOver = false;
  const closed = once(child, 'close').finally(() => {
    isOver = true;
  });
  let peakBytes: number | undefined;
  // It only ever rises, so that the last reading is the one that counts.
  while (!isOver) {
    peakBytes = (await readPeak(child.pid ?? 0)) ?? peakBytes;
    await Promise.race([closed, sleep(READ_EVERY_MS)]);
  }
  const [exitCode] = await closed;
  const tookMs = performance.now() - began;
  return { exitCode: typeof exitCode === 'number' ? exitCode : null, stdout, stderr, tookMs, peakBytes };
}

async function readPeak(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * KIBIBYTE;
}
