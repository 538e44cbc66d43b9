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

/** Which counts are asked for; what is absent is not asked for. */
export interface UsageFilter {
  readonly accountId?: number;
  readonly dialect?: string;
  /** `YYYY-MM-DD`, UTC: this day and those after it. */
  readonly sinceDay?: string;
}

/** Keeps who calls what. */
export interface UsageStore {
  /** Adds to what has been counted. An account that is gone is left out. */
  addUsage(counts: readonly UsageCount[]): Promise<void>;
  /** By account, dialect, operation, client and day. */
  listUsage(filter: UsageFilter): Promise<readonly UsageCount[]>;
}
