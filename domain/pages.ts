/** The most rows that one statement of a list returns. */
export const PAGE_SIZE = 200;

/**
 * A list that need not be in memory at once: the first page is here, the rest is fetched as it is read.
 * `rest` is undefined where the first page is the whole list; else it may be read once.
 */
export interface Pages<T> {
  readonly first: readonly T[];
  readonly rest: AsyncIterable<readonly T[]> | undefined;
}

/** Pages that begin with `first`; `next` fetches what comes after an item, and a short page is the last. */
export function pagesFrom<T>(first: readonly T[], next: (after: T) => Promise<readonly T[]>): Pages<T> {
  return { first, rest: first.length < PAGE_SIZE ? undefined : fetchRest(first, next) };
}

async function* fetchRest<T>(
  first: readonly T[],
  next: (after: T) => Promise<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  let last = first.at(-1);
  while (last !== undefined) {
    const page = await next(last);
    yield page;
    last = page.length < PAGE_SIZE ? undefined : page.at(-1);
  }
}
