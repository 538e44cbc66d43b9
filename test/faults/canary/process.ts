import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const ROOT = new URL('../../..', import.meta.url).pathname;

/** A process of the program, with all that it says. */
export interface Watched {
  readonly pid: number;
  /** Everything on its standard output and standard error so far. */
  output(): string;
  /** Resolves once a line of its log has this message. */
  said(message: string): Promise<Readonly<Record<string, unknown>>>;
  signal(name: NodeJS.Signals): void;
  /** Resolves to its exit code once it has ended and all of its output is there. */
  ended(): Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** Starts the built program. `nodeOptions` stand before it. */
export function startWatched(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  {
    nodeOptions = [],
    input = '',
  }: { readonly nodeOptions?: readonly string[]; readonly input?: string } = {},
): Watched {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [...nodeOptions, 'dist/src/main.js', ...args], {
    cwd: ROOT,
    env: { PATH, ...env },
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
    });
  }
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const closed = once(child, 'close').then(([code]) => {
    running.delete(child);
    return typeof code === 'number' ? code : null;
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    said: async (message) => {
      for (;;) {
        const line = output.split('\n').find((text) => text.includes(`"msg":"${message}"`));
        if (line !== undefined) return JSON.parse(line);
        const next = await Promise.race([once(child.stdout, 'data'), closed.then(() => 'ended' as const)]);
        if (next === 'ended') throw new Error(`the program ended without "${message}": ${output}`);
      }
    },
    signal: (name) => {
      child.kill(name);
    },
    ended: () => closed,
  };
}

/** Kills what a failed test has left running. */
export function killWatched(): void {
  for (const child of running) child.kill('SIGKILL');
}
