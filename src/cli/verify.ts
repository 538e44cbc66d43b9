import { type Command, InvalidArgumentError, Option } from 'commander';
import type { OpenStore } from '../../db/connect.ts';
import type { VendorAccess } from '../migration/vendor/source.ts';
import type { Verification } from '../migration/verify/tally.ts';
import { CommandError, EXIT } from './exit.ts';
import { type JsonOption, NAME_HELP, teach, withJson } from './help.ts';
import type { Host } from './host.ts';
import { getAccount, withStore } from './store.ts';
import { readVendorAccess, type VendorOptions, withVendor } from './vendor-options.ts';
import { printVerification } from './verify-output.ts';

interface VerifyOptions extends JsonOption, VendorOptions {
  readonly account: string;
  readonly against?: VendorAccess['dialect'];
  readonly self?: true;
  readonly ignoreExtra?: boolean;
  readonly limit?: number;
}

const SHOWN_TO_PEOPLE = 50;
const SHOWN_TO_PROGRAMS = 10_000;

/** Adds `verify`. */
export function addVerifyCommand(program: Command, host: Host): void {
  const command = program
    .command('verify')
    .description(
      'Compare an account with its address book at a vendor, or its two dialects with each other, and print what differs. Nothing is changed.',
    )
    .requiredOption('--account <name>', NAME_HELP)
    .addOption(
      new Option('--against <vendor>', 'compare with the book that a vendor shows').choices([
        'filemail',
        'txty',
      ]),
    )
    .option('--ignore-extra', 'against a vendor: what only this account has is no difference')
    .option('--self', 'compare what the two dialects show of the account')
    .action((options: VerifyOptions) => verify(host, options));
  withVendor(command).option(
    '--limit <count>',
    `differences to print (default: ${SHOWN_TO_PEOPLE}, or ${SHOWN_TO_PROGRAMS} with --json)`,
    parseCount,
  );
  teach(withJson(command), {
    examples: [
      'diglot verify --account jane --against txty --url https://api.example.com --user jane --key-stdin < key.txt',
      'diglot verify --account jane --against filemail --url https://api.example.com --username jane@example.com \\\n    --password-stdin --json < password.txt',
      'diglot verify --account jane --self',
    ],
    notes: [
      'Against a vendor, every field of every contact, group and membership that the vendor’s calls show is\ncompared with what clients of this account are shown, by the ids of that dialect. Which spelling of a key\nan answer has, and whether a number is sent as a text, is no difference.',
      'Where an account has more than one book in it, --ignore-extra leaves out what this vendor does not have.\nIts memberships in groups of other books are left out with it.',
      'With --self, all contacts, groups and memberships are compared as far as both dialects can show them.',
      'What is missing as a whole is one difference: its fields and memberships are not listed beside it.\nThe exit code is 0 where all is alike, and 3 where something differs.',
    ],
  });
}

async function verify(host: Host, options: VerifyOptions): Promise<void> {
  const { against, self, json } = options;
  const shown = options.limit ?? (json ? SHOWN_TO_PROGRAMS : SHOWN_TO_PEOPLE);
  if ((against === undefined) === (self === undefined)) {
    throw new CommandError(
      EXIT.usage,
      'Say what to compare the account with: --against a vendor, or --self.',
    );
  }
  const verified =
    against === undefined
      ? await verifyItself(host, options, shown)
      : await verifyVendor(host, shown, await readVendorAccess(host, against, options), options);
  const sides = against === undefined ? (['filemail', 'txty'] as const) : (['here', 'there'] as const);
  printVerification(host, json === true, verified, sides);
  if (!verified.isEqual) {
    const count = verified.differenceCount;
    throw new CommandError(
      EXIT.refused,
      `They differ: ${count} ${count === 1 ? 'difference' : 'differences'}.`,
    );
  }
}

async function verifyItself(
  host: Host,
  { account, ...vendor }: VerifyOptions,
  shown: number,
): Promise<Verification> {
  const { url, username, user, passwordStdin, logintokenStdin, keyStdin, ignoreExtra } = vendor;
  const ofVendors = [url, username, user, passwordStdin, logintokenStdin, keyStdin, ignoreExtra];
  if (ofVendors.some((value) => value !== undefined)) {
    throw new CommandError(EXIT.usage, 'With --self no vendor is read: leave its options out.');
  }
  const { verifySelf } = await import('../migration/verify/verify.ts');
  return withAccount(host, account, (open, id) => verifySelf(open, id, shown));
}

async function verifyVendor(
  host: Host,
  shown: number,
  access: VendorAccess,
  { account, ignoreExtra = false }: Pick<VerifyOptions, 'account' | 'ignoreExtra'>,
): Promise<Verification> {
  const { verifyAgainst } = await import('../migration/verify/verify.ts');
  const { fetchVendorBook } = await import('../migration/vendor/book.ts');
  return withAccount(host, account, async (open, id) => {
    const book = await fetchVendorBook(access);
    try {
      return await verifyAgainst(open, id, book, shown, ignoreExtra);
    } finally {
      await book.close();
    }
  });
}

function withAccount(
  host: Host,
  name: string,
  work: (open: OpenStore, id: number) => Promise<Verification>,
): Promise<Verification> {
  return withStore(host, async (open) => {
    const { id, disabled } = await getAccount(open, name);
    if (disabled) {
      throw new CommandError(
        EXIT.refused,
        'The account is disabled, so its clients are shown nothing. Enable it with: diglot account enable NAME',
      );
    }
    return work(open, id);
  });
}

function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number.');
}
