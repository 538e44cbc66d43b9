import type { ContactDraft, Group, Identity } from './contact.ts';

/*
 * What an import needs of a store: to learn what is known of the entries of a batch, and to write what it made of
 * them, all at once. Everything here is of one account and of one source.
 */

/** What is brought over from elsewhere. */
export type ImportKind = 'contact' | 'group';

/** Where an entry came from, and what was last said of it there. */
export interface Origin {
  /** What the source calls it. */
  readonly key: string;
  /** The number of the contact or group that it became, which may be gone. */
  readonly targetId: number;
  /** A UUID that two records share only where the source says the same in both. */
  readonly fingerprint: string;
  /** The groups of a contact that the source told of, by their numbers here, in ascending order. */
  readonly groupIds: readonly number[];
  /** Whether the entry was here before, and was taken for the same by what is said of it. */
  readonly matched: boolean;
  /** Whether the source brought this half of the identity, so that clients know the entry by it. */
  readonly broughtId: boolean;
  readonly broughtTextId: boolean;
}

/** What imports have had to do with an entry that is here. */
export interface Ties {
  /** It has an origin in this source. */
  readonly isTied: boolean;
  /** It has one, by having been taken for the same. */
  readonly isMatched: boolean;
  /** Some import has brought this half of its identity; else it was made here. */
  readonly broughtId: boolean;
  readonly broughtTextId: boolean;
}

export type KnownContact = Identity & ContactDraft & Ties;
export type KnownGroup = Group & Ties;

/** What was deleted here. */
export type DeletedEntry = Identity & { readonly kind: ImportKind };

export interface MembershipPair {
  readonly contactId: number;
  readonly groupId: number;
}

/** Entries that are asked for by either half of their identity. */
export interface Wanted {
  readonly ids: readonly number[];
  readonly textIds: readonly string[];
}

/** How many numbers are to be made. */
export interface NumberNeeds {
  /** For entries that bring no half of an identity: numbers such as clients get. */
  readonly fresh: number;
  /** For the half that an entry does not bring. */
  readonly beside: number;
}

export interface MadeNumbers {
  readonly fresh: readonly number[];
  readonly beside: readonly number[];
}

/** A contact or group whose number becomes another. */
export interface Renumbering {
  readonly from: number;
  readonly to: number;
}

/** All that is written of one kind of entry. */
export interface EntryChanges<Entry extends Identity> {
  readonly renumbered: readonly Renumbering[];
  readonly added: readonly Entry[];
  /** Whole entries, in place of those with their numbers. */
  readonly changed: readonly Entry[];
  /** Numbers of added ones that had been deleted here, and no longer count as such. */
  readonly revived: readonly number[];
  readonly addedOrigins: readonly Origin[];
  readonly changedOrigins: readonly Origin[];
}

export interface BookChanges {
  readonly groups: EntryChanges<Group>;
  readonly contacts: EntryChanges<Identity & ContactDraft>;
  /** Memberships that are not here yet. */
  readonly memberships: readonly MembershipPair[];
}

/** One transaction on the book. */
export interface ImportBatch {
  listOrigins(kind: ImportKind, keys: readonly string[]): Promise<readonly Origin[]>;
  /** Those of the numbers that are here. */
  listPresent(kind: ImportKind, ids: readonly number[]): Promise<readonly number[]>;
  /** They stay as they are until the batch ends. */
  listContacts(wanted: Wanted): Promise<readonly KnownContact[]>;
  /** Those with one of the names as well. */
  listGroups(wanted: Wanted, names: readonly string[]): Promise<readonly KnownGroup[]>;
  /** Contacts with one of the e-mail addresses, in any case, or one of the numbers. */
  listAgreeing(emails: readonly string[], msisdns: readonly number[]): Promise<readonly KnownContact[]>;
  listDeleted(kind: ImportKind, wanted: Wanted): Promise<readonly DeletedEntry[]>;
  listMemberships(contactIds: readonly number[]): Promise<readonly MembershipPair[]>;
  makeNumbers(kind: ImportKind, needs: NumberNeeds): Promise<MadeNumbers>;
  /** Resolves to how many of the memberships a client has made meanwhile. */
  write(changes: BookChanges): Promise<number>;
}

/** The address book of one account, to import into. */
export interface ImportBook {
  /** How many contacts more the account may have. */
  countRoom(): Promise<number>;
  /**
   * From here on no new entry of any account gets one of these numbers. To be done before a batch that brings them:
   * of those that a client was given until then, the batch is told.
   */
  reserveNumbers(kind: ImportKind, numbers: readonly number[]): Promise<void>;
  /**
   * All of what the work writes, or nothing of it; alone in its account but for clients. The work is done again where
   * a client got in its way. Rejects with `store-unavailable`, when all of it may have been written nevertheless.
   */
  inBatch<T>(work: (batch: ImportBatch) => Promise<T>): Promise<T>;
  /** Has clients refused further contacts where the account has as many as it may. */
  noteFilled(): Promise<void>;
}

export interface ImportScope {
  readonly accountId: number;
  /** What origins are kept under. */
  readonly source: string;
  /** True works on a copy of the book that is gone at the end: nothing is written, and no client has to wait. */
  readonly dryRun: boolean;
}

/** Opens an account's book for the work and closes it behind it. */
export type WithImport = <T>(scope: ImportScope, work: (book: ImportBook) => Promise<T>) => Promise<T>;
