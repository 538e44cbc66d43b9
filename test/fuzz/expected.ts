/** A value that only the answer can tell; what it was is captured under its name. */
export interface Hole {
  readonly hole: string;
  readonly type: 'string' | 'number' | 'number or null';
  readonly accepts: (text: string) => boolean;
}

/** What an answer must be: keys in this order, and nothing beside them. */
export type Expected =
  | string
  | number
  | boolean
  | null
  | Hole
  | readonly Expected[]
  | { readonly [key: string]: Expected };

/** What the holes were filled with; null where JSON says so. */
export type Captures = Map<string, string | null>;

export function isHole(expected: Expected): expected is Hole {
  return typeof expected === 'object' && expected !== null && 'hole' in expected;
}

export const hole = (name: string, type: Hole['type'], accepts: Hole['accepts'] = () => true): Hole => ({
  hole: name,
  type,
  accepts,
});

const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 300) ?? 'nothing';

/** What is wrong with a parsed JSON value, undefined where it is as expected. */
export function findDifference(
  expected: Expected,
  actual: unknown,
  captures: Captures,
  at = 'the answer',
): string | undefined {
  if (typeof expected !== 'object' || expected === null)
    return Object.is(expected, actual) ? undefined : `${at} is ${shown(actual)}, not ${shown(expected)}`;
  if (isHole(expected)) return fillHole(expected, actual, captures, at);
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length)
      return `${at} is ${shown(actual)}, not a list of ${expected.length}`;
    return firstOf(expected, (item, index) =>
      findDifference(item, actual[index], captures, `${at}[${index}]`),
    );
  }
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual))
    return `${at} is ${shown(actual)}, not an object`;
  const keys = Object.keys(expected).join();
  if (Object.keys(actual).join() !== keys)
    return `${at} has the keys ${Object.keys(actual).join()}, not ${keys}`;
  return firstOf(Object.entries(expected), ([key, member]) =>
    findDifference(member, Reflect.get(actual, key), captures, `${at}.${key}`),
  );
}

function fillHole({ hole: name, type, accepts }: Hole, actual: unknown, captures: Captures, at: string) {
  const isNull = actual === null && type === 'number or null';
  const isText = typeof actual === 'string' && type === 'string';
  const isNumber = typeof actual === 'number' && type !== 'string';
  if (!isNull && !isText && !isNumber) return `${at} is ${shown(actual)}, not a ${type}`;
  if (!isNull && !accepts(String(actual))) return `${at} is ${shown(actual)}, which can not be`;
  captures.set(name, isNull ? null : String(actual));
  return undefined;
}

/** The first thing that a check finds wrong with any of the items. */
export function firstOf<T>(
  items: readonly T[],
  check: (item: T, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const problem = check(item, index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
