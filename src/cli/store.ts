import type { OpenStore } from '../../db/connect.ts';
import type { Account } from '../../domain/account.ts';
import { readConfig } from '../config.ts';
import { CommandError, EXIT } from './exit.ts';
import { type Host, note } from './host.ts';
import { showText } from './output.ts';

/** Opens the store of the configuration, migrates it, does the work and closes it, whatever comes of the work. */
export async function withStore<T>(
  host: Host,
  work: (open: OpenStore, migrations: number) => Promise<T>,
): Promise<T> {
  // Loaded here, so that help and refusals come without it.
  const { openStore } = await import('../../db/connect.ts');
  const open = await openStore({
    ...readConfig(host.env),
    // One command sends one statement at a time.
    poolSize: 1,
    writePoolSize: 1,
    listPoolSize: 1,
    onEvent: ({ level, message, detail }) => {
      if (level !== 'info') note(host, [message, ...Object.values(detail ?? {})].join(': '));
    },
  });
  try {
    return await work(open, await open.migrate());
  } finally {
    await open.close();
  }
}

/** The account of a user name or e-mail address. Throws a `CommandError` where there is none. */
export async function getAccount(open: OpenStore, name: string): Promise<Account> {
  const account = await open.directory.findAccount(name);
  if (account === undefined) throw missingAccount(name);
  return account;
}

/** The account of a name, if its address book may be looked at. Throws a `CommandError` where it is locked or not there. */
export async function getOpenAccount(open: OpenStore, name: string): Promise<Account> {
  const account = await getAccount(open, name);
  if (!account.disabled) return account;
  throw new CommandError(
    EXIT.refused,
    `The account "${showText(account.userName)}" is disabled. Unlock it with: diglot account enable NAME`,
  );
}

/** The refusal for an account that is not there. */
export function missingAccount(name: string): CommandError {
  return new CommandError(
    EXIT.refused,
    `There is no account "${showText(name)}". See them with: diglot account list`,
  );
}
