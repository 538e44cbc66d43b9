/** Counts what a source says and the address book has no place for, so that nothing is left out unsaid. */
export interface Losses {
  note(what: string, place: string): void;
  /** Tells of each kind of loss once. */
  tell(onNote: (message: string) => void): void;
}

export function createLosses(): Losses {
  const seen = new Map<string, { readonly place: string; count: number }>();
  return {
    note: (what, place) => {
      const before = seen.get(what);
      if (before === undefined) seen.set(what, { place, count: 1 });
      else before.count += 1;
    },
    tell: (onNote) => {
      for (const [what, { place, count }] of seen) {
        onNote(`${what}: ${count === 1 ? place : `${count} times, first at ${place}`}.`);
      }
    },
  };
}
