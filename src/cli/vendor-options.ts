import type { Command } from 'commander';
import type { VendorAccess, VendorCredential } from '../migration/vendor/source.ts';
import { CommandError, EXIT } from './exit.ts';
import { type Host, note } from './host.ts';
import { readVendorSecret } from './secret-input.ts';

/** What a person says of a vendor. */
export interface VendorOptions {
  readonly url?: string;
  readonly username?: string;
  readonly user?: string;
  readonly passwordStdin?: true;
  readonly logintokenStdin?: true;
  readonly keyStdin?: true;
}

type VendorName = VendorAccess['dialect'];

/** Adds the options that say where a vendor is and in whose name it is read. */
export function withVendor(command: Command): Command {
  return command
    .option('--url <url>', "the vendor's address, such as https://api.example.com")
    .option('--username <name>', 'Filemail: user name or e-mail address there')
    .option('--password-stdin', 'Filemail: read the password there from standard input')
    .option('--logintoken-stdin', 'Filemail: read a login token from standard input, in place of a password')
    .option('--user <name>', 'Txty: user name there')
    .option('--key-stdin', 'Txty: read an API key from standard input');
}

/** The options of `withVendor` as a person writes them, in the order in which they are asked for. */
const WANTED: Readonly<Record<VendorName, string>> = {
  filemail: '--url, and --username with --password-stdin or else --logintoken-stdin',
  txty: '--url, --user and --key-stdin',
};

/**
 * Reads how to reach a vendor from the options, and its secret from standard input. Throws a `CommandError` where
 * the options are not those of this vendor.
 */
export async function readVendorAccess(
  host: Host,
  dialect: VendorName,
  options: VendorOptions,
): Promise<VendorAccess> {
  const { url } = options;
  const read = findReading(dialect, options);
  if (url === undefined || read === undefined) {
    throw new CommandError(
      EXIT.usage,
      `To read ${dialect}, give ${WANTED[dialect]}, and no option of another vendor.`,
    );
  }
  return { dialect, url, credential: await read(host), onNote: (message) => note(host, message) };
}

/** How the credential is read that the options ask for; undefined where they ask for none, or for several. */
function findReading(
  dialect: VendorName,
  { username, user, passwordStdin, logintokenStdin, keyStdin }: VendorOptions,
): ((host: Host) => Promise<VendorCredential>) | undefined {
  const given = [username, passwordStdin, logintokenStdin, user, keyStdin].filter(
    (value) => value !== undefined,
  );
  const isOnly = (count: number) => given.length === count;
  if (dialect === 'txty') {
    if (user === undefined || !keyStdin || !isOnly(2)) return undefined;
    return async (host) => ({ kind: 'key', user, key: await readVendorSecret(host, 'key') });
  }
  if (logintokenStdin && isOnly(1)) {
    return async (host) => ({ kind: 'token', token: await readVendorSecret(host, 'login token') });
  }
  if (username === undefined || !passwordStdin || !isOnly(2)) return undefined;
  return async (host) => ({
    kind: 'password',
    user: username,
    password: await readVendorSecret(host, 'password'),
  });
}
