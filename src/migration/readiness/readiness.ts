import type { Dialect } from '../../../dialects/kernel/dialect.ts';
import type { Account } from '../../../domain/account.ts';
import type { UsageSum } from '../../../domain/usage.ts';
import { mapOperation } from '../mapping/mapping.ts';
import { credentialKind } from '../mapping/parts.ts';
import type { BookFacts } from './book-facts.ts';
import { type Finding, findLosses, mergeFindings } from './findings.ts';

/** What is known of an account before it moves. */
export interface Standing {
  readonly account: Account;
  /** Credentials of the kind that the other dialect is called with. */
  readonly credentials: number;
  readonly facts: BookFacts;
  readonly usage: readonly UsageSum[];
}

/** Calls of one operation, by all clients. */
export interface UsedOperation {
  readonly dialect: string;
  readonly operation: string;
  readonly calls: number;
  readonly refusals: number;
  readonly undeclared: number;
  readonly clients: readonly string[];
  readonly lastUsedAt: Date;
  /** The operation that it becomes; `null` where there is none. */
  readonly becomes: string | null;
  /** What is to be done beside it. */
  readonly how: string;
}

/** Whether an account's clients can be moved to a dialect. */
export interface Readiness {
  readonly verdict: 'ready' | 'ready with losses' | 'not ready';
  readonly contacts: number;
  /** In other dialects, the most called first. */
  readonly operations: readonly UsedOperation[];
  /** Calls of the dialect itself. */
  readonly callsThere: number;
  readonly findings: readonly Finding[];
}

/** Judges whether what an account's clients do can be done in another dialect. Pure. */
export function judgeReadiness(
  dialects: readonly Dialect[],
  to: Dialect,
  { account, credentials, facts, usage }: Standing,
): Readiness {
  const others = usage.filter(({ dialect }) => dialect !== to.name);
  const operations = sumOperations(others).map((used) => ({ ...used, ...becoming(dialects, to, used) }));
  const findings = mergeFindings([
    ...accountFindings(to, account, credentials),
    ...operations.flatMap((used) => operationFindings(dialects, to, used, facts)),
  ]);
  const has = (weight: Finding['weight']) => findings.some((finding) => finding.weight === weight);
  return {
    verdict: has('lacking') ? 'not ready' : has('lost') ? 'ready with losses' : 'ready',
    contacts: facts.contacts,
    operations,
    callsThere: usage.filter(({ dialect }) => dialect === to.name).reduce((sum, { calls }) => sum + calls, 0),
    findings,
  };
}

type Calls = Omit<UsedOperation, 'becomes' | 'how'>;

function sumOperations(usage: readonly UsageSum[]): readonly Calls[] {
  const sums = new Map<string, Calls>();
  for (const { dialect, operation, client, calls, refusals, undeclared, lastUsedAt } of usage) {
    const key = `${dialect} ${operation}`;
    const known = sums.get(key);
    sums.set(key, {
      ...{ dialect, operation },
      calls: (known?.calls ?? 0) + calls,
      refusals: (known?.refusals ?? 0) + refusals,
      undeclared: (known?.undeclared ?? 0) + undeclared,
      clients: [...(known?.clients ?? []), client],
      lastUsedAt: known !== undefined && known.lastUsedAt > lastUsedAt ? known.lastUsedAt : lastUsedAt,
    });
  }
  return [...sums.values()].sort((a, b) => b.calls - a.calls);
}

function findMapping(dialects: readonly Dialect[], to: Dialect, used: Calls) {
  const dialect = dialects.find(({ name }) => name === used.dialect);
  const endpoint = dialect?.endpoints.find(({ id }) => id === used.operation);
  if (dialect === undefined || endpoint === undefined) return undefined;
  return mapOperation({ dialect, endpoint }, to);
}

function becoming(dialects: readonly Dialect[], to: Dialect, used: Calls) {
  const mapping = findMapping(dialects, to, used);
  return { becomes: mapping?.to.endpoint.id ?? null, how: mapping?.how ?? '' };
}

function operationFindings(
  dialects: readonly Dialect[],
  to: Dialect,
  used: Calls,
  facts: BookFacts,
): readonly Finding[] {
  const mapping = findMapping(dialects, to, used);
  if (mapping !== undefined) return findLosses(mapping, facts);
  const text = `${to.name} has no call like it.`;
  return [{ weight: 'lacking', text, operations: [used.operation] }];
}

/** What stands in the way of every call. */
function accountFindings(to: Dialect, account: Account, credentials: number): readonly Finding[] {
  const texts = [
    ...(account.dialects[to.name]?.state === 'off' ? [`${to.name} is off for this account.`] : []),
    ...(hasWayIn(to, account, credentials) ? [] : [lackOfCredentials(to)]),
  ];
  return texts.map((text) => ({ weight: 'lacking', text, operations: [] }));
}

/** A token ends some time: whoever calls with one must be able to get the next. */
function hasWayIn(to: Dialect, { hasPassword }: Account, credentials: number): boolean {
  if (hasLogin(to) && hasPassword) return true;
  return credentials > 0 && (credentialKind(to) === 'key' || !hasLogin(to));
}

function hasLogin({ endpoints }: Dialect): boolean {
  return endpoints.some(({ verb }) => verb === 'log-in');
}

function lackOfCredentials(to: Dialect): string {
  return credentialKind(to) === 'key'
    ? 'The account has neither a key nor a password to get one with: `diglot key add` gives it one.'
    : 'The account has no password to log in with: `diglot account password` sets one.';
}
