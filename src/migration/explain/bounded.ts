import {
  hasStream,
  isList,
  isStream,
  pagesOf,
  type Wire,
  type WireObject,
} from '../../../dialects/kernel/wire.ts';

/** An answer of which each list is cut. */
export interface Bounded {
  readonly body: Wire;
  /** Where items were left out, and how many. */
  readonly cuts: readonly Cut[];
}

export interface Cut {
  /** Keys and positions parted by dots; empty where the answer is the list. */
  readonly at: string;
  readonly more: number;
}

/** Reads an answer to its end, streams too, and keeps the first items of each list. */
export async function boundAnswer(answer: Wire, maxItems: number): Promise<Bounded> {
  const cuts: Cut[] = [];
  const body = await bound(answer, '', maxItems, cuts);
  return { body, cuts };
}

async function bound(value: Wire, at: string, maxItems: number, cuts: Cut[]): Promise<Wire> {
  if (typeof value !== 'object' || value === null) return value;
  if (isStream(value)) return boundItems(pagesOf(value), at, maxItems, cuts);
  if (isList(value)) return boundItems([value], at, maxItems, cuts);
  const members: [string, Wire][] = [];
  for (const [key, member] of Object.entries(value as WireObject))
    members.push([key, await bound(member, join(at, key), maxItems, cuts)]);
  return Object.fromEntries(members);
}

async function boundItems(
  pages: AsyncIterable<readonly Wire[]> | Iterable<readonly Wire[]>,
  at: string,
  maxItems: number,
  cuts: Cut[],
): Promise<Wire> {
  const kept: Wire[] = [];
  let more = 0;
  for await (const page of pages) {
    for (const item of page) {
      if (kept.length < maxItems) kept.push(await bound(item, join(at, String(kept.length)), maxItems, cuts));
      else {
        more += 1;
        // A list in it must be read before what comes after it.
        if (hasStream(item)) await bound(item, '', 0, []);
      }
    }
  }
  if (more > 0) cuts.push({ at, more });
  return kept;
}

/** The answer with a text in each list that says how much is left out. */
export function markCuts({ body, cuts }: Bounded): Wire {
  return mark(body, '', new Map(cuts.map(({ at, more }) => [at, more])));
}

function mark(value: Wire, at: string, cuts: ReadonlyMap<string, number>): Wire {
  if (typeof value !== 'object' || value === null || isStream(value)) return value;
  if (isList(value)) {
    const items = value.map((item, index) => mark(item, join(at, String(index)), cuts));
    const more = cuts.get(at);
    return more === undefined ? items : [...items, `… and ${more} more`];
  }
  const members = Object.entries(value as WireObject);
  return Object.fromEntries(members.map(([key, member]) => [key, mark(member, join(at, key), cuts)]));
}

function join(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`;
}
