import { describeParameters } from '../../dialects/kernel/describe.ts';
import { NOT_TEXT } from './bytes.ts';
import type { Target } from './call-case.ts';

/** A name with its value as they were before anyone encoded them; only JSON sends a list as one value. */
export type Pair = readonly [name: string, value: string | readonly string[]];

/** What the gateway must have understood of a request. */
export interface Received {
  /** A parameter that takes one text. */
  text(name: string): string | undefined;
  /** A parameter that may be sent several times. */
  list(name: string): readonly string[];
  readonly count: number;
}

/**
 * Works out what the gateway must make of what was sent: the query before the body before the headers, the
 * last of several, names in any case.
 */
export function receive(
  { dialect, endpoint }: Target,
  query: readonly Pair[],
  body: readonly Pair[],
  headers: readonly Pair[],
): Received {
  const declared = declaredNames(dialect, endpoint);
  const seen = headers.filter(([name]) => dialect.inHeaders && declared.has(name.toLowerCase()));
  const values = new Map<string, readonly (string | readonly string[])[]>();
  for (const source of [query, body, seen]) {
    const here = new Map<string, (string | readonly string[])[]>();
    for (const [sent, value] of source) {
      const name = nameOf(declared, sent);
      if (name !== undefined) here.set(name, [...(here.get(name) ?? []), value]);
    }
    for (const [name, list] of here) if (!values.has(name)) values.set(name, list);
  }
  return {
    text: (name) => {
      const last = values.get(name)?.at(-1);
      return typeof last === 'object' ? NOT_TEXT : last;
    },
    list: (name) => (values.get(name) ?? []).flat(),
    count: [...query, ...body, ...seen].reduce((sum, [, value]) => sum + [value].flat().length, 0),
  };
}

const known = new Map<string, ReadonlyMap<string, boolean>>();

/** The names that an endpoint knows, with whether they stand for lists. */
function declaredNames(
  dialect: Target['dialect'],
  endpoint: Target['endpoint'],
): ReadonlyMap<string, boolean> {
  const key = `${dialect.name} ${endpoint.id}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const names = new Map(describeParameters(dialect, endpoint).map(({ name, isList }) => [name, isList]));
  for (const sent of Object.values(endpoint.standIns ?? {})) names.set(sent, false);
  known.set(key, names);
  return names;
}

function nameOf(declared: ReadonlyMap<string, boolean>, sent: string): string | undefined {
  const name = sent.toLowerCase();
  if (declared.has(name)) return name;
  const bare = /^(.*)\[\d*\]$/s.exec(name)?.[1];
  return bare !== undefined && declared.get(bare) === true ? bare : undefined;
}

/** True where a name may stand in a header for the endpoint. */
export function isDeclared({ dialect, endpoint }: Target, name: string): boolean {
  return declaredNames(dialect, endpoint).has(name.toLowerCase());
}
