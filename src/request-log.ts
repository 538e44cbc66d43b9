import type { CallReport } from '../dialects/kernel/kernel-options.ts';
import type { Logger } from './logging.ts';

/** Logs a line of a request. What it holds is listed here, and nothing of it comes from the client's parameters. */
export function logCall(log: Logger, report: CallReport): void {
  const line = {
    requestId: report.requestId,
    method: report.method,
    dialect: report.dialect,
    operation: report.operation,
    outcome: report.outcome,
    status: report.status,
    bytes: report.bytes,
    ms: Math.round(report.durationMs * 10) / 10,
    undeclared: report.undeclared,
    accountId: report.accountId,
    // Such as `store-unavailable: ECONNREFUSED`, where the client is told no more than that it is so.
    reason: report.refusal?.message,
  };
  if (report.fault === undefined) log.info(line, 'answered');
  else log.error({ ...line, err: report.fault }, 'failed');
}
