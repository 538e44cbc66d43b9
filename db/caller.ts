import { and, eq, gt, isNull, or, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { AnswerStyle, Authorized, DialectAccess } from '../domain/account.ts';
import { loginKey } from '../domain/account.ts';
import { type Caller, hashSecret } from '../domain/credential.ts';
import { DomainError } from '../domain/errors.ts';
import type { Region } from '../domain/phone.ts';
import { isStorable } from '../domain/text.ts';
import type { Database } from './client.ts';
import type { Maybe } from './contact-rows.ts';
import type { Queue } from './queue.ts';
import { account, credential, loginName } from './schema.ts';
import type { Prepare, Statement } from './statement.ts';

const MAX_TOUCH_SECONDS = 3600;
const TOUCHES_PER_LIFE = 24;

/**
 * The first part of every statement that is handed a credential: no row where the credential is unknown,
 * revoked or expired. `book` is the account whose rows the statement may touch: null, which joins with
 * nothing, while the account is disabled or the dialect that calls is off for it.
 */
export function callerPart(db: Database, tokenTtlSeconds: number) {
  const touchSeconds = Math.min(MAX_TOUCH_SECONDS, tokenTtlSeconds / TOUCHES_PER_LIFE);
  const access = accessOf(sql.placeholder('callerDialect'));
  return db.$with('caller').as(
    db
      .select({
        accountId: sql<number>`${account.id}`.as('caller_account_id'),
        region: account.region,
        answers: account.answers,
        disabled: account.disabled,
        contactsFull: account.contactsFull,
        credentialId: sql<number>`${credential.id}`.as('caller_credential_id'),
        access: access.as('caller_access'),
        book: sql<number>`case when not ${account.disabled} and ${access} ->> 'state' is distinct from 'off' then ${account.id} end`.as(
          'caller_book',
        ),
        useIsDue:
          sql<boolean>`${credential.usedAt} < now() - make_interval(secs => ${sql.raw(String(touchSeconds))})`.as(
            'use_is_due',
          ),
      })
      .from(credential)
      .innerJoin(account, eq(account.id, credential.accountId))
      .where(
        and(
          sql`${credential.hash} = decode(${sql.placeholder('callerHash')}, 'hex')`,
          eq(credential.kind, sql.placeholder('callerKind')),
          or(isNull(credential.expiresAt), gt(credential.expiresAt, sql`now()`)),
          or(eq(credential.kind, 'token'), isNamed(db)),
        ),
      ),
  );
}

/** What an account says of a dialect: null where it says nothing, or where there is no dialect. */
export function accessOf(dialect: Placeholder) {
  // As `json`, which the driver reads.
  return sql<DialectAccess | null>`(${account.dialects} -> ${dialect}::text)::json`;
}

/** A key counts only beside a name of its own account. */
function isNamed(db: Database): SQL {
  const named = db
    .select({ one: sql`1` })
    .from(loginName)
    .where(
      and(eq(loginName.name, sql.placeholder('callerUser')), eq(loginName.accountId, credential.accountId)),
    );
  return sql`exists ${named}`;
}

export type CallerPart = ReturnType<typeof callerPart>;

/** What each row of such a statement says of its caller. */
export function callerColumns(caller: CallerPart) {
  return {
    accountId: caller.accountId,
    region: caller.region,
    answers: caller.answers,
    disabled: caller.disabled,
    access: caller.access,
    credentialId: caller.credentialId,
    useIsDue: caller.useIsDue,
  };
}

export interface CallerRow {
  readonly accountId: number;
  readonly region: string;
  readonly answers: AnswerStyle | null;
  readonly disabled: boolean;
  readonly access: DialectAccess | null;
  readonly credentialId: number;
  readonly useIsDue: boolean;
}

/** Runs a statement for a caller and reads its rows, of which there is at least one; the first tells of the caller. */
export type RunForCaller = <Row extends Maybe<CallerRow>, T>(
  statement: Statement<Row>,
  caller: Caller,
  values: Record<string, unknown>,
  read: (first: Row & CallerRow, rows: readonly Row[]) => T,
) => Promise<Authorized<T>>;

/** A pool of connections and the way to it, for statements that begin with their caller. */
export interface Pool {
  readonly db: Database;
  readonly prepare: Prepare;
  readonly run: RunForCaller;
}

/** Where statements of callers go, by what they do. */
export interface Pools {
  readonly reads: Pool;
  /** Apart from reads, which would wait behind them for the disk. */
  readonly writes: Pool;
  /** The later pages of long lists. */
  readonly lists: Pool;
}

/** Makes the one way in which statements are run for callers; `noteUse` is told of a use to be noted. */
export function createRunForCaller(queue: Queue, noteUse: (credentialId: number) => void): RunForCaller {
  return async (statement, caller, values, read) => {
    const rows = await queue.run(() => statement.execute({ ...callerValues(caller), ...values }));
    const [first] = rows;
    if (first === undefined || !tellsOfCaller(first)) throw new DomainError('credential-invalid');
    const { accountId: id, access, answers } = first;
    caller.onAccount?.({ id, access });
    if (first.disabled) throw new DomainError('account-disabled');
    if (access?.state === 'off') throw new DomainError('dialect-off');
    if (first.useIsDue) noteUse(first.credentialId);
    return { account: { id, region: first.region as Region, answers }, value: read(first, rows) };
  };
}

function tellsOfCaller<Row extends Maybe<CallerRow>>(row: Row): row is Row & CallerRow {
  return row.accountId !== null;
}

function callerValues(caller: Caller): Record<string, unknown> {
  return {
    callerKind: caller.kind,
    callerHash: hashSecret(caller.secret),
    callerDialect: caller.dialect ?? null,
    // Nobody is called by a text that can't be stored, nor by none.
    callerUser: caller.kind === 'key' && isStorable(caller.user) ? loginKey(caller.user) : '',
  };
}
