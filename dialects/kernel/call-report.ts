import { DomainError } from '../../domain/errors.ts';
import type { Operation } from './call.ts';
import { readClientName } from './client-name.ts';
import type { Endpoint } from './endpoint.ts';
import type { Call, CallReport } from './kernel-options.ts';
import type { Received } from './parameters.ts';

/** What a call was for; a path may be no operation's. */
export interface Asked extends Pick<Operation, 'dialect' | 'secret'> {
  readonly endpoint: Endpoint | undefined;
}

/** How a call was answered. */
type Answered = Pick<CallReport, 'outcome' | 'status' | 'bytes'>;

/** What is to be known of a call that has just been answered; `error` is what kept it from being carried out. */
export function reportCall(
  call: Call,
  { dialect, endpoint, secret }: Asked,
  { values, undeclared }: Received,
  { outcome, status, bytes }: Answered,
  error: unknown,
): CallReport {
  const { account, request } = call;
  const isRefusal = error instanceof DomainError;
  return {
    requestId: call.requestId,
    method: request.method ?? '',
    dialect: dialect.name,
    operation: endpoint?.id,
    outcome,
    status,
    bytes,
    durationMs: performance.now() - call.startedAt,
    undeclared,
    accountId: account?.id,
    client: account === undefined ? undefined : readClientName(request, values, secret),
    refusal: isRefusal ? error : undefined,
    fault: isRefusal ? undefined : error,
  };
}
