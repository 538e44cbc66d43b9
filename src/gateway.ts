import type { OpenStore } from '../db/connect.ts';
import { dialects } from '../dialects/index.ts';
import { type AnswerUnparsed, createAnswerUnparsed } from '../dialects/kernel/unparsed.ts';
import { createPasswords } from '../domain/password.ts';
import { createApp, createHealthApp } from './app.ts';
import type { Config } from './config.ts';
import type { Logger } from './logging.ts';
import { type Listener, listen } from './server.ts';

export interface GatewayOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly open: OpenStore;
}

export interface Gateway {
  readonly port: number;
  readonly opsPort: number | undefined;
  close(): Promise<void>;
}

/** Serves both dialects and the health checks. The store must have been migrated. Rejects where a port can't be had. */
export async function startGateway({ config, log, open }: GatewayOptions): Promise<Gateway> {
  const { store, loginGuard, isReady } = open;
  const app = createApp({
    dialects,
    services: { store, loginGuard, passwords: createPasswords(), answers: config.answers },
    limits: config,
    log,
    isReady,
  });
  const answerUnparsed = createAnswerUnparsed(dialects);
  const listener = await listen(app, { host: config.host, port: config.port, answerUnparsed });
  const opsListener = await listenForOps(config, isReady, listener, answerUnparsed);
  return {
    port: listener.port,
    opsPort: opsListener?.port,
    close: async () => {
      await Promise.all([listener.close(), opsListener?.close()]);
    },
  };
}

async function listenForOps(
  config: Config,
  isReady: OpenStore['isReady'],
  listener: Listener,
  answerUnparsed: AnswerUnparsed,
): Promise<Listener | undefined> {
  if (config.opsPort === undefined) return undefined;
  try {
    return await listen(createHealthApp(isReady), {
      host: config.opsHost,
      port: config.opsPort,
      answerUnparsed,
    });
  } catch (error) {
    await listener.close();
    throw error;
  }
}
