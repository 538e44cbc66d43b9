/** Numbers that look random, and come again in the same order for the same seed. */
export interface Random {
  /** A whole number from `least` to `most`. */
  from(least: number, most: number): number;
  isBelow(share: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
}

/** Starts such a row (mulberry32); the seed is any whole number. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  /** From 0 to less than 1. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const from = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    from,
    isBelow: (share) => next() < share,
    pick: (items) => items[from(0, items.length - 1)] ?? items[0],
  };
}

/** A seed from a text: another text, most likely another seed. */
export function seedOf(text: string): number {
  let seed = 7;
  for (const character of text) seed = Math.imul(seed, 31) + (character.codePointAt(0) ?? 0);
  return seed | 0;
}
