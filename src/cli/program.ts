import { Command } from 'commander';
import { VERSION } from '../version.ts';
import { addAccountCommands } from './account.ts';
import { addAccountChangeCommands } from './account-change.ts';
import { addCopyCommand } from './copy.ts';
import { addDialectCommands } from './dialect.ts';
import { explainFailure } from './exit.ts';
import { addExplainCommand } from './explain.ts';
import { addExportCommand } from './export.ts';
import { teach } from './help.ts';
import { type Host, note } from './host.ts';
import { addImportCommands } from './import.ts';
import { addKeyCommands } from './key.ts';
import { addMigrateCommand } from './migrate.ts';
import { addReadinessCommand } from './readiness.ts';
import { addServeCommand } from './serve.ts';
import { addTokenCommands } from './token.ts';
import { addUsageCommand } from './usage.ts';
import { addVerifyCommand } from './verify.ts';

/** Runs one command line (without node and the script) and resolves to the exit code. Never rejects. */
export async function runProgram(args: readonly string[], host: Host): Promise<number> {
  try {
    await createProgram(host).parseAsync(args.length === 0 ? ['serve'] : [...args], { from: 'user' });
    return 0;
  } catch (error) {
    const { exitCode, message } = explainFailure(error);
    if (message !== undefined) note(host, message);
    return exitCode;
  }
}

/** What a person wrote may be a secret in the wrong place: of a refused line only the names of options are told. */
function withoutValues(text: string): string {
  return text.replace(/'(--[\w-]+(?: <[\w-]+>)?)?.*'/s, (_, option = '…') => `'${option}'`);
}

function createProgram(host: Host): Command {
  const program = new Command('diglot')
    .description(
      'A gateway that serves the Filemail and Txty contact APIs from one address book.\nWithout a command it serves.',
    )
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
      outputError: (text, write) => write(withoutValues(text)),
    })
    .showHelpAfterError('(add --help to see how it is used)');
  addServeCommand(program, host);
  addMigrateCommand(program, host);
  const account = program
    .command('account')
    .description('Manage the accounts, each with its own address book.');
  addAccountCommands(account, host);
  addAccountChangeCommands(account, host);
  teach(account, { examples: ['diglot account add jane --email jane@example.com', 'diglot account list'] });
  const key = program.command('key').description('Manage the API keys of an account (the Txty API).');
  addKeyCommands(key, host);
  teach(key, { examples: ['diglot key add jane --description "web shop"', 'diglot key list jane'] });
  const token = program
    .command('token')
    .description('Manage the login tokens of an account (the Filemail API).');
  addTokenCommands(token, host);
  teach(token, { examples: ['diglot token list jane', 'diglot token revoke jane --all'] });
  const dialect = program.command('dialect').description('Wind a dialect down for an account, and back up.');
  addDialectCommands(dialect, host);
  teach(dialect, {
    examples: ['diglot dialect show jane', 'diglot dialect set jane filemail deprecated --sunset 2027-01-31'],
  });
  addVerifyCommand(program, host);
  addUsageCommand(program, host);
  addExplainCommand(program, host);
  addReadinessCommand(program, host);
  addCopyCommand(program, host);
  addImportCommands(program, host);
  addExportCommand(program, host);
  return teach(program, {
    examples: ['diglot', 'diglot account add jane --email jane@example.com', 'diglot key add jane'],
    notes: [
      'The configuration is read from the environment: see `diglot serve --help`. All commands work while\nthe gateway runs. Data goes to standard output, everything else to standard error.',
    ],
  });
}
