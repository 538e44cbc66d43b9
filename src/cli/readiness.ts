import type { Command } from 'commander';
import type { Finding } from '../migration/readiness/findings.ts';
import type { Readiness } from '../migration/readiness/readiness.ts';
import { checkDialectName } from './dialect-names.ts';
import { CommandError, EXIT } from './exit.ts';
import { type JsonOption, NAME_HELP, teach, withJson } from './help.ts';
import type { Host } from './host.ts';
import { printJson, printRows, showText } from './output.ts';
import { getOpenAccount, withStore } from './store.ts';
import { parseDay } from './values.ts';

interface ReadinessOptions extends JsonOption {
  readonly to: string;
  readonly since?: string;
}

/** Adds `readiness`. */
export function addReadinessCommand(program: Command, host: Host): void {
  const command = program
    .command('readiness')
    .description('Say whether the clients of an account can be moved to a dialect, and what would be lost.')
    .argument('<name>', NAME_HELP)
    .requiredOption('--to <dialect>', 'name of the dialect that they are to speak')
    .option('--since <day>', 'by the calls of this day and those after it, in UTC', parseDay)
    .action((name: string, options: ReadinessOptions) => printReadiness(host, name, options));
  teach(withJson(command), {
    examples: [
      'diglot readiness jane --to txty',
      'diglot readiness jane --to filemail --since 2027-01-01 --json',
    ],
    notes: [
      "It goes by the calls that were counted (see `diglot usage`) and by what the address book holds: what no\ncontact has can't be lost.",
      'Ready, and ready with losses, end with exit code 0; not ready ends with 3.',
    ],
  });
}

async function printReadiness(host: Host, name: string, options: ReadinessOptions): Promise<void> {
  const to = await checkDialectName(options.to);
  const { userName, readiness } = await judge(host, name, to, options.since);
  const since = options.since ?? null;
  if (options.json) printJson(host, presentReadiness(userName, to, since, readiness));
  else printText(host, userName, to, since, readiness);
  if (readiness.verdict !== 'not ready') return;
  throw new CommandError(EXIT.refused, `${showText(userName)} is not ready for ${to}.`);
}

async function judge(host: Host, name: string, to: string, sinceDay: string | undefined) {
  // Loaded late, so that help and refusals come without the dialects.
  const { dialects } = await import('../../dialects/index.ts');
  const { judgeReadiness } = await import('../migration/readiness/readiness.ts');
  const { credentialKind } = await import('../migration/mapping/parts.ts');
  const { countBook } = await import('../migration/readiness/book-facts.ts');
  const dialect = dialects.find((candidate) => candidate.name === to);
  if (dialect === undefined) throw new Error('the dialect was checked before');
  return withStore(host, async (open) => {
    const account = await getOpenAccount(open, name);
    const kind = credentialKind(dialect);
    const credentials = kind === undefined ? [] : await open.directory.listCredentials(account.id, kind);
    const usage = await open.usage.listUsage({ accountId: account.id, sinceDay });
    const facts = await open.rehearse(account.id, countBook);
    const standing = { account, credentials: credentials.length, facts, usage };
    return { userName: account.userName, readiness: judgeReadiness(dialects, dialect, standing) };
  });
}

function printText(
  host: Host,
  userName: string,
  to: string,
  since: string | null,
  readiness: Readiness,
): void {
  const print = (text = '') => host.stdout.write(`${text}\n`);
  const { verdict, operations, callsThere, contacts, findings } = readiness;
  print(`${showText(userName)} is ${verdict} for ${to}.`);
  print();
  const spell = since === null ? '' : ` since ${since}`;
  print(`Contacts: ${contacts}. Calls of ${to}${spell}: ${callsThere}.`);
  if (operations.length === 0) {
    print(`No call of another dialect was counted${spell}: nothing is known of what its clients need.`);
  } else {
    print(`Calls of other dialects${spell}:`);
    print();
    printRows(host, false, operations.map(presentOperation), OPERATION_HEADS);
  }
  for (const [weight, head] of Object.entries(HEADS)) {
    const shown = findings.filter((finding) => finding.weight === weight);
    if (shown.length > 0) print(`\n${head}:`);
    for (const finding of shown) print(`  ${describeFinding(finding)}`);
  }
}

const HEADS: Readonly<Record<Finding['weight'], string>> = {
  lacking: 'What is lacking',
  lost: 'What would be lost',
  harmless: 'What does not matter for this address book',
};

function describeFinding({ text, operations }: Finding): string {
  const about = operations.length === 0 ? '' : `${operations.join(', ')}: `;
  return showText(`${about}${text}`.replaceAll('`', ''));
}

const OPERATION_HEADS = {
  dialect: 'DIALECT',
  operation: 'OPERATION',
  calls: 'CALLS',
  refusals: 'REFUSED',
  undeclared: 'UNKNOWN',
  clientCount: 'CLIENTS',
  lastUsedAt: 'LAST USED',
  becomes: 'BECOMES',
} as const;

function presentOperation(used: Readiness['operations'][number]) {
  return { ...used, clientCount: used.clients.length };
}

function presentReadiness(account: string, to: string, since: string | null, readiness: Readiness) {
  const { findings, ...rest } = readiness;
  return {
    ...{ account, to, since },
    ...rest,
    findings: findings.map(({ text, ...finding }) => ({ ...finding, text: text.replaceAll('`', '') })),
  };
}
