import type { Account } from '../../domain/account.ts';
import type { CredentialRecord } from '../../domain/credential.ts';

/** An account as it is printed: key by key, so that nothing gets out unseen. */
export function presentAccount(account: Account) {
  return {
    id: account.id,
    userName: account.userName,
    email: account.email,
    region: account.region,
    answers: account.answers,
    disabled: account.disabled,
    hasPassword: account.hasPassword,
    dialects: account.dialects,
    createdAt: account.createdAt,
  };
}

/** Heads of an account's columns. */
export const ACCOUNT_HEADS = {
  id: 'ID',
  userName: 'USER NAME',
  email: 'E-MAIL',
  region: 'REGION',
  answers: 'ANSWERS',
  disabled: 'DISABLED',
  hasPassword: 'PASSWORD',
  createdAt: 'CREATED',
} as const;

/** A key or token as it is printed: what is stored of it, never the secret. */
export function presentCredential(credential: CredentialRecord) {
  return {
    id: credential.id,
    description: credential.description,
    createdAt: credential.createdAt,
    usedAt: credential.usedAt,
    expiresAt: credential.expiresAt,
  };
}

/** Heads of a key's columns: a key never expires. */
export const KEY_HEADS = {
  id: 'ID',
  description: 'DESCRIPTION',
  createdAt: 'CREATED',
  usedAt: 'LAST USED',
} as const;

/** Heads of a token's columns. */
export const TOKEN_HEADS = { ...KEY_HEADS, expiresAt: 'EXPIRES' } as const;
