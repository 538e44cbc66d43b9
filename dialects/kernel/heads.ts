import type { DomainErrorCode } from '../../domain/errors.ts';
import type { Notice } from './deprecation.ts';
import type { Failure } from './dialect.ts';
import { REFUSAL_STATUS, type RefusalKind } from './refusal.ts';
import { COMMON_HEADERS, type ResponseHead } from './respond.ts';

/** What an operation may be asked by. */
export const METHODS = ['GET', 'POST'];

/** The status and headers of a failure. */
export function failureHead(
  failure: Failure,
  requestId: string,
  contentType: string,
  notice?: Notice,
): ResponseHead {
  const headers = headersOf(requestId, contentType, notice);
  if (failure.kind === 'refusal') {
    if (failure.refusal === 'method-not-allowed') headers.Allow = METHODS.join(', ');
    if (CUT_SHORT.has(failure.refusal)) headers.Connection = 'close';
    return { status: REFUSAL_STATUS[failure.refusal], headers };
  }
  if (failure.kind !== 'domain') return { status: failure.kind === 'fault' ? 500 : 200, headers };
  const { code, retryAfterSeconds } = failure.error;
  if (retryAfterSeconds !== undefined) headers['Retry-After'] = String(retryAfterSeconds);
  return { status: DOMAIN_STATUS[code] ?? 200, headers };
}

/** Refusals that leave a part of the request unread. */
const CUT_SHORT: ReadonlySet<RefusalKind> = new Set(['too-large', 'too-slow']);

/** What could not be carried out; whatever else the address book refuses was understood, and is 200. */
const DOMAIN_STATUS: Readonly<Partial<Record<DomainErrorCode, number>>> = {
  'store-unavailable': 503,
  overloaded: 503,
  'credentials-throttled': 429,
};

/** The headers of every answer of a call. */
export function headersOf(requestId: string, contentType: string, notice?: Notice): Record<string, string> {
  return { 'Content-Type': contentType, ...COMMON_HEADERS, 'X-Request-Id': requestId, ...notice };
}
