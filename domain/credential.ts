import { hash, randomBytes } from 'node:crypto';
import type { Approach } from './account.ts';
import { isBlank, isTextWithin, TEXT_LIMITS } from './text.ts';

/** What a client sends to say who it is: a login token alone, or a user name with one of its keys. */
export type Credential =
  | { readonly kind: 'token'; readonly secret: string }
  | { readonly kind: 'key'; readonly user: string; readonly secret: string };

/** Who calls: a credential, and how it came. */
export type Caller = Credential & Approach;

export type CredentialKind = Credential['kind'];

/** A stored credential as its owner and the operator see it: never the secret nor its hash. */
export interface CredentialRecord {
  readonly id: number;
  readonly description: string | null;
  readonly createdAt: Date;
  /** Last use, noted at most once an hour. */
  readonly usedAt: Date;
  /** `null` for one that never expires. */
  readonly expiresAt: Date | null;
}

const SECRET_BYTES = 16;

/** A new secret of 128 random bits: 32 lower-case hexadecimal digits. */
export function createSecret(): string {
  return randomBytes(SECRET_BYTES).toString('hex');
}

/** The form in which a secret is stored and looked up: SHA-256, in hexadecimal. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** What may be kept beside a credential of a description that nobody relies on; `null` where it is none. */
export function keepDescription(text: string | undefined): string | null {
  return text !== undefined && !isBlank(text) && isTextWithin(text, TEXT_LIMITS.description) ? text : null;
}
