import { dialects } from '../../dialects/index.ts';
import type { Dialect } from '../../dialects/kernel/dialect.ts';
import type { Endpoint } from '../../dialects/kernel/endpoint.ts';
import { pathsOf } from '../../dialects/kernel/mount.ts';
import { type CallOptions, callUrl, type Parameters, type Reply } from '../support/client.ts';
import type { LogLine, TestGateway } from '../support/gateway.ts';
import { toXml } from '../support/to-xml.ts';

/** One endpoint, with the paths that lead to it. */
export interface EndpointCase {
  readonly title: string;
  readonly dialect: Dialect;
  readonly endpoint: Endpoint;
  /** Enough of them that each mount and each suffix is among them. */
  readonly paths: readonly string[];
  readonly allPaths: readonly string[];
}

const all: readonly Dialect[] = dialects;

export const everyEndpoint: readonly EndpointCase[] = all.flatMap((dialect) =>
  dialect.endpoints.map((endpoint) => ({
    title: `${dialect.name} ${endpoint.id}`,
    dialect,
    endpoint,
    paths: pickPaths(dialect, pathsOf(dialect, endpoint)),
    allPaths: pathsOf(dialect, endpoint),
  })),
);

export const everyCallerEndpoint = everyEndpoint.filter(({ endpoint }) => endpoint.needsCaller);

/** Of each mount with each suffix, mount by mount: the first mount with the first suffix, and so on. */
function pickPaths({ mounts, suffixes }: Dialect, paths: readonly string[]): readonly string[] {
  const count = Math.max(mounts.length, suffixes.length);
  return Array.from({ length: count }, (_, index) => {
    const position = (index % mounts.length) * suffixes.length + (index % suffixes.length);
    return paths[position] ?? '';
  });
}

/** What a call was answered, and the line that was logged of it. */
export interface Answered extends Reply {
  readonly line: LogLine;
}

/** Calls a path and finds the call's line in the log. */
export async function call(
  gateway: TestGateway,
  path: string,
  parameters: Parameters,
  options?: CallOptions,
): Promise<Answered> {
  return answered(gateway, await callUrl(`${gateway.url}${path}`, parameters, options));
}

/** Adds to a reply the line that was logged of it. */
export function answered(gateway: TestGateway, reply: Reply): Answered {
  const requestId = reply.headers.get('x-request-id');
  const lines = gateway.log.filter((line) => line.requestId === requestId);
  const [line] = lines;
  if (line === undefined || lines.length > 1)
    throw new Error(`${lines.length} lines were logged of request ${requestId}`);
  return { ...reply, line };
}

/** An answer without what differs between two scenes: ids, secrets and times. */
export function mask(text: string): string {
  return text.replaceAll(/[0-9a-f]{32}/g, 'SECRET').replaceAll(/\d+/g, '#');
}

/** A body as the path's format writes it. */
export function writtenFor(path: string, body: unknown): string {
  return path.endsWith('.xml') ? toXml(body) : JSON.stringify(body);
}
