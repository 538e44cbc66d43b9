import cluster, { type Worker } from 'node:cluster';
import { openStore } from '../../db/connect.ts';
import type { Host } from '../cli/host.ts';
import { STOP_SIGNALS } from '../cli/stop-signals.ts';
import type { Config } from '../config.ts';
import { type PrimaryLink, startGateway } from '../gateway.ts';
import type { HandedConnections } from '../handed-connections.ts';
import { createLogger } from '../logging.ts';
import { createSharedMissGuard } from '../miss-guard.ts';
import { onOrder, sendReport } from './messages.ts';

/** This process as a worker; undefined where it is none. */
export function findWorker(): Worker | undefined {
  return cluster.worker;
}

/** Serves what the primary hands over, until it says that it is enough. Without a primary, Node ends a worker. */
export async function runWorker(host: Host, config: Config, worker: Worker): Promise<void> {
  // A terminal or a service manager tells every process to stop; the primary tells us when.
  for (const signal of STOP_SIGNALS) host.on(signal, () => {});
  const closing = new Promise<void>((resolve) => onOrder(worker, 'close', () => resolve()));
  const log = createLogger(config.logLevel, { shared: true }).child({ worker: worker.id });
  try {
    const open = await openStore({
      ...config,
      onEvent: ({ level, message, detail }) => log[level](detail ?? {}, message),
    });
    try {
      const gateway = await startGateway({ config, log, open, primary: linkTo(worker, config) });
      onOrder(worker, 'drain', ({ seconds }) => void gateway.drain(seconds));
      sendReport(worker, { kind: 'up' });
      await closing;
      await gateway.close();
    } finally {
      await open.close();
    }
  } finally {
    // It has kept us running.
    worker.process.channel?.unref();
  }
}

function linkTo(worker: Worker, config: Config): PrimaryLink {
  return {
    missGuard: createSharedMissGuard(config.maxBadCredentials),
    connections: takeConnections(worker),
    onMetricsAsked: (collect) => {
      onOrder(worker, 'metrics', async ({ id }) => {
        sendReport(worker, { kind: 'metrics', id, metrics: await collect() });
      });
    },
  };
}

function takeConnections(worker: Worker): HandedConnections {
  return (take) => {
    onOrder(worker, 'connection', ({ id }, socket) => {
      sendReport(worker, { kind: 'took', id });
      if (socket !== undefined) take(socket);
    });
  };
}
