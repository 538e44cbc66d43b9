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

/** What a call finds out about its account, whether or not it is carried out. */
export interface KnownAccount {
  readonly id: number;
  /** Access by the dialect of the call; `null` where nothing is said of it. */
  readonly access: DialectAccess | null;
}

/** How a call comes to its account. */
export interface Approach {
  /** The name of the dialect that it speaks; one that speaks none is never refused for it. */
  readonly dialect?: string;
  /** Told whose call it is as soon as that is known, whatever becomes of the call. */
  readonly onAccount?: (account: KnownAccount) => void;
}

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
  /** By the name of a dialect; one that is not there is on. */
  readonly dialects: Readonly<Record<string, DialectAccess>>;
  readonly createdAt: Date;
}

/** Folds a user name or e-mail address for comparison: logins are judged without regard to case. */
export function loginKey(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}
