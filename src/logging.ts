import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';
import { describeError } from './describe-error.ts';

export type { Logger } from 'pino';

const STANDARD_OUTPUT = 1;
const GATHERED_BYTES = 8192;
/** What POSIX promises to write to a pipe in one piece, whoever else writes to it. */
const WHOLE_WRITE_BYTES = 4096;
const SHARED_GATHERED_BYTES = 3584;
const FLUSH_MS = 100;
const MOST_WAITING_BYTES = 16 * 1024 * 1024;

/**
 * Logs to standard output, a JSON object a line, with the time as ISO 8601 and the level as a word. Lines are
 * written together, up to a tenth of a second late, and no call waits for whoever reads them: where that one
 * falls 16 MiB behind, lines are lost. The end of the process, but by SIGKILL, writes what is left.
 * Where other processes write to the same output (`shared`), no line of theirs can come between the parts of one
 * of up to 4 KiB.
 */
export function createLogger(level: Config['logLevel'], { shared = false } = {}): Logger {
  const output = pino.destination({
    dest: STANDARD_OUTPUT,
    sync: false,
    ...(shared
      ? { minLength: SHARED_GATHERED_BYTES, maxWrite: WHOLE_WRITE_BYTES }
      : { minLength: GATHERED_BYTES }),
    maxLength: MOST_WAITING_BYTES,
    periodicFlush: FLUSH_MS,
  });
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    // The library's own serializer shows every property of an error, the parameters of a statement among them.
    serializers: { err: describeError },
  };
  return pino(options, output);
}
