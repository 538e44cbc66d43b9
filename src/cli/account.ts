import type { Command } from 'commander';
import { createPasswords } from '../../domain/password.ts';
import { ACCOUNT_HEADS, presentAccount } from './account-rows.ts';
import { CommandError, EXIT } from './exit.ts';
import { type JsonOption, NAME_HELP, teach, withJson } from './help.ts';
import { type Host, note } from './host.ts';
import { printRow, printRows, showText } from './output.ts';
import { readPassword } from './secret-input.ts';
import { getAccount, withStore } from './store.ts';
import {
  type AnswerChoice,
  answersOption,
  checkEmail,
  checkRegion,
  checkUserName,
  readAnswers,
} from './values.ts';

/** Adds `account add`, `list`, `show` and `remove`. */
export function addAccountCommands(account: Command, host: Host): void {
  addAdd(account, host);
  addList(account, host);
  addShow(account, host);
  addRemove(account, host);
}

interface AddOptions extends JsonOption {
  readonly email: string;
  readonly passwordStdin?: true;
  readonly region: string;
  readonly answers?: AnswerChoice;
}

function addAdd(account: Command, host: Host): void {
  const command = account
    .command('add')
    .description('Add an account and print it.')
    .argument('<name>', 'user name of the new account')
    .requiredOption('--email <address>', 'e-mail address, which serves as a login name too')
    .option('--password-stdin', 'read the password from standard input')
    .option('--region <code>', 'home region of national phone numbers, as ISO 3166-1', 'DK')
    .addOption(answersOption(['compatible', 'documented']))
    .action(async (name: string, options: AddOptions) => {
      const fields = {
        userName: checkUserName(name),
        email: checkEmail(options.email),
        region: checkRegion(options.region),
        answers: readAnswers(options.answers ?? 'default'),
      };
      const password = options.passwordStdin ? await readPassword(host) : undefined;
      const passwordHash = password === undefined ? null : await createPasswords().hash(password);
      const added = await withStore(host, ({ directory }) =>
        directory.addAccount({ ...fields, passwordHash }),
      );
      printRow(host, options.json === true, presentAccount(added), ACCOUNT_HEADS);
      if (passwordHash === null) {
        note(host, 'The account has no password, so nobody can log in to it yet.');
        note(host, 'Set one with: diglot account password NAME --password-stdin');
      }
    });
  teach(withJson(command), {
    examples: [
      'diglot account add jane --email jane@example.com --password-stdin < password.txt',
      'diglot account add shop --email shop@example.com --region SE --answers documented',
    ],
    notes: [
      'Without --password-stdin the account has no password: its API keys work, but nobody can log in\nuntil `diglot account password` has set one, or a vendor has judged the first login\n(DIGLOT_UPSTREAM_FILEMAIL, DIGLOT_UPSTREAM_TXTY).',
    ],
  });
}

function addList(account: Command, host: Host): void {
  const command = account
    .command('list')
    .description('Print all accounts.')
    .action(async (options: JsonOption) => {
      const accounts = await withStore(host, ({ directory }) => directory.listAccounts());
      printRows(host, options.json === true, accounts.map(presentAccount), ACCOUNT_HEADS);
    });
  teach(withJson(command), { examples: ['diglot account list', 'diglot account list --json'] });
}

function addShow(account: Command, host: Host): void {
  const command = account
    .command('show')
    .description('Print one account.')
    .argument('<name>', NAME_HELP)
    .action(async (name: string, options: JsonOption) => {
      const found = await withStore(host, (open) => getAccount(open, name));
      printRow(host, options.json === true, presentAccount(found), ACCOUNT_HEADS);
    });
  teach(withJson(command), {
    examples: ['diglot account show jane', 'diglot account show jane@example.com --json'],
  });
}

function addRemove(account: Command, host: Host): void {
  const command = account
    .command('remove')
    .description('Remove an account with its contacts, groups, keys and tokens, for ever.')
    .argument('<name>', NAME_HELP)
    .option('--yes', 'confirm that all of it shall go')
    .action(async (name: string, options: { readonly yes?: true }) => {
      if (!options.yes) {
        throw new CommandError(
          EXIT.usage,
          'This removes the account with its contacts, groups, keys and tokens, for ever. Confirm it with --yes.',
        );
      }
      const removed = await withStore(host, async (open) => {
        const found = await getAccount(open, name);
        await open.directory.removeAccount(found.id);
        return found;
      });
      note(host, `The account ${showText(removed.userName)} and its address book are removed.`);
    });
  teach(command, {
    examples: ['diglot account remove jane --yes'],
    notes: ['To lock an account and keep its contacts, use `diglot account disable`.'],
  });
}
