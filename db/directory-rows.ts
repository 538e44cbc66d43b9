import { sql } from 'drizzle-orm';
import type { Account, AnswerStyle } from '../domain/account.ts';
import type { Region } from '../domain/phone.ts';
import { account, credential } from './schema.ts';

export const accountColumns = {
  id: account.id,
  userName: account.userName,
  email: account.email,
  region: account.region,
  answers: account.answers,
  disabled: account.disabled,
  hasPassword: sql<boolean>`${account.passwordHash} is not null`,
  // As `json`, which the driver reads, whoever asks.
  dialects: sql<Account['dialects']>`${account.dialects}::json`.as('dialects'),
  createdAt: account.createdAt,
};

export const credentialColumns = {
  id: credential.id,
  description: credential.description,
  createdAt: credential.createdAt,
  usedAt: credential.usedAt,
  expiresAt: credential.expiresAt,
};

interface AccountRow {
  readonly id: number;
  readonly userName: string;
  readonly email: string;
  readonly region: string;
  readonly answers: AnswerStyle | null;
  readonly disabled: boolean;
  readonly hasPassword: boolean;
  readonly dialects: Account['dialects'];
  readonly createdAt: Date;
}

export function toAccount(row: AccountRow): Account {
  const { id, userName, email, region, answers, disabled, hasPassword, dialects, createdAt } = row;
  return {
    id,
    userName,
    email,
    region: region as Region,
    answers,
    disabled,
    hasPassword,
    dialects,
    createdAt,
  };
}
