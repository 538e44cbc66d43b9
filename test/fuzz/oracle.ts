import type { Book, BookContact, BookGroup } from './book.ts';
import type { Verdict } from './judge.ts';

/** An account as its lane of cases knows it. */
export interface Account {
  readonly userName: string;
  readonly email: string;
  readonly password: string;
  token: string;
  key: string;
  /** Keys that no call comes with, the one to be ended next first. */
  readonly spareKeys: string[];
  readonly id: number;
  readonly book: Book;
}

/** An answer that the contract allows, and what it means. */
export interface Outcome extends Verdict {
  readonly effect?: () => void;
  readonly adds?: { readonly contact?: BookContact; readonly group?: BookGroup };
  readonly removes?: BookGroup;
  /** The credential that is dead from now on. */
  readonly ends?: 'token' | 'key' | { readonly spareKey: string };
  /** The hole whose filling a cookie must repeat. */
  readonly cookie?: string;
}

/** An id as a text means it. */
export const refOf = (text: string | undefined) => text?.trim();
