import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildEnvironment, DATABASE_USER } from '../../../db/embedded/cluster.ts';
import { buildSpawnIdentity } from '../../../db/embedded/run-user.ts';
import { prepareSite, type Site } from '../../../db/embedded/site.ts';
import { makeFolder } from '../../support/embedded-site.ts';
import { findFreePort } from '../../support/free-port.ts';
import type { Certificate } from './certificate.ts';
import { askOnce, createDatabase } from './sql.ts';

/** A Postgres server of a test's own, at a TCP port, that nobody starts again but the test. */
export interface PrivatePostgres {
  readonly url: string;
  pid(): number;
  /** Starts it after `stop` or a kill; resolves once it takes connections. */
  start(): Promise<void>;
  /** SIGINT cuts its sessions and keeps its data; resolves once it has ended. */
  stop(signal: 'SIGINT' | 'SIGKILL'): Promise<void>;
}

export interface PrivateOptions {
  /** With it, the server speaks TLS, and is reached by it. */
  readonly certificate?: Certificate;
}

const START_PATIENCE_MS = 15_000;

/** Makes a cluster from the binaries that npm has installed, and starts its server, as durable as by default. */
export async function startPrivatePostgres({ certificate }: PrivateOptions = {}): Promise<PrivatePostgres> {
  const site = await prepareSite(join(await makeFolder(), 'server'), () => undefined);
  const port = await findFreePort();
  const sslmode = certificate === undefined ? '' : '?sslmode=require';
  const urlOf = (database: string) =>
    `postgres://${DATABASE_USER}:${encodeURIComponent(site.password)}@127.0.0.1:${port}/${database}${sslmode}`;
  const launchServer = () => launch(() => spawnServer(site, port, certificate), urlOf('postgres'));
  let running = await launchServer();
  await createDatabase(urlOf('postgres'), 'book');
  return {
    url: urlOf('book'),
    pid: () => running.pid ?? 0,
    start: async () => {
      running = await launchServer();
    },
    stop: async (signal) => {
      const ended = running.exitCode === null && running.signalCode === null ? once(running, 'exit') : [];
      running.kill(signal);
      await ended;
    },
  };
}

/** After a kill, the processes that the old server leaves behind keep a new one out for a moment. */
async function launch(spawnOne: () => ChildProcess, url: string): Promise<ChildProcess> {
  const deadline = performance.now() + START_PATIENCE_MS;
  while (performance.now() < deadline) {
    const server = spawnOne();
    while (server.exitCode === null && server.signalCode === null) {
      if (await askOnce(url, 'select 1').then(Boolean, () => false)) return server;
      await sleep(5);
    }
  }
  throw new Error('the private server does not start');
}

function spawnServer(site: Site, port: number, certificate?: Certificate): ChildProcess {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'on',
    synchronous_commit: 'on',
    max_connections: '40',
    ...(certificate && { ssl: 'on', ssl_cert_file: certificate.path, ssl_key_file: certificate.keyPath }),
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return spawn(site.binaries.postgres, ['-D', site.clusterDir, ...options], {
    cwd: site.dataDir,
    env: buildEnvironment(),
    stdio: 'ignore',
    ...buildSpawnIdentity(site.user),
  });
}
