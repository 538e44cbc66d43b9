import type { Region } from './phone.ts';

/** Which keys an answer has where the documentation and its published clients disagree. */
export type AnswerStyle = 'compatible' | 'documented';

/** Whether an account may still be called through a dialect; one that nothing is said of is on. */
export type DialectAccess =
  | { readonly state: 'off' }
  | {
      readonly state: 'deprecated';
      /** Unix time in seconds from which on it is. */
      readonly sinceSeconds: number;
      /** Unix time in seconds at which it is to end. */
      readonly sunsetSeconds?: number;
    };

/** What a statement says of the account whose credential it was handed. */
export interface CallerAccount {
  readonly id: number;
  /** Home region of national phone numbers. */
  readonly region: Region;
  /** `null` leaves it to the deployment. */
  readonly answers: AnswerStyle | null;
}

/** The answer to a call that came with a credential: what it asked for, and whose it is. */
export interface Authorized<T> {
  readonly account: CallerAccount;
  readonly value: T;
}

/** An account as its owner and the operator see it; no secret is part of it. */
export interface Account extends CallerAccount {
  readonly userName: string;
  readonly email: string;
  readonly disabled: boolean;
  readonly hasPassword: boolean;
  readonly createdAt: Date;
}

/** Folds a user name or e-mail address for comparison: logins are judged without regard to case. */
export function loginKey(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}
