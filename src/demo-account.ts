import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { OpenStore } from '../db/connect.ts';
import { createSecret } from '../domain/credential.ts';
import type { Passwords } from '../domain/password.ts';

/** What the demo account needs to be made and told. */
export interface DemoOptions {
  readonly open: Pick<OpenStore, 'kind' | 'directory' | 'store'>;
  readonly passwords: Passwords;
  /** Where this machine reaches the gateway, such as `http://127.0.0.1:8080`. */
  readonly origin: string;
  readonly dataDir: string;
  /** A person's terminal; anything else keeps what it is sent, so it is told no secret. */
  readonly output: { readonly isTTY?: boolean; write(text: string): unknown };
}

const USER = 'demo';
const EMAIL = 'demo@example.com';
const DESCRIPTION = 'demo account';
const FILE_NAME = 'demo-account.txt';

/**
 * Makes the account `demo` where the embedded store has no account at all, and tells its secrets once: on a
 * terminal, else in a file of the data directory that only its owner can read. Resolves to the path of that
 * file; undefined where none was written. Where telling fails, the account is taken back.
 */
export async function offerDemoAccount(options: DemoOptions): Promise<string | undefined> {
  const { open, passwords } = options;
  if (open.kind !== 'embedded') return undefined;
  const password = createSecret();
  const passwordHash = await passwords.hash(password);
  const account = await open.directory.addFirstAccount({
    userName: USER,
    email: EMAIL,
    passwordHash,
    region: 'DK',
    answers: null,
  });
  if (account === undefined) return undefined;
  try {
    const key = createSecret();
    const token = createSecret();
    await open.store.addCredential(account.id, 'key', key, DESCRIPTION);
    await open.store.addCredential(account.id, 'token', token, DESCRIPTION);
    return await tell(options, composeText(options.origin, { password, key, token }));
  } catch (error) {
    await open.directory.removeAccount(account.id);
    throw error;
  }
}

interface DemoSecrets {
  readonly password: string;
  readonly key: string;
  readonly token: string;
}

function composeText(origin: string, { password, key, token }: DemoSecrets): string {
  return `
The address book had no account, so a demo account was made. This is told once.

  User name  ${USER}
  E-mail     ${EMAIL}
  Password   ${password}

Its contacts, by the Filemail API and by the Txty API:

  curl '${origin}/api/contacts/get?logintoken=${token}'
  curl '${origin}/view/contacts/api.json?user=${USER}&key=${key}'

Remove it with: diglot account remove ${USER} --yes

`;
}

async function tell({ output, dataDir }: DemoOptions, text: string): Promise<string | undefined> {
  if (output.isTTY) {
    output.write(text);
    return undefined;
  }
  const path = resolve(join(dataDir, FILE_NAME));
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    // A new file of our own, put into place in one step: neither a link nor an old, open file is written to.
    await writeFile(draft, text.trimStart(), { mode: 0o600, flag: 'wx' });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return path;
}
