/** Things of an account that calls work on, each in the hands of one call at a time, and never too many. */
export interface Pool<T> {
  /** Makes room for one more; false where there are enough. */
  reserve(): boolean;
  /** Fills a room. */
  add(item: T): void;
  /** Gives a room back, its thing never made or gone for good. */
  release(): void;
  borrow(): T | undefined;
  giveBack(item: T): void;
  /** Takes back a thing of which nobody knows whether it is still there. */
  doubt(item: T): void;
  borrowDoubtful(): T | undefined;
}

export function createPool<T>(most: number): Pool<T> {
  const free: T[] = [];
  const doubtful: T[] = [];
  let rooms = 0;
  return {
    reserve: () => {
      if (rooms >= most) return false;
      rooms += 1;
      return true;
    },
    add: (item) => free.push(item),
    release: () => {
      rooms -= 1;
    },
    // The oldest first, so that all of them are used.
    borrow: () => free.shift(),
    giveBack: (item) => free.push(item),
    doubt: (item) => doubtful.push(item),
    borrowDoubtful: () => doubtful.shift(),
  };
}
