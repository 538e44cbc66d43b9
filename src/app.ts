import { Hono } from 'hono';
import { describeDialect } from '../dialects/kernel/describe.ts';
import type { Dialect } from '../dialects/kernel/dialect.ts';
import type { CallReport, KernelOptions } from '../dialects/kernel/kernel-options.ts';
import { type GatewayEnv, mountDialects, routingPath } from '../dialects/kernel/mount.ts';
import { COMMON_HEADERS } from '../dialects/kernel/respond.ts';
import type { Logger } from './logging.ts';
import { VERSION } from './version.ts';

export interface AppOptions extends Omit<KernelOptions, 'onAnswered'> {
  readonly dialects: readonly Dialect[];
  readonly log: Logger;
  /** True where the store answers and its migrations are in. */
  readonly isReady: () => Promise<boolean>;
}

/** The public application: every dialect, their descriptions, and the gateway's health. */
export function createApp({ dialects, log, isReady, services, limits }: AppOptions): Hono<GatewayEnv> {
  const app = createHealthApp(isReady);
  for (const dialect of dialects) {
    app.get(`/openapi/${dialect.name}.json`, (context) =>
      context.json(describeDialect(dialect, VERSION), 200, COMMON_HEADERS),
    );
  }
  mountDialects(app, dialects, { services, limits, onAnswered: (report) => logCall(log, report) });
  return app;
}

/** `/livez` answers while the process runs, `/readyz` only while the store can be used. */
export function createHealthApp(isReady: () => Promise<boolean>): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>({ getPath: routingPath });
  app.get('/livez', (context) => context.text('ok\n', 200, COMMON_HEADERS));
  app.get('/readyz', async (context) =>
    (await isReady())
      ? context.text('ready\n', 200, COMMON_HEADERS)
      : context.text('not ready\n', 503, COMMON_HEADERS),
  );
  return app;
}

/** What a request's line holds is listed here, and nothing of it comes from the client's parameters. */
function logCall(log: Logger, { fault, durationMs, ...report }: CallReport): void {
  const line = { ...report, ms: Math.round(durationMs * 10) / 10 };
  if (fault === undefined) log.info(line, 'answered');
  else log.error({ ...line, err: fault }, 'failed');
}
