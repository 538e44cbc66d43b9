import { type Approach, loginKey } from './account.ts';
import { type CredentialKind, type CredentialRecord, createSecret } from './credential.ts';
import { DomainError } from './errors.ts';
import { createLoginTries } from './login-tries.ts';
import type { Passwords } from './password.ts';
import type { LoginGuard, SessionStore } from './store.ts';
import { isBlank, isStorable } from './text.ts';
import type { JudgeByVendor } from './vendor-login.ts';

/** What a login needs beside the store. */
export interface LoginServices {
  readonly store: Pick<SessionStore, 'findLogin' | 'addCredential'>;
  readonly passwords: Passwords;
  readonly loginGuard: LoginGuard;
  /** For accounts that wait for their password; undefined where they are to go on waiting. */
  readonly judgeByVendor?: JudgeByVendor | undefined;
}

export interface LoginAttempt extends Approach {
  readonly dialect: string;
  /** User name or e-mail address, in any case. */
  readonly user: string;
  readonly password: string;
  /** The client's network address. */
  readonly address: string;
}

/** A credential that was just issued; the secret is told this once. */
export interface IssuedCredential extends CredentialRecord {
  readonly secret: string;
}

/**
 * Checks a password and issues a new login token or key. Rejects with `login-refused` (the same for an
 * unknown user and a wrong password, after the same time), `login-throttled`, `account-disabled` or `dialect-off`.
 */
export async function logIn(
  services: LoginServices,
  attempt: LoginAttempt,
  kind: CredentialKind,
  description: string | null,
): Promise<IssuedCredential> {
  const accountId = await authenticate(services, attempt);
  const secret = createSecret();
  return { ...(await services.store.addCredential(accountId, kind, secret, description)), secret };
}

async function authenticate(services: LoginServices, attempt: LoginAttempt): Promise<number> {
  const { store, passwords, loginGuard, judgeByVendor } = services;
  const user = loginKey(attempt.user);
  if (!isPresent(user) || !isPresent(attempt.password)) throw new DomainError('login-refused');
  const login = await store.findLogin(user, attempt.dialect);
  // One account has two names to guess by, and one count of failures.
  const subject = login === undefined ? user : String(login.accountId);
  const tries = createLoginTries(loginGuard, subject, attempt.address);
  await tries.refuseWhileThrottled();
  const matched = await passwords.matches(attempt.password, login?.passwordHash ?? null);
  if (login === undefined) return tries.fail();
  if (!matched) await (judgeByVendor?.(attempt, login, tries) ?? tries.fail());
  // Guesses that were sent together may have used up the failures while this one was waiting for its hash.
  await tries.refuseWhileThrottled();
  // Not before: only who has the password learns whose account it is.
  attempt.onAccount?.({ id: login.accountId, access: login.access });
  if (login.disabled) throw new DomainError('account-disabled');
  if (login.access?.state === 'off') throw new DomainError('dialect-off');
  await tries.succeed();
  return login.accountId;
}

/** What is empty, or could not be read, is nobody's: it is worth no hash. */
function isPresent(text: string): boolean {
  return !isBlank(text) && isStorable(text);
}
