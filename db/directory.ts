import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import { loginKey } from '../domain/account.ts';
import { chooseAccess, type DialectChoice } from '../domain/dialect-access.ts';
import type { AccountChanges, AccountDraft, Directory } from '../domain/store.ts';
import type { Database } from './client.ts';
import type { ContactLimit } from './contact-limit.ts';
import { accountColumns, credentialColumns, toAccount } from './directory-rows.ts';
import { attempt } from './errors.ts';
import { account, credential, loginName } from './schema.ts';

type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/** What the operator does, statement by statement: rare enough that none is prepared. */
export function createDirectory(db: Database, limit: Pick<ContactLimit, 'reopenFull'>): Directory {
  return {
    addAccount: (draft) => attempt(() => db.transaction((tx) => insertAccount(tx, draft))),
    addFirstAccount: (draft) => attempt(() => db.transaction((tx) => insertFirstAccount(tx, draft))),
    listAccounts: () =>
      attempt(async () => (await db.select(accountColumns).from(account).orderBy(account.id)).map(toAccount)),
    findAccount: (name) => attempt(() => findAccount(db, name)),
    updateAccount: (id, changes) => attempt(() => db.transaction((tx) => changeAccount(tx, id, changes))),
    setDialectAccess: (id, dialect, choice) =>
      attempt(() => db.transaction((tx) => changeAccess(tx, id, dialect, choice))),
    setPassword: (id, passwordHash) =>
      attempt(() => db.transaction((tx) => changePassword(tx, id, passwordHash))),
    removeAccount: (id) =>
      attempt(async () => {
        await db.delete(account).where(eq(account.id, id));
      }),
    listCredentials: (accountId, kind) =>
      attempt(() =>
        db
          .select(credentialColumns)
          .from(credential)
          .where(and(eq(credential.accountId, accountId), eq(credential.kind, kind), isAlive()))
          .orderBy(credential.id),
      ),
    revokeCredential: (accountId, kind, id) =>
      attempt(async () => {
        const revoked = await db
          .delete(credential)
          .where(and(eq(credential.accountId, accountId), eq(credential.kind, kind), eq(credential.id, id)))
          .returning({ id: credential.id });
        return revoked.length > 0;
      }),
    purgeExpired: () =>
      attempt(async () => {
        const purged = await db
          .delete(credential)
          .where(lt(credential.expiresAt, sql`now()`))
          .returning({ id: credential.id });
        return purged.length;
      }),
    reopenFull: limit.reopenFull,
  };
}

function isAlive() {
  return sql`(${credential.expiresAt} is null or ${credential.expiresAt} > now())`;
}

async function insertAccount(tx: Transaction, draft: AccountDraft) {
  const [row] = await tx.insert(account).values(draft).returning(accountColumns);
  if (row === undefined) throw new Error('the store made no account');
  await nameAccount(tx, row.id, draft.userName, draft.email);
  return toAccount(row);
}

async function insertFirstAccount(tx: Transaction, draft: AccountDraft) {
  // Two processes that start at once must not both find the table empty.
  await tx.execute(sql`lock table ${account} in share row exclusive mode`);
  const taken = await tx.select({ id: account.id }).from(account).limit(1);
  return taken.length === 0 ? insertAccount(tx, draft) : undefined;
}

async function findAccount(db: Database, name: string) {
  const named = db
    .select({ id: loginName.accountId })
    .from(loginName)
    .where(eq(loginName.name, loginKey(name)));
  const [row] = await db.select(accountColumns).from(account).where(inArray(account.id, named));
  return row === undefined ? undefined : toAccount(row);
}

async function changeAccount(tx: Transaction, id: number, changes: AccountChanges) {
  const [current] = await tx.select(accountColumns).from(account).where(eq(account.id, id)).for('update');
  if (current === undefined) return undefined;
  const changed = toAccount({ ...current, ...changes });
  const { userName, email, region, answers, disabled } = changed;
  await tx.update(account).set({ userName, email, region, answers, disabled }).where(eq(account.id, id));
  await tx.delete(loginName).where(eq(loginName.accountId, id));
  await nameAccount(tx, id, userName, email);
  return changed;
}

async function changeAccess(tx: Transaction, id: number, dialect: string, choice: DialectChoice) {
  const [current] = await tx
    .select({ ...accountColumns, nowSeconds: sql<number>`floor(extract(epoch from now()))::bigint` })
    .from(account)
    .where(eq(account.id, id))
    .for('no key update');
  if (current === undefined) return undefined;
  const { nowSeconds, ...row } = current;
  const dialects = chooseAccess(row.dialects, dialect, choice, nowSeconds);
  await tx.update(account).set({ dialects }).where(eq(account.id, id));
  return toAccount({ ...row, dialects });
}

async function nameAccount(tx: Transaction, accountId: number, userName: string, email: string) {
  const names = new Set([loginKey(userName), loginKey(email)]);
  await tx.insert(loginName).values([...names].map((name) => ({ name, accountId })));
}

async function changePassword(tx: Transaction, id: number, passwordHash: string) {
  await tx.update(account).set({ passwordHash }).where(eq(account.id, id));
  await tx.delete(credential).where(and(eq(credential.accountId, id), eq(credential.kind, 'token')));
}
