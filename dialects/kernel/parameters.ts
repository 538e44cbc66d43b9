import type { IncomingMessage } from 'node:http';
import { type BodyLimits, type Pair, readBody, readForm } from './body.ts';
import { decodeHeader, UNREADABLE } from './decode.ts';
import { RequestRefusal } from './refusal.ts';

/** A value as it was sent; a list where the parameter is declared as one. */
export type ParameterValue = string | readonly string[];
export type ParameterValues = Readonly<Record<string, ParameterValue | undefined>>;

/** The parameters that an operation declares, by their names in lower case. */
export interface Declared {
  readonly names: ReadonlyMap<string, { readonly name: string; readonly isList: boolean }>;
  /** True where the dialect's parameters may come as headers. */
  readonly inHeaders: boolean;
  /** Where nothing was sent: all names, each undefined. */
  readonly nothing: ParameterValues;
}

export interface Received {
  readonly values: ParameterValues;
  /** How many parameters came that nobody declared. */
  readonly undeclared: number;
}

export interface ParameterLimits extends BodyLimits {
  readonly maxParameters: number;
}

/**
 * Reads the declared parameters from query, body and headers; the first of these that has one wins, and in
 * it the last value counts. Names match without regard to case. Rejects with a `RequestRefusal`.
 */
export async function readParameters(
  request: IncomingMessage,
  query: string,
  declared: Declared,
  limits: ParameterLimits,
): Promise<Received> {
  const collector = createCollector(declared, limits.maxParameters);
  collector.addSource(readForm(query));
  if (request.method === 'POST') collector.addSource(await readBody(request, limits));
  if (declared.inHeaders) collector.addSource(declaredHeaders(request, declared));
  return collector.received();
}

/**
 * The same of a request that has no body, or for an answer that does not wait for it. Without a limit it never
 * throws.
 */
export function readWithoutBody(
  request: IncomingMessage,
  query: string,
  declared: Declared,
  maxParameters = Number.POSITIVE_INFINITY,
): Received {
  const collector = createCollector(declared, maxParameters);
  collector.addSource(readForm(query));
  if (declared.inHeaders) collector.addSource(declaredHeaders(request, declared));
  return collector.received();
}

const NONE: ReadonlySet<string> = new Set();

function createCollector(declared: Declared, maxParameters: number) {
  // Copied: an object that grows by one name after the other takes several times as long.
  const values: Record<string, ParameterValue | undefined> = { ...declared.nothing };
  let undeclared = 0;
  let count = 0;
  return {
    addSource: (pairs: Iterable<Pair>): void => {
      const taken = count === 0 ? NONE : namesIn(values);
      for (const [sentName, value] of pairs) {
        count += typeof value === 'string' ? 1 : value.length;
        if (count > maxParameters) throw new RequestRefusal('too-many-parameters');
        const parameter = findParameter(declared, sentName);
        if (parameter === undefined) undeclared += 1;
        else if (!taken.has(parameter.name)) {
          const earlier = values[parameter.name] ?? [];
          values[parameter.name] = parameter.isList ? [earlier, value].flat() : asOne(value);
        }
      }
    },
    received: (): Received => ({ values, undeclared }),
  };
}

function namesIn(values: ParameterValues): ReadonlySet<string> {
  return new Set(Object.keys(values).filter((name) => values[name] !== undefined));
}

/** A list is no text, where one is wanted. */
function asOne(value: string | readonly string[]): string {
  return typeof value === 'string' ? value : UNREADABLE;
}

/** A list may be sent as `name`, `name[]` or `name[0]`. */
function findParameter(declared: Declared, sentName: string) {
  const name = sentName.toLowerCase();
  const parameter = declared.names.get(name);
  if (parameter !== undefined || !name.endsWith(']')) return parameter;
  const list = declared.names.get(name.replace(/\[\d*\]$/, ''));
  return list?.isList === true ? list : undefined;
}

function* declaredHeaders(request: IncomingMessage, declared: Declared): Generator<Pair> {
  const { rawHeaders } = request;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (declared.names.has(name.toLowerCase())) yield [name, decodeHeader(rawHeaders[index + 1] ?? '')];
  }
}
