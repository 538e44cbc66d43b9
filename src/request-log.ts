import { symbols } from 'pino';
import type { CallReport } from '../dialects/kernel/kernel-options.ts';
import type { Logger } from './logging.ts';

/**
 * Makes the writer of a line for each request. What a line holds is listed here, and nothing of it comes from
 * the client's parameters.
 */
export function createRequestLog(log: Logger): (report: CallReport) => void {
  const output: { write(line: string): unknown } = Reflect.get(log, symbols.streamSym);
  const bound = JSON.stringify(log.bindings()).slice(1, -1);
  const end = `${bound === '' ? '' : `,${bound}`},"msg":"answered"}\n`;
  const clock = createClock();
  return (report) => {
    if (report.fault !== undefined) log.error({ ...fieldsOf(report), err: report.fault }, 'failed');
    else if (log.isLevelEnabled('info')) {
      output.write(`{"level":"info","time":"${clock()}",${renderFields(report)}${end}`);
    }
  };
}

function fieldsOf(report: CallReport) {
  return {
    requestId: report.requestId,
    method: report.method,
    dialect: report.dialect,
    operation: report.operation,
    outcome: report.outcome,
    status: report.status,
    bytes: report.bytes,
    ms: roundMs(report),
    undeclared: report.undeclared,
    accountId: report.accountId,
    // Such as `store-unavailable: ECONNREFUSED`, where the client is told no more than that it is so.
    reason: report.refusal?.message,
  };
}

/**
 * The same as JSON. Put together here, since there is a line for every request, and most of its work would be to look
 * for what has to be escaped: but for the reason, the texts are names of ours and of HTTP's methods.
 */
function renderFields(report: CallReport): string {
  const { requestId, method, dialect, operation, outcome, status, bytes, undeclared, accountId } = report;
  const where = operation === undefined ? '' : `"operation":"${operation}",`;
  const whose = accountId === undefined ? '' : `,"accountId":${accountId}`;
  const why = report.refusal === undefined ? '' : `,"reason":${JSON.stringify(report.refusal.message)}`;
  return (
    `"requestId":"${requestId}","method":"${method}","dialect":"${dialect}",${where}"outcome":"${outcome}",` +
    `"status":${status},"bytes":${bytes},"ms":${roundMs(report)},"undeclared":${undeclared}${whose}${why}`
  );
}

function roundMs({ durationMs }: CallReport): number {
  return Math.round(durationMs * 10) / 10;
}

/** The time as ISO 8601; many lines are of the same millisecond. */
function createClock(): () => string {
  let at = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== at) text = new Date(now).toISOString();
    at = now;
    return text;
  };
}
