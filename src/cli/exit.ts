import { CommanderError } from 'commander';
import { CopyError } from '../../db/copy/error.ts';
import { EmbeddedError } from '../../db/embedded/report.ts';
import { StoreError } from '../../db/errors.ts';
import { DomainError } from '../../domain/errors.ts';
import { DirectoryError } from '../../domain/store.ts';
import { ConfigError } from '../config.ts';
import { describeError } from '../describe-error.ts';
import { explainListenError } from '../listen-address.ts';
import { UnreadableText } from '../migration/explain/unreadable-text.ts';
import { SourceError, SourceUsageError } from '../migration/records.ts';

/** What the program's exit code says. */
export const EXIT = { done: 0, fault: 1, usage: 2, refused: 3, unreachable: 4, stopped: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'done',
  fault: 'a fault of the program, or a port that cannot be opened',
  usage: 'wrong usage or configuration',
  refused: 'refused: not found, taken, a value that cannot be stored, or books that differ',
  unreachable: 'the store, or what is to be read, cannot be reached or read',
  stopped: 'stopped by a signal before the end',
};

/** The exit codes as a table for `--help`. */
export function describeExitCodes(): string {
  const rows = Object.entries(MEANINGS).map(
    ([name, meaning]) => `  ${EXIT[name as keyof typeof EXIT]}  ${meaning}`,
  );
  return ['Exit codes:', ...rows].join('\n');
}

/** A command ends here, with something to tell the person who gave it. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

/** How a failed command ends; `message` is undefined where commander has told it already. */
export interface Failure {
  readonly exitCode: ExitCode;
  readonly message: string | undefined;
}

/** Judges whatever a command threw. The message holds no secret. */
export function explainFailure(error: unknown): Failure {
  if (error instanceof CommanderError) {
    // Help that was asked for ends well; the same text in place of an answer does not.
    return { exitCode: error.exitCode === 0 ? EXIT.done : EXIT.usage, message: undefined };
  }
  if (error instanceof CommandError) return { exitCode: error.exitCode, message: error.message };
  if (error instanceof ConfigError) return { exitCode: EXIT.usage, message: explainConfig(error) };
  if (error instanceof UnreadableText) return { exitCode: EXIT.usage, message: error.message };
  if (error instanceof DirectoryError || error instanceof CopyError)
    return { exitCode: EXIT.refused, message: error.message };
  if (error instanceof SourceUsageError) return { exitCode: EXIT.usage, message: error.message };
  if (error instanceof StoreError || error instanceof EmbeddedError || error instanceof SourceError) {
    return { exitCode: EXIT.unreachable, message: error.message };
  }
  if (error instanceof DomainError && error.code === 'store-unavailable') {
    const message = 'The store does not answer. Check that Postgres runs and that DATABASE_URL leads to it.';
    return { exitCode: EXIT.unreachable, message };
  }
  return { exitCode: EXIT.fault, message: explainListenError(error) ?? explainFault(error) };
}

function explainConfig({ faults }: ConfigError): string {
  const lines = faults.map(({ name, message }) => `  ${name}: ${message}`);
  return ['The configuration cannot be used. Environment variables at fault:', ...lines].join('\n');
}

function explainFault(error: unknown): string {
  const { type, code, message, stack } = describeError(error);
  const what = [type, code, message].filter((part) => part !== undefined && part !== '').join(': ');
  return [`The program failed, and should not have: ${what}`, ...stack.map((frame) => `    ${frame}`)].join(
    '\n',
  );
}
