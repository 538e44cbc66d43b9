import type { Reply } from '../../support/client.ts';

/** The whole body of a 503, in the words of each dialect. */
const BODIES = {
  filemail: {
    responsestatus: 'ServiceInterruption',
    errorcode: 1009,
    errormessage: 'The service is interrupted, try again later',
  },
  txty: { status: 'error', error: 'SERVICE_UNAVAILABLE' },
} as const;

/** Tells whether an answer is 503. Throws where it is one that is not as the dialect promises it. */
export function isInterruption({ status, headers, text }: Reply, dialect: keyof typeof BODIES): boolean {
  if (status !== 503) return false;
  const isTyped = headers.get('content-type') === 'application/json; charset=utf-8';
  const hasDelay = /^[1-9]\d*$/.test(headers.get('retry-after') ?? '');
  if (text !== JSON.stringify(BODIES[dialect]) || !isTyped || !hasDelay) {
    throw new Error(`a 503 that is none of ${dialect}: ${JSON.stringify([...headers])} ${text}`);
  }
  return true;
}
