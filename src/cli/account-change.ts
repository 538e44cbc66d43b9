import type { Command } from 'commander';
import { createPasswords } from '../../domain/password.ts';
import type { AccountChanges } from '../../domain/store.ts';
import { ACCOUNT_HEADS, presentAccount } from './account-rows.ts';
import { CommandError, EXIT } from './exit.ts';
import { type JsonOption, NAME_HELP, teach, withJson } from './help.ts';
import { type Host, note } from './host.ts';
import { printRow, showText } from './output.ts';
import { readPassword } from './secret-input.ts';
import { getAccount, missingAccount, withStore } from './store.ts';
import {
  type AnswerChoice,
  answersOption,
  checkEmail,
  checkRegion,
  checkUserName,
  readAnswers,
} from './values.ts';

/** Adds `account set`, `disable`, `enable` and `password`. */
export function addAccountChangeCommands(account: Command, host: Host): void {
  addSet(account, host);
  addSwitch(account, host, 'disable', 'Lock an account: its password, keys and tokens are refused at once.');
  addSwitch(account, host, 'enable', 'Unlock an account that was disabled.');
  addPassword(account, host);
}

interface SetOptions extends JsonOption {
  readonly userName?: string;
  readonly email?: string;
  readonly region?: string;
  readonly answers?: AnswerChoice;
}

function addSet(account: Command, host: Host): void {
  const command = account
    .command('set')
    .description('Change what the options name of an account, and print it.')
    .argument('<name>', NAME_HELP)
    .option('--user-name <name>', 'new user name')
    .option('--email <address>', 'new e-mail address')
    .option('--region <code>', 'home region of national phone numbers, as ISO 3166-1')
    .addOption(answersOption(['compatible', 'documented', 'default']))
    .action(async (name: string, options: SetOptions) => {
      const changes = readChanges(options);
      if (Object.keys(changes).length === 0) {
        throw new CommandError(
          EXIT.usage,
          'Nothing to change: give at least one of --user-name, --email, --region, --answers.',
        );
      }
      await change(host, name, changes, options);
    });
  teach(withJson(command), {
    examples: [
      'diglot account set jane --email jane.doe@example.com',
      'diglot account set jane --region SE --answers default',
    ],
    notes: ['--answers default leaves it to the setting DIGLOT_ANSWERS.'],
  });
}

function readChanges({ userName, email, region, answers }: SetOptions): AccountChanges {
  return {
    ...(userName === undefined ? {} : { userName: checkUserName(userName) }),
    ...(email === undefined ? {} : { email: checkEmail(email) }),
    ...(region === undefined ? {} : { region: checkRegion(region) }),
    ...(answers === undefined ? {} : { answers: readAnswers(answers) }),
  };
}

function addSwitch(account: Command, host: Host, verb: 'disable' | 'enable', description: string): void {
  const command = account
    .command(verb)
    .description(description)
    .argument('<name>', NAME_HELP)
    .action((name: string, options: JsonOption) =>
      change(host, name, { disabled: verb === 'disable' }, options),
    );
  teach(withJson(command), { examples: [`diglot account ${verb} jane`] });
}

async function change(host: Host, name: string, changes: AccountChanges, options: JsonOption): Promise<void> {
  const changed = await withStore(host, async (open) => {
    const found = await getAccount(open, name);
    const updated = await open.directory.updateAccount(found.id, changes);
    if (updated === undefined) throw missingAccount(name);
    return updated;
  });
  printRow(host, options.json === true, presentAccount(changed), ACCOUNT_HEADS);
}

function addPassword(account: Command, host: Host): void {
  const command = account
    .command('password')
    .description('Set the password of an account and end all its login tokens.')
    .argument('<name>', NAME_HELP)
    .requiredOption('--password-stdin', 'read the password from standard input')
    .action(async (name: string) => {
      const password = await readPassword(host);
      const userName = await withStore(host, async (open) => {
        const found = await getAccount(open, name);
        await open.directory.setPassword(found.id, await createPasswords().hash(password));
        return found.userName;
      });
      note(host, `The password of ${showText(userName)} is set; its login tokens have ended.`);
    });
  teach(command, {
    examples: ['diglot account password jane --password-stdin < password.txt'],
    notes: [
      'All of standard input is the password, but for one newline at its end. It is never an argument,\nsince other users of the machine can read those. API keys stay as they are.',
    ],
  });
}
