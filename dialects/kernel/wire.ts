import type { Pages } from '../../domain/pages.ts';

/** What an answer is made of, whatever its format. Keys are sent in the order in which they stand. */
export type Wire = string | number | boolean | null | WireObject | readonly Wire[] | WireStream;

export interface WireObject {
  readonly [key: string]: Wire;
}

/** A list of which only the first page is in memory; it may be sent once. */
export interface WireStream {
  readonly [STREAM]: AsyncIterable<readonly Wire[]>;
  readonly first: readonly Wire[];
}

const STREAM = Symbol('stream');

/** Presents each item of a list: an array where the list is whole, else a stream. */
export function presentPages<T>(pages: Pages<T>, present: (item: T) => Wire): readonly Wire[] | WireStream {
  const first = pages.first.map(present);
  if (pages.rest === undefined) return first;
  return { first, [STREAM]: mapPages(pages.rest, present) };
}

async function* mapPages<T>(
  pages: AsyncIterable<readonly T[]>,
  present: (item: T) => Wire,
): AsyncGenerator<Wire[]> {
  for await (const page of pages) yield page.map(present);
}

export function isStream(value: Wire): value is WireStream {
  return typeof value === 'object' && value !== null && STREAM in value;
}

/** The pages of a stream, the first one included. */
export async function* pagesOf(stream: WireStream): AsyncGenerator<readonly Wire[]> {
  yield stream.first;
  yield* stream[STREAM];
}

/** True where the answer holds a stream: as a value of an object, or in the last item of a list. */
export function hasStream(value: Wire | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isStream(value)) return true;
  // Only the last item of a page can go on beyond it.
  if (isList(value)) return hasStream(value.at(-1));
  for (const key in value) if (hasStream((value as WireObject)[key])) return true;
  return false;
}

export function isList(value: Wire): value is readonly Wire[] {
  return Array.isArray(value);
}
