import { dialects } from '../dialects/index.ts';
import type { CallReport } from '../dialects/kernel/kernel-options.ts';
import { createAnswerUnparsed } from '../dialects/kernel/unparsed.ts';
import { createOpsApp } from './app.ts';
import type { Config } from './config.ts';
import type { Metrics } from './metrics.ts';
import { type Listener, listen, type ServerLimits } from './server.ts';

/** What the operator's own port shows. */
export interface OpsPortOptions {
  readonly config: Config;
  readonly isReady: () => Promise<boolean>;
  readonly metrics: Pick<Metrics, 'contentType' | 'render'>;
  /** Told of each request that could not be parsed. */
  readonly onAnswered: (report: CallReport) => void;
}

const READ_WINDOW_SECONDS = 60;

/** Opens it where one is configured. Rejects where the port can't be had. */
export async function openOpsPort(options: OpsPortOptions): Promise<Listener | undefined> {
  const { config, isReady, metrics, onAnswered } = options;
  const { opsHost: host, opsPort: port } = config;
  if (port === undefined) return undefined;
  const answerUnparsed = createAnswerUnparsed(dialects, onAnswered);
  return await listen(createOpsApp(isReady, metrics), {
    ...{ host, port, limits: limitClients(config), answerUnparsed },
  });
}

/** What clients may do to any port. */
export function limitClients(config: Config): ServerLimits {
  return { ...config, windowSeconds: READ_WINDOW_SECONDS };
}
