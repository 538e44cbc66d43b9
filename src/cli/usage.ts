import type { Command } from 'commander';
import type { UsageSum } from '../../domain/usage.ts';
import { checkDialectName } from './dialect-names.ts';
import { type JsonOption, NAME_HELP, teach, withJson } from './help.ts';
import type { Host } from './host.ts';
import { printRows } from './output.ts';
import { getAccount, withStore } from './store.ts';
import { parseDay } from './values.ts';

interface UsageOptions extends JsonOption {
  readonly account?: string;
  readonly dialect?: string;
  readonly since?: string;
}

/** Adds `usage`. */
export function addUsageCommand(program: Command, host: Host): void {
  const command = program
    .command('usage')
    .description('Print who calls what: calls by account, dialect, operation and client.')
    .option('--account <name>', `of one account: ${NAME_HELP}`)
    .option('--dialect <name>', 'of one dialect')
    .option('--since <day>', 'of this day and those after it, in UTC', parseDay)
    .action(async (options: UsageOptions) => {
      const { account, dialect, since: sinceDay } = options;
      if (dialect !== undefined) await checkDialectName(dialect);
      const sums = await withStore(host, async (open) => {
        const accountId = account === undefined ? undefined : (await getAccount(open, account)).id;
        return open.usage.listUsage({ accountId, dialect, sinceDay });
      });
      printRows(host, options.json === true, sums.map(presentSum), USAGE_HEADS);
    });
  teach(withJson(command), {
    examples: [
      'diglot usage',
      'diglot usage --account jane --dialect filemail --since 2027-01-01',
      'diglot usage --json',
    ],
    notes: [
      'A client is what it calls itself (User-Agent): (none) where it says nothing, (other) beyond the first 20\nof an account on a day. A call is counted once its credential or password was right, two seconds later or so.',
      'REFUSED are the calls that were answered with an error, UNKNOWN the parameters that no operation has.',
    ],
  });
}

/** A sum as it is printed, key by key. */
function presentSum(sum: UsageSum) {
  return {
    account: sum.userName,
    dialect: sum.dialect,
    operation: sum.operation,
    client: sum.client,
    calls: sum.calls,
    refusals: sum.refusals,
    undeclared: sum.undeclared,
    lastUsedAt: sum.lastUsedAt,
  };
}

const USAGE_HEADS = {
  account: 'ACCOUNT',
  dialect: 'DIALECT',
  operation: 'OPERATION',
  client: 'CLIENT',
  calls: 'CALLS',
  refusals: 'REFUSED',
  undeclared: 'UNKNOWN',
  lastUsedAt: 'LAST USED',
} as const;
