import type { Account, Authorized } from './account.ts';
import type { Caller } from './credential.ts';
import { DomainError } from './errors.ts';
import type { SessionStore } from './store.ts';

/** Ends the credential that the caller came with. */
export function logOut(store: SessionStore, caller: Caller): Promise<Authorized<undefined>> {
  return store.revokeOwnCredential(caller);
}

/** The caller's own account. */
export function getOwnAccount(store: SessionStore, caller: Caller): Promise<Authorized<Account>> {
  return store.findOwnAccount(caller);
}

/** Ends a key of the caller's account. Rejects with `key-not-found`. */
export async function deleteKey(
  store: SessionStore,
  caller: Caller,
  secret: string,
): Promise<Authorized<true>> {
  const { account, value } = await store.revokeOwnKey(caller, secret);
  if (!value) throw new DomainError('key-not-found');
  return { account, value };
}
