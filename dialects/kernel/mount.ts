import { randomUUID } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import * as v from 'valibot';
import { answerCall, answerUnknownPath, type Operation } from './call.ts';
import type { Dialect } from './dialect.ts';
import type { Endpoint } from './endpoint.ts';
import { anyText } from './fields.ts';
import type { Call, KernelOptions } from './kernel-options.ts';
import type { Declared, ParameterValues } from './parameters.ts';
import { isBelow, splitTarget } from './path.ts';
import { createBudget } from './respond.ts';

export interface GatewayEnv {
  Bindings: HttpBindings;
}

/** The path that routes are matched by: give this to Hono as `getPath`. */
export function routingPath(_request: Request, options?: { env?: HttpBindings }): string {
  return splitTarget(options?.env?.incoming.url ?? '/').path;
}

/** Routes every operation of every dialect, and every other path to the dialect that it lies below. */
export function mountDialects(
  app: Hono<GatewayEnv>,
  dialects: readonly Dialect[],
  options: KernelOptions,
): void {
  const kernel = { ...options, http10Budget: createBudget(options.limits.http10MaxBytes) };
  for (const dialect of dialects) {
    for (const endpoint of dialect.endpoints) {
      const operation = createOperation(dialect, endpoint);
      for (const path of pathsOf(dialect, endpoint)) {
        // One handler for all methods: HEAD would else be routed as GET, and carry out a write.
        app.all(path, (context) => answerCall(operation, callOf(context, kernel), kernel));
      }
    }
  }
  const findOwner = createFindOwner(dialects);
  app.notFound((context) => {
    const call = callOf(context, kernel);
    const dialect = findOwner(call.path);
    return answerUnknownPath(dialect, declaredBy(dialect, {}), call, kernel);
  });
}

/** Finds the dialect that a path lies below, whether or not it is an operation's: the longest mount's. */
export function createFindOwner(dialects: readonly Dialect[]): (path: string) => Dialect {
  const owners = dialects
    .flatMap((dialect) => dialect.mounts.map((mount) => ({ mount, dialect })))
    .sort((a, b) => b.mount.length - a.mount.length);
  return (path) => {
    const owner = owners.find(({ mount }) => isBelow(path, mount));
    if (owner === undefined) throw new Error('no dialect answers for unknown paths');
    return owner.dialect;
  };
}

/** Every path at which an endpoint is reached, in lower case. */
export function pathsOf(dialect: Dialect, endpoint: Endpoint): readonly string[] {
  return dialect.mounts.flatMap((mount) =>
    dialect.suffixes.map((suffix) => `${mount}${endpoint.path}${suffix}`.toLowerCase()),
  );
}

/** The parameters of an endpoint together with its credential, as they are checked. */
export function entriesOf(dialect: Dialect, endpoint: Endpoint): v.ObjectEntries {
  return endpoint.needsCaller ? { ...dialect.credential.params, ...endpoint.params } : endpoint.params;
}

/** An endpoint with what its dialect adds to it. */
export function createOperation(dialect: Dialect, endpoint: Endpoint): Operation {
  const entries = entriesOf(dialect, endpoint);
  const schema = v.object(entries);
  const standIns = Object.entries(endpoint.standIns ?? {});
  const accepted = standIns.map(([, sent]) => [sent, anyText('Taken for another parameter.')]);
  return {
    dialect,
    endpoint,
    secret: [...dialect.secret, ...(endpoint.secret ?? [])],
    declared: declaredBy(dialect, { ...Object.fromEntries(accepted), ...entries }),
    parse: (values) => v.safeParse(schema, withStandIns(values, standIns), { abortEarly: true }),
  };
}

/** The values with each missing one taken from its stand-in, `[wanted, sent]`, where that was sent. */
export function withStandIns(
  values: ParameterValues,
  standIns: readonly (readonly [string, string])[],
): ParameterValues {
  if (standIns.length === 0) return values;
  const completed = { ...values };
  for (const [wanted, sent] of standIns) completed[wanted] ??= values[sent];
  return completed;
}

/** The parameters of these entries and those that the dialect always takes. */
export function declaredBy(dialect: Dialect, entries: v.ObjectEntries): Declared {
  const names = new Map<string, { name: string; isList: boolean }>();
  for (const [name, schema] of Object.entries({ ...dialect.common, ...entries })) {
    names.set(name.toLowerCase(), { name, isList: isListParameter(schema) });
  }
  const nothing = Object.fromEntries([...names.values()].map(({ name }) => [name, undefined]));
  return { names, inHeaders: dialect.inHeaders, nothing };
}

/** True for a parameter that may be sent several times. */
export function isListParameter(schema: v.ObjectEntries[string]): boolean {
  return 'pipe' in schema && v.getMetadata(schema as v.GenericSchema).list === true;
}

function callOf(context: Context<GatewayEnv>, { readClient }: KernelOptions): Call {
  const { incoming, outgoing } = context.env;
  const { path, query } = splitTarget(incoming.url ?? '/');
  return {
    request: incoming,
    response: outgoing,
    path,
    query,
    requestId: randomUUID(),
    startedAt: performance.now(),
    client: readClient(incoming),
    account: undefined,
  };
}
