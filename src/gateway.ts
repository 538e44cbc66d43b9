import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenStore } from '../db/connect.ts';
import { dialects } from '../dialects/index.ts';
import { createRefuseBusy } from '../dialects/kernel/busy.ts';
import type { CallReport } from '../dialects/kernel/kernel-options.ts';
import { createAnswerUnparsed } from '../dialects/kernel/unparsed.ts';
import { createPasswords } from '../domain/password.ts';
import { createApp, createOpsApp } from './app.ts';
import { createReadClient } from './client-address.ts';
import type { Config } from './config.ts';
import type { Logger } from './logging.ts';
import type { Metrics } from './metrics.ts';
import { createMissGuard } from './miss-guard.ts';
import { logCall } from './request-log.ts';
import { type Listener, type ListenOptions, listen } from './server.ts';
import { VERSION } from './version.ts';

export interface GatewayOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly open: OpenStore;
}

export interface Gateway {
  readonly port: number;
  readonly opsPort: number | undefined;
  /** Says that it is not ready, but serves on for so long. */
  drain(seconds: number): Promise<void>;
  close(): Promise<void>;
}

const READ_WINDOW_SECONDS = 60;

/** Serves both dialects and the health checks. The store must have been migrated. Rejects where a port can't be had. */
export async function startGateway({ config, log, open }: GatewayOptions): Promise<Gateway> {
  const { store, loginGuard } = open;
  let draining = false;
  const isReady = async () => !draining && (await open.isReady());
  const metrics =
    config.opsPort === undefined ? undefined : await loadMetrics(open, () => listener.sockets());
  const onAnswered = (report: CallReport) => {
    metrics?.noteCall(report);
    logCall(log, report);
  };
  const app = createApp({
    dialects,
    services: { store, loginGuard, passwords: createPasswords(config.loginsAtOnce), answers: config.answers },
    missGuard: createMissGuard(config.maxBadCredentials),
    readClient: createReadClient(config.trustProxy),
    limits: config,
    onAnswered,
    isReady,
  });
  const limits = { ...config, windowSeconds: READ_WINDOW_SECONDS };
  const answerUnparsed = createAnswerUnparsed(dialects, onAnswered);
  const { host, port, opsHost, opsPort } = config;
  const listener = await listen(app, {
    ...{ host, port, limits, answerUnparsed, onCut: metrics?.noteCut },
    refuseBusy: createRefuseBusy(dialects, { isFull: open.isFull, onAnswered }),
  });
  const opsListener =
    opsPort === undefined || metrics === undefined
      ? undefined
      : await listenBeside(listener, createOpsApp(isReady, metrics), {
          ...{ host: opsHost, port: opsPort, limits, answerUnparsed },
        });
  return {
    port: listener.port,
    opsPort: opsListener?.port,
    drain: async (seconds) => {
      draining = true;
      if (seconds > 0) listener.drain();
      await sleep(seconds * 1000);
    },
    close: async () => {
      draining = true;
      // Last, so that the operator can watch the end of the first.
      await listener.close();
      await opsListener?.close();
    },
  };
}

/** Nobody can ask for them where there is no port for it, so nothing is loaded or counted there. */
async function loadMetrics(open: OpenStore, sockets: () => Promise<number>): Promise<Metrics> {
  const { createMetrics } = await import('./metrics.ts');
  return createMetrics(VERSION, { waiting: open.waiting, connections: open.connections, sockets });
}

/** Listens, or closes the other listener too. */
async function listenBeside(
  other: Listener,
  app: Parameters<typeof listen>[0],
  options: ListenOptions,
): Promise<Listener> {
  try {
    return await listen(app, options);
  } catch (error) {
    await other.close();
    throw error;
  }
}
