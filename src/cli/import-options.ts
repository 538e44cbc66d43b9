import { type Command, InvalidArgumentError } from 'commander';
import { MATCH_FIELDS, type MatchField } from '../migration/import/match.ts';
import type { ImportOptions } from '../migration/import/run.ts';
import { type JsonOption, NAME_HELP, withJson } from './help.ts';

/** What every import may be told. */
export interface CommonOptions extends JsonOption {
  readonly account: string;
  readonly dryRun?: true;
  readonly revive?: true;
  readonly match?: readonly MatchField[];
  readonly maxErrors?: ImportOptions['maxErrors'];
  readonly rejects?: string;
  readonly rate?: number;
}

/** Adds them to the command of a source. */
export function withImportOptions(command: Command): Command {
  return withJson(
    command
      .requiredOption('--account <name>', `the account to import into: ${NAME_HELP}`)
      .option('--dry-run', 'do all but write, and tell what would come of it')
      .option('--match <fields>', 'take who agrees in email, msisdn or both for the same person', parseMatch)
      .option('--revive', 'bring back what was deleted here')
      .option(
        '--max-errors <limit>',
        'end where more is rejected: a number, or a share such as 5%',
        parseLimit,
      )
      .option('--rejects <file>', 'write what is rejected to a CSV file, to be corrected and imported')
      .option('--rate <number>', 'the most contacts in a second, such as 500/s', parseRate),
  );
}

/** The options as the import takes them. */
export function toImportOptions(options: CommonOptions): ImportOptions {
  const { dryRun = false, revive = false, match = [], maxErrors, rate } = options;
  return {
    ...{ dryRun, revive, match },
    ...(maxErrors === undefined ? {} : { maxErrors }),
    ...(rate === undefined ? {} : { ratePerSecond: rate }),
  };
}

function parseMatch(text: string): readonly MatchField[] {
  const names = text.split(',').map((name) => name.trim());
  const fields = MATCH_FIELDS.filter((field) => names.includes(field));
  if (names.every((name) => fields.some((field) => field === name))) return fields;
  throw new InvalidArgumentError(`Write ${MATCH_FIELDS.join(' or ')}, or both with a comma.`);
}

function parseLimit(text: string): ImportOptions['maxErrors'] {
  const [, number = '', percent] = /^(\d{1,15}|\d{1,3}\.\d+(?=%))(%?)$/.exec(text.trim()) ?? [];
  if (number !== '' && percent === '') return { count: Number(number) };
  if (number !== '' && Number(number) <= 100) return { percent: Number(number) };
  throw new InvalidArgumentError('Write a whole number, or a share of all such as 5%.');
}

function parseRate(text: string): number {
  const [, number = '0'] = /^(\d{1,9})(?:\/s)?$/.exec(text.trim()) ?? [];
  if (Number(number) > 0) return Number(number);
  throw new InvalidArgumentError('Write how many in a second, such as 500 or 500/s.');
}
