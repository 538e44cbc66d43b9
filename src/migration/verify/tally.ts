/** What of an address book is compared. */
export type VerifiedKind = 'contact' | 'group' | 'membership';

/** A thing that the two sides of a comparison do not tell alike. */
export interface Difference {
  readonly kind: VerifiedKind;
  /** The contact or group, as the dialect names it; of a membership the contact. */
  readonly id: string;
  /** Of a membership, its group. */
  readonly group?: string;
  /** Which field differs; absent where one side has nothing of it at all. */
  readonly field?: string;
  /** What each side shows, the first side first; null where it shows nothing. */
  readonly values: readonly [string | null, string | null];
}

/** Counts what is compared, and keeps the first differences. */
export interface Tally {
  /** Counts entries of one side: 0 is the first. */
  count(kind: VerifiedKind, side: 0 | 1, entries?: number): void;
  note(difference: Difference): void;
  readonly result: () => Verification;
}

/** What came of a comparison. */
export interface Verification {
  readonly isEqual: boolean;
  readonly counts: Readonly<
    Record<VerifiedKind, readonly [first: number, second: number, differences: number]>
  >;
  /** The first of them. */
  readonly differences: readonly Difference[];
  readonly differenceCount: number;
}

/** Starts a count that keeps so many differences at most. */
export function createTally(keptAtMost: number): Tally {
  const counts: Record<VerifiedKind, [number, number, number]> = {
    contact: [0, 0, 0],
    group: [0, 0, 0],
    membership: [0, 0, 0],
  };
  const differences: Difference[] = [];
  let differenceCount = 0;
  return {
    count: (kind, side, entries = 1) => {
      counts[kind][side] += entries;
    },
    note: (difference) => {
      counts[difference.kind][2] += 1;
      differenceCount += 1;
      if (differences.length < keptAtMost) differences.push(difference);
    },
    result: () => ({ isEqual: differenceCount === 0, counts, differences, differenceCount }),
  };
}

/** What the first side alone has is no difference: it may have come from elsewhere. */
export function withoutExtra(tally: Tally): Tally {
  const isExtra = ({ field, values }: Difference) => field === undefined && values[1] === null;
  return {
    ...tally,
    note: (difference) => {
      if (!isExtra(difference)) tally.note(difference);
    },
  };
}
