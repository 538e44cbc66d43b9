import type { Account, AnswerStyle, Authorized, DialectAccess } from './account.ts';
import type { Contact, ContactChanges, ContactDraft, Group, Identity, Ref } from './contact.ts';
import type { Caller, CredentialKind, CredentialRecord } from './credential.ts';
import type { DialectChoice } from './dialect-access.ts';
import type { Region } from './phone.ts';

/*
 * What the address book needs of a store. Every operation that takes a `caller` checks the credential and
 * does its work in one atomic step, and rejects with `credential-invalid` (unknown, revoked or expired),
 * `account-disabled`, `dialect-off` or `store-unavailable`. Lists come in ascending order of the number, a page of
 * `PAGE_SIZE` at a time. Nothing that a caller names outside its own account exists.
 */

export interface ContactStore {
  listContacts(caller: Caller, afterId: number): Promise<Authorized<readonly Contact[]>>;
  findContact(caller: Caller, contact: Ref): Promise<Authorized<Contact | undefined>>;
  createContact(caller: Caller, draft: ContactDraft): Promise<Authorized<Identity>>;
  /** The contact as it is after the edit; undefined where there is none. */
  updateContact(
    caller: Caller,
    contact: Ref,
    changes: ContactChanges,
  ): Promise<Authorized<Contact | undefined>>;
  /** False where there was none. */
  deleteContact(caller: Caller, contact: Ref): Promise<Authorized<boolean>>;
}

/** A group beside one of its members; `member` is null in the only row of a group that has none. */
export interface GroupMemberRow {
  readonly group: Group;
  readonly member: Contact | null;
}

/** Where a list of groups and members goes on: after this member of this group. */
export interface GroupMemberCursor {
  readonly groupId: number;
  readonly memberId: number;
}

export interface GroupStore {
  listGroups(caller: Caller, afterId: number): Promise<Authorized<readonly Group[]>>;
  /** In ascending order of group, then member; of one group alone where `group` names it. */
  listGroupMembers(
    caller: Caller,
    group: Ref | undefined,
    after: GroupMemberCursor,
  ): Promise<Authorized<readonly GroupMemberRow[]>>;
  createGroup(caller: Caller, name: string): Promise<Authorized<Group>>;
  renameGroup(caller: Caller, group: Ref, name: string): Promise<Authorized<Group | undefined>>;
  /** False where there was none. Its members stay contacts. */
  deleteGroup(caller: Caller, group: Ref): Promise<Authorized<boolean>>;
}

/** What a change of memberships found: nothing is changed unless the contact and all groups are there. */
export interface MembershipOutcome {
  readonly contactFound: boolean;
  /** One for each group asked for, in that order. */
  readonly groupsFound: readonly boolean[];
}

export interface MembershipStore {
  addMemberships(
    caller: Caller,
    contact: Ref,
    groups: readonly Ref[],
  ): Promise<Authorized<MembershipOutcome>>;
  removeMemberships(
    caller: Caller,
    contact: Ref,
    groups: readonly Ref[],
  ): Promise<Authorized<MembershipOutcome>>;
}

export interface SessionStore {
  /** Whose credential this is, and nothing else. */
  identify(caller: Caller): Promise<Authorized<undefined>>;
  findOwnAccount(caller: Caller): Promise<Authorized<Account>>;
  /** Ends the credential that the caller came with. */
  revokeOwnCredential(caller: Caller): Promise<Authorized<undefined>>;
  /** Ends a key of the caller's account; false where it has no such key. */
  revokeOwnKey(caller: Caller, secret: string): Promise<Authorized<boolean>>;
  /** What a login is judged by; undefined where nobody has this user name or e-mail address. */
  findLogin(name: string, dialect?: string): Promise<LoginRecord | undefined>;
  /** Sets the password of an account that has none and is not disabled; false for any other. */
  keepPassword(accountId: number, passwordHash: string): Promise<boolean>;
  /** Stores a credential by its hash. A token expires after the store's time to live, a key never. */
  addCredential(
    accountId: number,
    kind: CredentialKind,
    secret: string,
    description: string | null,
  ): Promise<CredentialRecord>;
}

export interface LoginRecord {
  readonly accountId: number;
  /** `null` where the account has no password yet. */
  readonly passwordHash: string | null;
  readonly disabled: boolean;
  /** By the dialect that was asked for; `null` where nothing is said of it. */
  readonly access: DialectAccess | null;
}

/** Counts failed logins for all processes together, by whom they were for and where they came from. */
export interface LoginGuard {
  /** Seconds until this subject may be tried from this address again; undefined where it may be now. */
  findDelaySeconds(subject: string, address: string): Promise<number | undefined>;
  noteFailure(subject: string, address: string): Promise<void>;
  noteSuccess(subject: string, address: string): Promise<void>;
}

/** What a dialect's operations may use. */
export interface Store extends ContactStore, GroupStore, MembershipStore, SessionStore {}

export interface AccountDraft {
  readonly userName: string;
  readonly email: string;
  readonly passwordHash: string | null;
  readonly region: Region;
  readonly answers: AnswerStyle | null;
}

export interface AccountChanges {
  readonly userName?: string;
  readonly email?: string;
  readonly region?: Region;
  readonly answers?: AnswerStyle | null;
  readonly disabled?: boolean;
}

/** What the operator does. Accounts are named by user name or e-mail address, in any case. */
export interface Directory {
  /** Rejects with a `DirectoryError` where a login name is taken. */
  addAccount(draft: AccountDraft): Promise<Account>;
  /** Adds the account only where there is none at all yet; undefined where there is one. */
  addFirstAccount(draft: AccountDraft): Promise<Account | undefined>;
  listAccounts(): Promise<readonly Account[]>;
  findAccount(name: string): Promise<Account | undefined>;
  /** Rejects with a `DirectoryError` where a login name is taken; undefined where there is no account. */
  updateAccount(id: number, changes: AccountChanges): Promise<Account | undefined>;
  /**
   * Says whether an account may be called through a dialect. Rejects with a `DirectoryError` where that were to end
   * too early; undefined where there is no account.
   */
  setDialectAccess(id: number, dialect: string, choice: DialectChoice): Promise<Account | undefined>;
  /** Sets the password and ends every login token of the account. */
  setPassword(id: number, passwordHash: string): Promise<void>;
  /** Removes the account with its whole address book and its credentials. */
  removeAccount(id: number): Promise<void>;
  listCredentials(accountId: number, kind: CredentialKind): Promise<readonly CredentialRecord[]>;
  /** False where the account has no such credential. */
  revokeCredential(accountId: number, kind: CredentialKind, id: number): Promise<boolean>;
  /** Removes expired tokens; returns how many. */
  purgeExpired(): Promise<number>;
  /** Lets accounts that were full, and have room again by a limit that was raised, have more contacts. */
  reopenFull(): Promise<void>;
}

/** What the operator asked for can't be, such as a name or a key that belongs to somebody already. */
export class DirectoryError extends Error {
  readonly code: 'login-name-taken' | 'key-taken' | 'sunset-too-early';

  constructor(code: DirectoryError['code'], message: string) {
    super(message);
    this.name = 'DirectoryError';
    this.code = code;
  }
}
