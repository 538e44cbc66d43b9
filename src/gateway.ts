import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenStore } from '../db/connect.ts';
import { dialects } from '../dialects/index.ts';
import { createRefuseBusy } from '../dialects/kernel/busy.ts';
import type { CallReport, MissGuard } from '../dialects/kernel/kernel-options.ts';
import { createAnswerUnparsed } from '../dialects/kernel/unparsed.ts';
import { createPasswords } from '../domain/password.ts';
import { createApp } from './app.ts';
import { createReadClient } from './client-address.ts';
import type { Config } from './config.ts';
import type { HandedConnections } from './handed-connections.ts';
import type { Logger } from './logging.ts';
import type { Metrics } from './metrics.ts';
import { createMissGuard } from './miss-guard.ts';
import { limitClients, type OpsPortOptions, openOpsPort } from './ops-port.ts';
import { createRequestLog } from './request-log.ts';
import { type Listener, listen } from './server.ts';
import { createUpstreamJudge } from './upstream-judge.ts';
import { createUsageNotes } from './usage-notes.ts';
import { VERSION } from './version.ts';

export interface GatewayOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly open: OpenStore;
  /** In a worker, the process that has the ports. */
  readonly primary?: PrimaryLink;
}

/** What a worker has of its primary. */
export interface PrimaryLink {
  readonly missGuard: MissGuard;
  readonly connections: HandedConnections;
  /** Calls back each time that the primary asks for the metrics. */
  readonly onMetricsAsked: (collect: Metrics['collect']) => void;
}

export interface Gateway {
  /** 0 in a worker. */
  readonly port: number;
  readonly opsPort: number | undefined;
  /** Says that it is not ready, but serves on for so long. */
  drain(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Serves both dialects and the health checks. The store must have been migrated. Rejects where a port can't be had. */
export async function startGateway({ config, log, open, primary }: GatewayOptions): Promise<Gateway> {
  const { store, loginGuard } = open;
  let draining = false;
  const isReady = async () => !draining && (await open.isReady());
  const metrics =
    config.opsPort === undefined ? undefined : await loadMetrics(open, () => listener.sockets());
  const logCall = createRequestLog(log);
  const usageNotes = createUsageNotes(open.usage, log);
  const onAnswered = (report: CallReport) => {
    metrics?.noteCall(report);
    logCall(report);
    usageNotes.noteCall(report);
  };
  const passwords = createPasswords(config.loginsAtOnce);
  const app = createApp({
    dialects,
    services: {
      ...{ store, loginGuard, passwords, answers: config.answers },
      judgeByVendor: createUpstreamJudge({
        ...{ settings: config, store, passwords, log },
        onAsked: metrics?.noteUpstreamLogin,
      }),
    },
    missGuard: primary?.missGuard ?? createMissGuard(config.maxBadCredentials),
    readClient: createReadClient(config.trustProxy),
    limits: config,
    deprecationLink: config.deprecationLink,
    onAnswered,
    isReady,
  });
  const { host, port } = config;
  const listener = await listen(app, {
    ...{ host, port, limits: limitClients(config), handed: primary?.connections },
    answerUnparsed: createAnswerUnparsed(dialects, onAnswered),
    refuseBusy: createRefuseBusy(dialects, { isFull: open.isFull, onAnswered }),
    onCut: metrics?.noteCut,
  });
  if (metrics !== undefined) primary?.onMetricsAsked(metrics.collect);
  const opsListener =
    metrics && primary === undefined
      ? await openBeside(listener, { config, isReady, metrics, onAnswered })
      : undefined;
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
      await usageNotes.close();
      await opsListener?.close();
    },
  };
}

/** Nobody can ask for them where there is no port for it, so nothing is loaded or counted there. */
async function loadMetrics(open: OpenStore, sockets: () => Promise<number>): Promise<Metrics> {
  const { createMetrics } = await import('./metrics.ts');
  return createMetrics(VERSION, { waiting: open.waiting, connections: open.connections, sockets });
}

/** Opens the operator's port, or closes the other listener too. */
async function openBeside(other: Listener, options: OpsPortOptions): Promise<Listener | undefined> {
  try {
    return await openOpsPort(options);
  } catch (error) {
    await other.close();
    throw error;
  }
}
