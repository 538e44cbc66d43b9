import { DomainError } from './errors.ts';
import type { LoginGuard } from './store.ts';

/** The failed logins of one user from one address. */
export interface LoginTries {
  /** Rejects with `login-throttled` while there have been too many. */
  refuseWhileThrottled(): Promise<void>;
  /** Counts one more, and rejects with `login-refused`. */
  fail(): Promise<never>;
  /** Forgets those of this user. */
  succeed(): Promise<void>;
}

/** Binds the guard to whom a login is for and where it comes from. */
export function createLoginTries(guard: LoginGuard, subject: string, address: string): LoginTries {
  return {
    refuseWhileThrottled: async () => {
      const retryAfterSeconds = await guard.findDelaySeconds(subject, address);
      if (retryAfterSeconds !== undefined) throw new DomainError('login-throttled', { retryAfterSeconds });
    },
    fail: async () => {
      await guard.noteFailure(subject, address);
      throw new DomainError('login-refused');
    },
    succeed: () => guard.noteSuccess(subject, address),
  };
}
