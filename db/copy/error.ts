import { DomainError } from '../../domain/errors.ts';
import { explainOpening, StoreError } from '../errors.ts';

/** A store can't be copied, or not to there; the message is for the operator and holds no secret. */
export class CopyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CopyError';
  }
}

/** What to tell the operator of a target that can't be opened, by the name that its URL has for them. */
export function explainTarget(error: unknown, urlName: string): Error {
  const explained = explainOpening(error);
  if (explained instanceof StoreError)
    return new StoreError(explained.message.replaceAll('DATABASE_URL', urlName));
  if (!isUnavailable(explained)) return explained;
  return new StoreError(
    `The target does not answer. Check that Postgres runs and that ${urlName} leads to it.`,
  );
}

/** What to tell the operator of a failure in the middle of a copy. */
export function explainCopying(error: unknown): Error {
  if (error instanceof CopyError) return error;
  const explained = explainOpening(error);
  if (!isUnavailable(explained)) return explained;
  return new StoreError(
    'The source or the target does not answer any more. Run the same command again: it goes on.',
  );
}

function isUnavailable(error: Error): boolean {
  return error instanceof DomainError && error.code === 'store-unavailable';
}
