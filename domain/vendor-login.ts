import { DomainError } from './errors.ts';
import type { LoginTries } from './login-tries.ts';
import type { Passwords } from './password.ts';
import type { LoginRecord, SessionStore } from './store.ts';
import { createKeyedTurns } from './turns.ts';

/** What a vendor says of a user name and its password; `unknown` where it says neither of the other two. */
export type VendorVerdict = 'accepted' | 'refused' | 'unknown';

/** Asks a vendor about a login. Never rejects. */
export type AskVendor = (user: string, password: string) => Promise<VendorVerdict>;

/** A login as a vendor is asked about it. */
export interface VendorQuestion {
  /** Name of the dialect that the login came by; nobody is asked about one that came by none. */
  readonly dialect?: string;
  readonly user: string;
  readonly password: string;
}

/**
 * Judges a login of an account that waits for its password by the word of a vendor, and keeps the password where it
 * is right, so that nobody is asked for that account again. Rejects with `login-refused`, which counts as a failed
 * try unless the vendor did not judge, with `login-throttled`, or with `overloaded`.
 */
export type JudgeByVendor = (
  question: VendorQuestion,
  login: LoginRecord,
  tries: LoginTries,
) => Promise<void>;

export interface VendorLoginServices {
  readonly store: Pick<SessionStore, 'findLogin' | 'keepPassword'>;
  readonly passwords: Passwords;
  /** The vendor of a dialect, by the dialect's name; undefined where none is asked, or none any more. */
  readonly findVendor: (dialect: string | undefined) => AskVendor | undefined;
  /** How long a login waits until it can be asked about. */
  readonly patienceMs: number;
}

const AT_ONCE = 4;
const MAY_WAIT = 100;

/** Asks about at most four logins at a time in this process, and about one of an account. */
export function createJudgeByVendor(services: VendorLoginServices): JudgeByVendor {
  const { store, passwords, findVendor, patienceMs } = services;
  const inTurn = createKeyedTurns(AT_ONCE, MAY_WAIT, patienceMs);

  /** Undefined while the account still has no password. */
  const judgeHere = async ({ user, password }: VendorQuestion, accountId: number) => {
    const login = await store.findLogin(user);
    if (login?.accountId !== accountId) return false;
    return login.passwordHash === null ? undefined : passwords.matches(password, login.passwordHash);
  };

  return async (question, login, tries) => {
    const { accountId } = login;
    const ask = isWaiting(login) ? findVendor(question.dialect) : undefined;
    if (ask === undefined) return tries.fail();
    return inTurn(accountId, async () => {
      // Another login may have used up the failures, or brought the password, while this one waited its turn.
      await tries.refuseWhileThrottled();
      const known = await judgeHere(question, accountId);
      if (known !== undefined) return known ? undefined : tries.fail();
      const verdict = await ask(question.user.trim(), question.password);
      if (verdict === 'unknown')
        throw new DomainError('login-refused', { reason: 'the vendor did not judge' });
      if (verdict === 'refused') return tries.fail();
      const kept = await store.keepPassword(accountId, await passwords.hash(question.password));
      // A password that was set here meanwhile is the one that counts.
      if (!kept && (await judgeHere(question, accountId)) !== true) return tries.fail();
    });
  };
}

/** Of an account that has a password, or may not be called so, nobody is asked. */
function isWaiting({ passwordHash, disabled, access }: LoginRecord): boolean {
  return passwordHash === null && !disabled && access?.state !== 'off';
}
