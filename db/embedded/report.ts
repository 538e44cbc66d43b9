/** Why the embedded Postgres cannot be used. The message is for the operator: what is wrong and what to do. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError';
}

/** A life-cycle fact worth a log line. Holds paths, process ids and durations, never a secret. */
export interface EmbeddedEvent {
  readonly name:
    | 'created'
    | 'started'
    | 'joined'
    | 'waiting'
    | 'lost'
    | 'recovered'
    | 'recovery-failed'
    | 'left'
    | 'stopped'
    | 'stop-failed';
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/** Receives the events of one user of the embedded Postgres. */
export type EventSink = (event: EmbeddedEvent) => void;

/** The `code` of a Node or Postgres error (`ENOENT`, `57P03`, …), or undefined where there is none. */
export function readErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The message of whatever was thrown. */
export function readErrorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Turns a failed file operation into an `EmbeddedError` that tells the operator what to do.
 * Any other error is returned as it is.
 */
export function explainFileError(error: unknown, dataDir: string): unknown {
  const code = readErrorCode(error);
  if (error instanceof EmbeddedError || code === undefined || !/^E[A-Z]+$/.test(code)) return error;
  const advice =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'Free some disk space.'
      : 'Check that the user who runs the gateway may write there, or set DATA_DIR to another directory, ' +
        'or set DATABASE_URL to use your own Postgres.';
  return new EmbeddedError(
    `The data directory ${dataDir} cannot be used: ${readErrorMessage(error)}. ${advice}`,
    { cause: error },
  );
}
