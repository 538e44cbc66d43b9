/** How often each fault is repeated: `FAULT_ROUNDS=20` for the whole measure. */
export const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 2);

/** A whole number from `least` to `most`. */
export function anyFrom(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1));
}

/** The time that a test of this many rounds may take, in ms. */
export function timeoutFor(secondsOfRound: number, rounds = ROUNDS): number {
  return (30 + secondsOfRound * rounds) * 1000;
}

/** Measures of a test, told in one line when it has ended. */
export interface Figures {
  /** Notes a measure in whole ms, of which the longest counts, and returns it. */
  noteMs(name: string, tookMs: number): number;
  tell(totals?: Readonly<Record<string, number>>): void;
}

export function createFigures(title: string): Figures {
  const longest: Record<string, number> = {};
  return {
    noteMs: (name, tookMs) => {
      longest[`${name}, longest ms`] = Math.max(longest[`${name}, longest ms`] ?? 0, Math.round(tookMs));
      return tookMs;
    },
    tell: (totals = {}) => {
      process.stdout.write(`${title}: ${JSON.stringify({ ...totals, ...longest })}\n`);
    },
  };
}
