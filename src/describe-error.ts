import { EmbeddedError } from '../db/embedded/report.ts';
import { StoreError, StoreFault } from '../db/errors.ts';
import { DomainError } from '../domain/errors.ts';
import { DirectoryError } from '../domain/store.ts';

/** An error as it may be told: what went wrong and where, but nothing that it quotes. */
export interface DescribedError {
  readonly type: string;
  readonly code: string | undefined;
  /** Empty where it might repeat what a client sent. */
  readonly message: string;
  /** Where it was thrown, the innermost place first. */
  readonly stack: readonly string[];
}

// From the first quote to the last: what is quoted may hold quotes.
const QUOTED = /["'`].*["'`]/s;

/**
 * Describes whatever was thrown by its root cause: what wraps it may repeat the parameters of a statement.
 * A message is told only where it is ours or the platform's, which quotes the input that it stumbled over:
 * quotes are emptied.
 */
export function describeError(error: unknown): DescribedError {
  let root = error;
  for (let depth = 0; depth < DEEPEST && root instanceof Error && root.cause instanceof Error; depth += 1) {
    root = root.cause;
  }
  if (!(root instanceof Error)) return { type: typeof root, code: undefined, message: '', stack: [] };
  const code: unknown = Reflect.get(root, 'code');
  return {
    type: root.name,
    code: typeof code === 'string' ? code : undefined,
    message: isTold(root) ? tell(root) : '',
    stack: findFrames(root),
  };
}

const DEEPEST = 10;
const OURS = [DomainError, DirectoryError, StoreError, StoreFault, EmbeddedError];
const PLATFORM = [TypeError, ReferenceError, RangeError];

function isTold(error: Error): boolean {
  return [...OURS, ...PLATFORM].some((kind) => error instanceof kind) || 'syscall' in error;
}

/** Node's own errors (`ERR_…`) end in the input behind a colon; their code says as much. */
function tell(error: Error): string {
  const code: unknown = Reflect.get(error, 'code');
  const isNodes = typeof code === 'string' && code.startsWith('ERR_');
  return (isNodes ? error.message.replace(/:.*/s, '') : error.message).replace(QUOTED, '…');
}

/** Without the message, which stands in the stack as well. */
function findFrames({ stack = '', message }: Error): readonly string[] {
  const head = stack.indexOf(message);
  // A stack that does not hold its message whole was written by somebody else.
  if (head < 0) return [];
  return stack
    .slice(head + message.length)
    .split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
    .map((line) => line.trim());
}
