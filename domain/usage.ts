/** Calls of one operation by one client of an account on one day. */
export interface UsageCount {
  readonly accountId: number;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly dialect: string;
  readonly operation: string;
  /** What the client calls itself (`User-Agent`), or what stands for those that are too many or say nothing. */
  readonly client: string;
  readonly calls: number;
  /** Those of the calls that were answered with an error. */
  readonly refusals: number;
  /** Parameters that no operation declares. */
  readonly undeclared: number;
  readonly lastUsedAt: Date;
}

/** The same, added up over days. */
export interface UsageSum extends Omit<UsageCount, 'day'> {
  readonly userName: string;
}

/** Stands for a client that says nothing of itself, or nothing that may be kept. */
export const NO_CLIENT = '(none)';

/** Stands for the clients of an account and day beyond those that are told apart. */
export const OTHER_CLIENTS = '(other)';

/** How many clients of an account are told apart on a day. */
export const CLIENTS_A_DAY = 20;

/** Which counts are asked for; what is absent is not asked for. */
export interface UsageFilter {
  readonly accountId?: number | undefined;
  readonly dialect?: string | undefined;
  /** `YYYY-MM-DD`, UTC: this day and those after it. */
  readonly sinceDay?: string | undefined;
}

/** Keeps who calls what. */
export interface UsageStore {
  /**
   * Adds to what has been counted, all or nothing. An account that is gone is left out; clients of an account and day
   * that are too many are counted as `OTHER_CLIENTS`, give or take a few where several processes add at once.
   */
  addUsage(counts: readonly UsageCount[]): Promise<void>;
  /** Sums by account, dialect, operation and client, in that order. */
  listUsage(filter: UsageFilter): Promise<readonly UsageSum[]>;
  /** Removes what was counted before this day (`YYYY-MM-DD`); returns how many counts. */
  removeUsageBefore(day: string): Promise<number>;
}
