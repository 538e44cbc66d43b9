import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { describeDialect } from '../dialects/kernel/describe.ts';
import type { Dialect } from '../dialects/kernel/dialect.ts';
import type { KernelOptions } from '../dialects/kernel/kernel-options.ts';
import { type GatewayEnv, mountDialects, routingPath } from '../dialects/kernel/mount.ts';
import { COMMON_HEADERS } from '../dialects/kernel/respond.ts';
import type { Metrics } from './metrics.ts';
import { VERSION } from './version.ts';

export interface AppOptions extends Omit<KernelOptions, 'deprecationLinks'> {
  readonly dialects: readonly Dialect[];
  /** A page that tells people of dialects that are to end. */
  readonly deprecationLink?: string | undefined;
  /** True where the store answers, its migrations are in, and the gateway is to go on. */
  readonly isReady: () => Promise<boolean>;
}

/** The public application: every dialect, their descriptions, and the gateway's health. */
export function createApp({ dialects, isReady, deprecationLink, ...options }: AppOptions): Hono<GatewayEnv> {
  const app = createHealthApp(isReady);
  for (const dialect of dialects) {
    app.get(descriptionPath(dialect), (context) =>
      context.json(describeDialect(dialect, VERSION), 200, ownHeaders()),
    );
  }
  mountDialects(app, dialects, { ...options, deprecationLinks: createLinks(dialects, deprecationLink) });
  return app;
}

function descriptionPath({ name }: Dialect): string {
  return `/openapi/${name}.json`;
}

/** Where nobody has written a page, a dialect that is to end leads to those that can follow it (RFC 5829). */
function createLinks(dialects: readonly Dialect[], page: string | undefined): ReadonlyMap<string, string> {
  const linksOf = (dialect: Dialect) =>
    dialects
      .filter((other) => other !== dialect)
      .map((other) => `<${descriptionPath(other)}>; rel="successor-version"; type="application/json"`);
  const all = dialects.map((dialect): [string, string] => [
    dialect.name,
    page === undefined ? linksOf(dialect).join(', ') : `<${page}>; rel="deprecation"`,
  ]);
  return new Map(all.filter(([, link]) => link !== ''));
}

/** The application of the operator's own port: health and metrics. */
export function createOpsApp(
  isReady: () => Promise<boolean>,
  metrics: Pick<Metrics, 'contentType' | 'render'>,
): Hono<GatewayEnv> {
  const app = createHealthApp(isReady);
  app.get('/metrics', async (context) =>
    context.body(await metrics.render(), 200, { ...ownHeaders(), 'Content-Type': metrics.contentType }),
  );
  return app;
}

/** `/livez` answers while the process runs, `/readyz` only while requests may be sent here. */
function createHealthApp(isReady: () => Promise<boolean>): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>({ getPath: routingPath });
  app.get('/livez', (context) => context.text('ok\n', 200, ownHeaders()));
  app.get('/readyz', async (context) =>
    (await isReady())
      ? context.text('ready\n', 200, ownHeaders())
      : context.text('not ready\n', 503, ownHeaders()),
  );
  return app;
}

function ownHeaders(): Record<string, string> {
  return { ...COMMON_HEADERS, 'X-Request-Id': randomUUID() };
}
