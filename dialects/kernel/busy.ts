import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DomainError } from '../../domain/errors.ts';
import type { Dialect } from './dialect.ts';
import { failureHead } from './heads.ts';
import type { CallReport } from './kernel-options.ts';
import { declaredBy, pathsOf } from './mount.ts';
import { readWithoutBody } from './parameters.ts';
import { splitTarget } from './path.ts';

/** Answers a request of an operation where there is no room for it; false where it is to go its way. */
export type RefuseBusy = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

export interface BusyOptions {
  /** True while no further call would be taken. */
  readonly isFull: () => boolean;
  readonly onAnswered: (report: CallReport) => void;
}

const RETRY_AFTER_SECONDS = 2;

/**
 * Refuses before anything is spent on a request: who is asked for more than it can do must spend its time on
 * what it has taken, not on saying no.
 */
export function createRefuseBusy(
  dialects: readonly Dialect[],
  { isFull, onAnswered }: BusyOptions,
): RefuseBusy {
  const operations = new Map(
    dialects.flatMap((dialect) => {
      const declared = declaredBy(dialect, {});
      return dialect.endpoints.flatMap((endpoint) =>
        pathsOf(dialect, endpoint).map(
          (path) => [path, { dialect, declared, operation: endpoint.id }] as const,
        ),
      );
    }),
  );
  const refusal = new DomainError('overloaded', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  const failure = { kind: 'domain', error: refusal } as const;
  return (incoming, outgoing) => {
    if (!isFull()) return false;
    const { path, query } = splitTarget(incoming.url ?? '/');
    const known = operations.get(path);
    if (known === undefined) return false;
    const { dialect, declared, operation } = known;
    const { values, undeclared } = readWithoutBody(incoming, query, declared);
    const { code, body } = dialect.presentFailure(failure, values);
    const format = dialect.chooseFormat(path, values);
    const text = String(format.render(body));
    const requestId = randomUUID();
    const { status, headers } = failureHead(failure, requestId, format.contentType);
    const bytes = Buffer.byteLength(text);
    outgoing.writeHead(status, { ...headers, 'Content-Length': bytes });
    outgoing.end(text);
    onAnswered({
      ...{
        requestId,
        method: incoming.method ?? '',
        dialect: dialect.name,
        operation,
        outcome: code,
        status,
      },
      ...{ bytes, durationMs: 0, undeclared, accountId: undefined, client: undefined },
      ...{ refusal, fault: undefined },
    });
    return true;
  };
}
