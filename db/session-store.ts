import { and, eq, isNull, not, sql } from 'drizzle-orm';
import type { Account } from '../domain/account.ts';
import { loginKey } from '../domain/account.ts';
import { hashSecret } from '../domain/credential.ts';
import { DirectoryError, type SessionStore } from '../domain/store.ts';
import { accessOf, type CallerPart, callerColumns, type Pool, type Pools } from './caller.ts';
import type { Database } from './client.ts';
import { accountColumns, credentialColumns, toAccount } from './directory-rows.ts';
import type { Queue } from './queue.ts';
import { account, credential, loginName } from './schema.ts';

const value = sql.placeholder;

/** The statements of logins and of what callers ask about themselves. */
export function createSessionStore(
  { reads, writes }: Pools,
  queue: Queue,
  caller: CallerPart,
  tokenTtlSeconds: number,
): SessionStore {
  const identify = reads.prepare(reads.db.with(caller).select(callerColumns(caller)).from(caller));
  const ownAccount = prepareOwnAccount(reads, caller);
  const revokeOwn = prepareRevokeOwn(writes, caller);
  const revokeKey = prepareRevokeKey(writes, caller);
  const findLogin = prepareFindLogin(reads);
  const keepPassword = prepareKeepPassword(writes.db);
  const addCredential = prepareAddCredential(writes.db, tokenTtlSeconds);
  return {
    identify: (own) => reads.run(identify, own, {}, () => undefined),
    findOwnAccount: (own) => reads.run(ownAccount, own, {}, (row): Account => toAccount(row)),
    revokeOwnCredential: (own) => writes.run(revokeOwn, own, {}, () => undefined),
    revokeOwnKey: (own, secret) =>
      writes.run(revokeKey, own, { hash: hashSecret(secret) }, ({ revoked }) => revoked !== null),
    findLogin: async (name, dialect) =>
      (await queue.run(() => findLogin.execute({ name: loginKey(name), dialect: dialect ?? null })))[0],
    keepPassword: async (accountId, passwordHash) =>
      (await queue.run(() => keepPassword.execute({ accountId, passwordHash }))).length > 0,
    addCredential: async (accountId, kind, secret, description) => {
      const values = { accountId, kind, hash: hashSecret(secret), description };
      const [row] = await queue.run(() => addCredential.execute(values));
      if (row === undefined) throw new DirectoryError('key-taken', 'This key is in use already.');
      return row;
    },
  };
}

function prepareOwnAccount({ db, prepare }: Pool, caller: CallerPart) {
  return prepare(
    db
      .with(caller)
      .select({ ...callerColumns(caller), ...accountColumns })
      .from(caller)
      .innerJoin(account, eq(account.id, caller.accountId)),
  );
}

function prepareRevokeOwn({ db, prepare }: Pool, caller: CallerPart) {
  const revoked = db.$with('revoked').as(
    db
      .delete(credential)
      .where(
        eq(
          credential.id,
          sql`(select ${caller.credentialId} from ${caller} where ${caller.book} is not null)`,
        ),
      )
      .returning({ id: credential.id }),
  );
  return prepare(
    db
      .with(caller, revoked)
      .select({ ...callerColumns(caller), revoked: revoked.id })
      .from(caller)
      .leftJoin(revoked, sql`true`),
  );
}

function prepareRevokeKey({ db, prepare }: Pool, caller: CallerPart) {
  const revoked = db.$with('revoked').as(
    db
      .delete(credential)
      .where(
        and(
          eq(credential.accountId, sql`(select ${caller.book} from ${caller})`),
          eq(credential.kind, 'key'),
          sql`${credential.hash} = decode(${value('hash')}, 'hex')`,
        ),
      )
      .returning({ id: credential.id }),
  );
  return prepare(
    db
      .with(caller, revoked)
      .select({ ...callerColumns(caller), revoked: revoked.id })
      .from(caller)
      .leftJoin(revoked, sql`true`),
  );
}

function prepareFindLogin({ db, prepare }: Pool) {
  return prepare(
    db
      .select({
        accountId: account.id,
        passwordHash: account.passwordHash,
        disabled: account.disabled,
        access: accessOf(value('dialect')).as('access'),
      })
      .from(loginName)
      .innerJoin(account, eq(account.id, loginName.accountId))
      .where(eq(loginName.name, value('name'))),
  );
}

function prepareKeepPassword(db: Database) {
  return db
    .update(account)
    .set({ passwordHash: sql`${value('passwordHash')}` })
    .where(and(eq(account.id, value('accountId')), isNull(account.passwordHash), not(account.disabled)))
    .returning({ id: account.id })
    .prepare('keep_password');
}

function prepareAddCredential(db: Database, tokenTtlSeconds: number) {
  return (
    db
      .insert(credential)
      .values({
        accountId: value('accountId'),
        kind: value('kind'),
        hash: value('hash'),
        description: value('description'),
        expiresAt: sql`case when ${value('kind')}::credential_kind = 'token' then ${expiry(tokenTtlSeconds)} end`,
      })
      // An error would have the server log the hash.
      .onConflictDoNothing({ target: credential.hash })
      .returning(credentialColumns)
      .prepare('add_credential')
  );
}

/** When a token that is used now will expire. */
function expiry(tokenTtlSeconds: number) {
  return sql`now() + make_interval(secs => ${sql.raw(String(tokenTtlSeconds))})`;
}

/** Notes a use of a credential, and lets a token live on from it. */
export function createNoteUse(
  db: Database,
  queue: Queue,
  tokenTtlSeconds: number,
): (credentialId: number) => Promise<void> {
  const statement = db
    .update(credential)
    .set({
      usedAt: sql`now()`,
      expiresAt: sql`case when ${credential.expiresAt} is not null then ${expiry(tokenTtlSeconds)} end`,
    })
    .where(eq(credential.id, value('credentialId')))
    .returning({ id: credential.id })
    .prepare('note_use');
  return async (credentialId) => {
    await queue.run(() => statement.execute({ credentialId }));
  };
}
