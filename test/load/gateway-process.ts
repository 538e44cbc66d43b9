import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** The built gateway as a process of its own. */
export interface GatewayProcess {
  readonly pid: number;
  readonly port: number;
  /** Undefined where `OPS_PORT` was not set. */
  readonly opsPort: number | undefined;
  /** Resolves to the exit code, null where a signal ended it. */
  readonly exited: Promise<number | null>;
  /** The first lines of its log that are graver than `info`, and what it wrote to standard error. */
  complaints(): readonly string[];
  /** How many lists it logged as not sent whole. */
  cuts(): number;
  kill(signal: NodeJS.Signals): void;
}

const ROOT = new URL('../..', import.meta.url).pathname;
const MOST_COMPLAINTS = 10;

const running = new Set<ChildProcess>();

/** Ends the gateways that a failed test has left behind. */
export async function killGateways(): Promise<void> {
  for (const child of running) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}

/**
 * Starts `diglot serve` and waits until it listens. Of its log only complaints are kept: under load there are
 * thousands of lines a second. Rejects where it ends before.
 */
export async function startGatewayProcess(env: Readonly<Record<string, string>>): Promise<GatewayProcess> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['dist/src/main.js', 'serve'], {
    cwd: ROOT,
    env: { PATH, HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const complaints: string[] = [];
  const complain = (text: string) => {
    if (complaints.length < MOST_COMPLAINTS) complaints.push(text.trim());
  };
  child.stderr.setEncoding('utf8').on('data', complain);
  let cuts = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    cuts += chunk.toString('latin1').split('"outcome":"cut"').length - 1;
  });
  const exited = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null));
  const address = new Promise<Listening>((resolve) => watchLog(child.stdout, resolve, complain));
  const started = await Promise.race([address, exited]);
  if (started === null || typeof started === 'number')
    throw new Error(`the gateway ended with ${started}: ${complaints.join('\n')}`);
  return {
    pid: child.pid ?? 0,
    port: portOf(started.address),
    opsPort: started.opsAddress === undefined ? undefined : portOf(started.opsAddress),
    exited,
    complaints: () => complaints,
    cuts: () => cuts,
    kill: (signal) => child.kill(signal),
  };
}

interface Listening {
  readonly address: string;
  readonly opsAddress?: string;
}

/** Splitting every line would cost the driver more than the load itself, so chunks are only searched. */
function watchLog(
  output: NodeJS.ReadableStream,
  onListening: (line: Listening) => void,
  complain: (line: string) => void,
): void {
  let isListening = false;
  let rest = '';
  output.on('data', (chunk: Buffer) => {
    const isGrave = /"level":"(?:warn|error|fatal)"/.test(chunk.toString('latin1'));
    if (isListening && !isGrave) return;
    const lines = (rest + chunk.toString()).split('\n');
    rest = isListening ? '' : (lines.pop() ?? '');
    for (const line of lines) {
      if (/"level":"(?:warn|error|fatal)"/.test(line)) complain(line);
      if (isListening || !line.includes('"listening"')) continue;
      isListening = true;
      onListening(JSON.parse(line));
    }
  });
}

function portOf(origin: string): number {
  return Number(new URL(origin).port);
}
