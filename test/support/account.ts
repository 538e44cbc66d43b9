import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import type { AnswerStyle } from '../../domain/account.ts';
import { createSecret } from '../../domain/credential.ts';
import type { Region } from '../../domain/phone.ts';
import type { Directory, Store } from '../../domain/store.ts';
import { type CallOptions, callUrl, type Parameters, type Reply } from './client.ts';

// A real hash would take longer than a whole test; its cost is part of it, so checking it is as cheap.
const CHEAP_HASH = { memoryCost: 64, timeCost: 1, parallelism: 1 };

/** An account with every kind of credential, and both dialects' way to call in its name. */
export interface TestAccount {
  readonly id: number;
  readonly userName: string;
  readonly email: string;
  readonly password: string;
  readonly token: string;
  readonly key: string;
  /** `filemail('contacts/get')` calls `/api/contacts/get` with the token. */
  filemail(path: string, parameters?: Parameters, options?: CallOptions): Promise<Reply>;
  /** `txty('view/contacts')` calls `/view/contacts/api.json` with user and key. */
  txty(path: string, parameters?: Parameters, options?: CallOptions): Promise<Reply>;
}

interface AccountServices {
  readonly url: string;
  readonly store: Store;
  readonly directory: Directory;
}

export async function addTestAccount(
  { url, store, directory }: AccountServices,
  { answers, region = 'DK' }: { readonly answers?: AnswerStyle; readonly region?: Region },
): Promise<TestAccount> {
  const userName = `user-${randomBytes(4).toString('hex')}`;
  const email = `${userName}@example.com`;
  const password = createSecret();
  const passwordHash = await hash(password, CHEAP_HASH);
  const { id } = await directory.addAccount({
    userName,
    email,
    passwordHash,
    region,
    answers: answers ?? null,
  });
  const token = createSecret();
  const key = createSecret();
  await store.addCredential(id, 'token', token, null);
  await store.addCredential(id, 'key', key, null);
  return {
    id,
    userName,
    email,
    password,
    token,
    key,
    filemail: (path, parameters = {}, options) =>
      callUrl(`${url}/api/${path}`, { logintoken: token, ...parameters }, options),
    txty: (path, parameters = {}, options = {}) =>
      callUrl(
        `${url}/${path}/api.${options.suffix ?? 'json'}`,
        { user: userName, key, ...parameters },
        options,
      ),
  };
}
