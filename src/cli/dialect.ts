import { Argument, type Command } from 'commander';
import type { Account } from '../../domain/account.ts';
import type { DialectChoice } from '../../domain/dialect-access.ts';
import { checkDialectName, listDialectNames } from './dialect-names.ts';
import { CommandError, EXIT } from './exit.ts';
import { type JsonOption, NAME_HELP, teach, withJson } from './help.ts';
import type { Host } from './host.ts';
import { type Heads, printRows } from './output.ts';
import { getAccount, missingAccount, withStore } from './store.ts';
import { parseInstant } from './values.ts';

type State = DialectChoice['state'];

const STATES: readonly State[] = ['on', 'deprecated', 'off'];

/** Adds `dialect set` and `show`. */
export function addDialectCommands(dialect: Command, host: Host): void {
  addSet(dialect, host);
  addShow(dialect, host);
}

interface SetOptions extends JsonOption {
  readonly sunset?: Date;
}

function addSet(dialect: Command, host: Host): void {
  const command = dialect
    .command('set')
    .description('Say whether an account may be called through a dialect, from this moment on.')
    .argument('<name>', NAME_HELP)
    .argument('<dialect>', 'name of a dialect, as `diglot dialect show` lists them')
    .addArgument(new Argument('<state>', 'what it is to be').choices(STATES))
    .option('--sunset <date>', 'with deprecated: when it is to end, in UTC', parseInstant)
    .action(async (name: string, dialectName: string, state: State, options: SetOptions) => {
      const choice = readChoice(state, options.sunset);
      const checked = await checkDialectName(dialectName);
      const changed = await withStore(host, async (open) => {
        const { id } = await getAccount(open, name);
        const account = await open.directory.setDialectAccess(id, checked, choice);
        if (account === undefined) throw missingAccount(name);
        return account;
      });
      await printDialects(host, changed, options);
    });
  teach(withJson(command), {
    examples: [
      'diglot dialect set jane filemail deprecated --sunset 2027-01-31',
      'diglot dialect set jane filemail off',
      'diglot dialect set jane filemail on',
    ],
    notes: [
      'deprecated: calls are carried out as before; their answers have the headers Deprecation, Sunset where a\ndate was given, and Link, see DIGLOT_DEPRECATION_LINK. It counts from when it was first said.',
      'off: calls and logins that else were right are refused, in the words of the dialect. Nothing is lost by\nit: keys and tokens work again once the dialect is on.',
      'A date is such as 2027-01-31, which is its first moment in UTC, or 2027-01-31T18:00:00Z.',
    ],
  });
}

function addShow(dialect: Command, host: Host): void {
  const command = dialect
    .command('show')
    .description('Print through which dialects an account may be called.')
    .argument('<name>', NAME_HELP)
    .action(async (name: string, options: JsonOption) => {
      const account = await withStore(host, (open) => getAccount(open, name));
      await printDialects(host, account, options);
    });
  teach(withJson(command), { examples: ['diglot dialect show jane', 'diglot dialect show jane --json'] });
}

function readChoice(state: State, sunset: Date | undefined): DialectChoice {
  if (state === 'deprecated') {
    return sunset === undefined ? { state } : { state, sunsetSeconds: Math.floor(sunset.getTime() / 1000) };
  }
  if (sunset !== undefined) {
    throw new CommandError(EXIT.usage, '--sunset is for a dialect that is deprecated.');
  }
  return { state };
}

interface DialectRow extends Readonly<Record<string, string | Date | null>> {
  readonly dialect: string;
  readonly state: string;
  readonly since: Date | null;
  readonly sunset: Date | null;
}

const DIALECT_HEADS: Heads<DialectRow> = {
  dialect: 'DIALECT',
  state: 'STATE',
  since: 'DEPRECATED SINCE',
  sunset: 'ENDS',
};

async function printDialects(host: Host, { dialects }: Account, options: JsonOption): Promise<void> {
  const names = await listDialectNames();
  const rows = names.map((dialect): DialectRow => {
    const access = dialects[dialect];
    const { sinceSeconds, sunsetSeconds } = access?.state === 'deprecated' ? access : {};
    const [since, sunset] = [toDate(sinceSeconds), toDate(sunsetSeconds)];
    return { dialect, state: access?.state ?? 'on', since, sunset };
  });
  printRows(host, options.json === true, rows, DIALECT_HEADS);
}

function toDate(seconds: number | undefined): Date | null {
  return seconds === undefined ? null : new Date(seconds * 1000);
}
