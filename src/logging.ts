import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';
import { describeError } from './describe-error.ts';

export type { Logger } from 'pino';

/** Logs to standard output, a JSON object a line, with the time as ISO 8601 and the level as a word. */
export function createLogger(level: Config['logLevel']): Logger {
  return pino({
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    // The library's own serializer shows every property of an error, the parameters of a statement among them.
    serializers: { err: describeError },
  });
}
