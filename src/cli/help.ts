import type { Command } from 'commander';
import { describeExitCodes } from './exit.ts';

/** What the help of a command says below its options. */
export interface Lesson {
  /** Command lines, each with what it does in a comment of its own where that is not plain. */
  readonly examples: readonly string[];
  /** Paragraphs of things worth knowing. */
  readonly notes?: readonly string[];
}

/** Adds examples, notes and the exit codes to a command's help. */
export function teach(command: Command, { examples, notes = [] }: Lesson): Command {
  const parts = [
    ['Examples:', ...examples.map((example) => `  ${example}`)].join('\n'),
    ...notes,
    describeExitCodes(),
  ];
  return command.addHelpText('after', `\n${parts.join('\n\n')}`);
}

/** Adds the option that turns a command's output into JSON. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print JSON, for programs');
}

/** The options of a command that has `withJson`. */
export interface JsonOption {
  readonly json?: true;
}

/** What every command says of its NAME. */
export const NAME_HELP = 'user name or e-mail address, in any case';
