import { loginKey } from './account.ts';
import { type CredentialKind, type CredentialRecord, createSecret } from './credential.ts';
import { DomainError } from './errors.ts';
import type { Passwords } from './password.ts';
import type { LoginGuard, SessionStore } from './store.ts';
import { isBlank, isStorable } from './text.ts';

/** What a login needs beside the store. */
export interface LoginServices {
  readonly store: Pick<SessionStore, 'findLogin' | 'addCredential'>;
  readonly passwords: Passwords;
  readonly loginGuard: LoginGuard;
}

export interface LoginAttempt {
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
 * unknown user and a wrong password, after the same time), `login-throttled` or `account-disabled`.
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
  const { store, passwords, loginGuard } = services;
  const user = loginKey(attempt.user);
  if (!isPresent(user) || !isPresent(attempt.password)) throw new DomainError('login-refused');
  const login = await store.findLogin(user);
  // One account has two names to guess by, and one count of failures.
  const subject = login === undefined ? user : String(login.accountId);
  await refuseWhileThrottled(loginGuard, subject, attempt.address);
  const matched = await passwords.matches(attempt.password, login?.passwordHash ?? null);
  if (login === undefined || !matched) {
    await loginGuard.noteFailure(subject, attempt.address);
    throw new DomainError('login-refused');
  }
  // Guesses that were sent together may have used up the failures while this one was waiting for its hash.
  await refuseWhileThrottled(loginGuard, subject, attempt.address);
  if (login.disabled) throw new DomainError('account-disabled');
  await loginGuard.noteSuccess(subject, attempt.address);
  return login.accountId;
}

/** What is empty, or could not be read, is nobody's: it is worth no hash. */
function isPresent(text: string): boolean {
  return !isBlank(text) && isStorable(text);
}

async function refuseWhileThrottled(guard: LoginGuard, subject: string, address: string): Promise<void> {
  const retryAfterSeconds = await guard.findDelaySeconds(subject, address);
  if (retryAfterSeconds !== undefined) throw new DomainError('login-throttled', { retryAfterSeconds });
}
