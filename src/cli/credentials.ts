import type { CredentialKind, CredentialRecord } from '../../domain/credential.ts';
import { presentCredential } from './account-rows.ts';
import { CommandError, EXIT } from './exit.ts';
import type { JsonOption } from './help.ts';
import { type Host, note } from './host.ts';
import { type Heads, printRows, showText } from './output.ts';
import { getAccount, withStore } from './store.ts';

type CredentialRow = ReturnType<typeof presentCredential>;

/** Prints the keys or tokens of an account. */
export async function listCredentials(
  host: Host,
  name: string,
  kind: CredentialKind,
  heads: Heads<CredentialRow>,
  options: JsonOption,
): Promise<void> {
  const records = await withStore(host, async (open): Promise<readonly CredentialRecord[]> => {
    const { id } = await getAccount(open, name);
    return open.directory.listCredentials(id, kind);
  });
  printRows(host, options.json === true, records.map(presentCredential), heads);
}

/** Ends one key or token of an account. Rejects with a `CommandError` where the account has no such one. */
export async function revokeCredential(
  host: Host,
  name: string,
  kind: CredentialKind,
  id: number,
): Promise<void> {
  await withStore(host, async (open) => {
    const { id: accountId, userName } = await getAccount(open, name);
    if (await open.directory.revokeCredential(accountId, kind, id)) return;
    throw new CommandError(
      EXIT.refused,
      `${showText(userName)} has no ${kind} ${id}. See them with: diglot ${kind} list NAME`,
    );
  });
  note(host, `The ${kind} ${id} is revoked.`);
}

/** Ends all login tokens of an account and says how many there were. */
export async function revokeAllTokens(host: Host, name: string): Promise<void> {
  const count = await withStore(host, async (open) => {
    const { id: accountId } = await getAccount(open, name);
    let revoked = 0;
    for (const { id } of await open.directory.listCredentials(accountId, 'token')) {
      if (await open.directory.revokeCredential(accountId, 'token', id)) revoked += 1;
    }
    return revoked;
  });
  note(host, `${count} ${count === 1 ? 'token is' : 'tokens are'} revoked.`);
}
