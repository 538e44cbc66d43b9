import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { readMemory } from './process-cost.ts';

/** What a command took. */
export interface CommandCost {
  readonly seconds: number;
  /** The most memory that its process held, not counting what it starts. */
  readonly peakBytes: number;
  readonly stdout: string;
}

const LOOK_MS = 20;

/** Runs a command line of the gateway's build. Rejects where it ends badly, with what it said. */
export function runGateway(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<CommandCost> {
  return runCommand(process.execPath, ['dist/src/main.js', ...args], env, input);
}

/** Runs a program and looks at its memory while it runs. Rejects where it ends badly, with what it said. */
export async function runCommand(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<CommandCost> {
  const startedAt = performance.now();
  const child = spawn(program, args, { env: { PATH: process.env.PATH, ...env } });
  const [told, complained]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk) => told.push(chunk));
  child.stderr.on('data', (chunk) => complained.push(chunk));
  child.stdin.on('error', () => undefined).end(input);
  const ended = once(child, 'close');
  let peakBytes = 0;
  while (child.exitCode === null && child.signalCode === null) {
    const memory = await readMemory(child.pid ?? 0).catch(() => undefined);
    // What has ended, and not been waited for yet, has none.
    if (memory !== undefined && memory.peakBytes > 0) peakBytes = memory.peakBytes;
    await Promise.race([sleep(LOOK_MS), ended]);
  }
  const [exitCode] = await ended;
  const seconds = (performance.now() - startedAt) / 1000;
  if (exitCode !== 0)
    throw new Error(`${args.join(' ')} ended with ${exitCode}: ${Buffer.concat(complained)}`);
  return { seconds, peakBytes, stdout: Buffer.concat(told).toString() };
}
