import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Host } from '../../src/cli/host.ts';
import { runProgram } from '../../src/cli/program.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

type Variables = Readonly<Record<string, string>>;

/** How a command ended and what it said. */
export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs commands of the program as processes of their own, with these variables and nothing on their input. */
export function createRunner(env: Variables): (args: readonly string[], input?: string) => Promise<Outcome> {
  return async (args, input = '') => {
    const child = start(args, env);
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const [stdout, stderr, [exitCode]] = await Promise.all([
      readAll(child.stdout),
      readAll(child.stderr),
      once(child, 'exit'),
    ]);
    return { exitCode, stdout, stderr };
  };
}

/** Runs commands in this process, for tables of refusals: the same program, without a start of Node for each. */
export function createQuickRunner(env: Variables, { isTTY = false } = {}): ReturnType<typeof createRunner> {
  return async (args, input = '') => {
    let stdout = '';
    let stderr = '';
    // No signal ever comes.
    const host = Object.assign(new EventEmitter(), {
      env,
      stdin: Object.assign(Readable.from([Buffer.from(input)]), { isTTY }),
      stdout: {
        write: (text: string) => {
          stdout += text;
        },
      },
      stderr: {
        write: (text: string) => {
          stderr += text;
        },
      },
    });
    // The program uses no more of its process than this, but to serve.
    const exitCode = await runProgram(args, host as unknown as Host);
    return { exitCode, stdout, stderr };
  };
}

/** A gateway that runs as a process of its own. */
export interface ServingProgram {
  readonly pid: number;
  /** The origin of both APIs, once it listens. */
  origin(): Promise<string>;
  /** The first line of its log with this message; rejects where it ends without one. */
  findLine(message: string): Promise<Readonly<Record<string, unknown>>>;
  /** All of its log so far. */
  readLines(): readonly string[];
  /** Sends the signal and resolves to the exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts `diglot serve`. */
export function startServing(env: Variables): ServingProgram {
  const child = start(['serve'], env);
  const exited: Promise<unknown[]> = once(child, 'exit');
  const reader = createInterface(child.stdout);
  const stderr = readAll(child.stderr);
  const lines: string[] = [];
  reader.on('line', (line) => lines.push(line));
  const find = (message: string) => lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === message);
  const findLine: ServingProgram['findLine'] = async (message) => {
    const ended = once(reader, 'close');
    for (let found = find(message); ; found = find(message)) {
      if (found !== undefined) return found;
      const next = await Promise.race([once(reader, 'line'), ended.then(() => undefined)]);
      if (next === undefined && find(message) === undefined) {
        throw new Error(`the gateway ended without "${message}": ${await stderr}`);
      }
    }
  };
  return {
    pid: child.pid ?? 0,
    origin: async () => String((await findLine('listening')).address),
    findLine,
    readLines: () => lines,
    stop: async (signal) => {
      child.kill(signal);
      const [exitCode] = await exited;
      return typeof exitCode === 'number' ? exitCode : null;
    },
  };
}

function start(args: readonly string[], env: Variables): ChildProcessWithoutNullStreams {
  const { PATH = '' } = process.env;
  // The build, as it is shipped; the set-up of the suites has made it.
  return spawn(process.execPath, ['dist/src/main.js', ...args], {
    cwd: ROOT,
    env: { PATH, ...env },
  });
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) text += chunk;
  return text;
}
