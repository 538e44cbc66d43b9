import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A server to be measured, in a process of its own. */
export interface ServerProcess {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  /** From its start until it answered. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

export const GATEWAY = 'diglot';
const GATEWAY_BUILD = 'dist';
const READY_TIMEOUT_MS = 30_000;
const READY_POLL_MS = 5;
const SERVERS = fileURLToPath(new URL('servers/main.js', import.meta.url));

const running = new Set<ChildProcess>();
// Nothing is left behind by a benchmark that is broken off.
process.once('exit', () => {
  for (const child of running) child.kill();
});

/** True for a build of the gateway. */
export function isGateway(name: string): boolean {
  return name.split('@')[0] === GATEWAY;
}

/**
 * Starts a server on a database and waits until it answers. `diglot` is the gateway's build in `dist`,
 * `diglot@DIR` another build of it in that folder; the others are those of `bench/servers`. What they log goes
 * to /dev/null, what they write to standard error is shown.
 */
export async function startServer(
  name: string,
  databaseUrl: string | undefined,
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const [, build = GATEWAY_BUILD] = name.split('@');
  const ours = isGateway(name);
  const port = await findFreePort();
  const opsPort = ours ? { OPS_PORT: String(await findFreePort()) } : {};
  const startedAt = performance.now();
  const child = spawn(process.execPath, ours ? [`${build}/src/main.js`, 'serve'] : [SERVERS, name], {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      ...opsPort,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const stop = () => stopChild(child);
  try {
    await waitUntilReady(child, `http://127.0.0.1:${port}${ours ? '/readyz' : '/'}`, ours);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name, pid: child.pid ?? 0, port, readyMs: performance.now() - startedAt, stop };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  await exited;
}

/** The gateway is ready when it says so, the others as soon as they answer at all. */
async function waitUntilReady(child: ChildProcess, url: string, saysSo: boolean): Promise<void> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < READY_TIMEOUT_MS) {
    if (child.exitCode !== null) throw new Error(`a server ended with ${child.exitCode} before it was ready`);
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response !== undefined && (response.ok || !saysSo)) return;
    await sleep(READY_POLL_MS);
  }
  throw new Error('a server was not ready in time');
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was to be had');
  return address.port;
}
