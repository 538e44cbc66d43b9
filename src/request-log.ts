import type { CallReport } from '../dialects/kernel/kernel-options.ts';
import type { Logger } from './logging.ts';

/** Logs a line of a request. What it holds is listed here, and nothing of it comes from the client's parameters. */
export function logCall(log: Logger, report: CallReport): void {
  const { requestId, method, dialect, operation, outcome, status, bytes, undeclared, accountId } = report;
  const line = {
    ...{ requestId, method, dialect, operation, outcome, status, bytes },
    ms: Math.round(report.durationMs * 10) / 10,
    ...{ undeclared, accountId },
    // Such as `store-unavailable: ECONNREFUSED`, where the client is told no more than that it is so.
    reason: report.refusal?.message,
  };
  if (report.fault === undefined) log.info(line, 'answered');
  else log.error({ ...line, err: report.fault }, 'failed');
}
