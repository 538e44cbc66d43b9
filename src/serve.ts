import { type OpenStore, openStore } from '../db/connect.ts';
import { createPasswords } from '../domain/password.ts';
import type { Host } from './cli/host.ts';
import { type StopSignals, watchStopSignals } from './cli/stop-signals.ts';
import { type Config, readConfig } from './config.ts';
import { offerDemoAccount } from './demo-account.ts';
import type { Gateway, GatewayOptions } from './gateway.ts';
import { formatLocalOrigin, formatOrigin } from './listen-address.ts';
import { createLogger, type Logger } from './logging.ts';
import { startUpkeep } from './upkeep.ts';
import { describeUpstream } from './upstream-judge.ts';
import { VERSION } from './version.ts';

/** It serves no calls: one purges, while the other is asked whether the store answers. */
const POOLS_OF_PRIMARY = { poolSize: 1, writePoolSize: 1, listPoolSize: 1 } as const;

/** Serves until a signal to stop. Rejects where the configuration, the store or a port can't be had. */
export async function serve(host: Host): Promise<void> {
  const config = readConfig(host.env);
  if (config.workers > 1) {
    // Loaded here, so that a single process starts without.
    const { findWorker, runWorker } = await import('./workers/worker.ts');
    const worker = findWorker();
    if (worker !== undefined) return await runWorker(host, config, worker);
  }
  const log = createLogger(config.logLevel, { shared: config.workers > 1 });
  const stop = watchStopSignals(host);
  try {
    const open = await openStore({
      ...config,
      ...(config.workers > 1 ? POOLS_OF_PRIMARY : {}),
      onEvent: ({ level, message, detail }) => log[level](detail ?? {}, message),
    });
    try {
      const migrations = await open.migrate();
      if (migrations > 0) log.info({ migrations }, 'migrated the store');
      if (!stop.isAsked()) await runGateway(host, config, log, open, stop);
    } finally {
      await open.close();
    }
  } finally {
    stop.release();
  }
}

async function runGateway(
  host: Host,
  config: Config,
  log: Logger,
  open: OpenStore,
  stop: StopSignals,
): Promise<void> {
  const start = await loadStart(config.workers);
  const { version: postgres, fsync, synchronousCommit } = await open.describeServer();
  const store = { store: open.kind, postgres, fsync, synchronousCommit };
  const gateway = await start({ config, log, open });
  const upkeep = startUpkeep(open, log);
  try {
    const address = formatOrigin(config.host, gateway.port);
    const opsAddress =
      gateway.opsPort === undefined ? undefined : formatOrigin(config.opsHost, gateway.opsPort);
    const { workers } = config;
    log.info({ address, opsAddress, version: VERSION, workers, ...store }, 'listening');
    const upstream = describeUpstream(config);
    if (upstream !== undefined)
      log.info(upstream, 'asks vendors about logins of accounts without a password');
    await makeDemoAccount(host, config, log, open, gateway.port);
    const signal = await stop.asked;
    // Ctrl-C is a person's, who would wait for nothing.
    const drainSeconds = signal === 'SIGTERM' ? config.drainSeconds : 0;
    log.info({ signal, drainSeconds }, 'stopping');
    await gateway.drain(drainSeconds);
  } finally {
    await gateway.close();
    await upkeep.stop();
  }
}

async function loadStart(workers: number): Promise<(options: GatewayOptions) => Promise<Gateway>> {
  if (workers > 1) return (await import('./workers/primary.ts')).startWorkers;
  return (await import('./gateway.ts')).startGateway;
}

/** The gateway is up by now, and stays up where the demo account can't be made. */
async function makeDemoAccount(
  host: Host,
  config: Config,
  log: Logger,
  open: OpenStore,
  port: number,
): Promise<void> {
  try {
    const origin = formatLocalOrigin(config.host, port);
    const { dataDir } = config;
    const path = await offerDemoAccount({
      open,
      passwords: createPasswords(),
      origin,
      dataDir,
      output: host.stdout,
    });
    if (path !== undefined) log.info({ path }, 'made a demo account');
  } catch (err) {
    log.warn({ err }, 'the demo account could not be made');
  }
}
