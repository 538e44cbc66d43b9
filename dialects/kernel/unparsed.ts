import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Dialect } from './dialect.ts';
import type { CallReport } from './kernel-options.ts';
import { createFindOwner } from './mount.ts';
import { splitTarget } from './path.ts';
import { COMMON_HEADERS } from './respond.ts';

/** Answers what node:http could not parse, by the target of its request line as far as it is known. */
export type AnswerUnparsed = (target: string, status: number) => string;

/** The whole response, in the words of the dialect whose path the request line seems to name. */
export function createAnswerUnparsed(
  dialects: readonly Dialect[],
  onAnswered: (report: CallReport) => void,
): AnswerUnparsed {
  const findOwner = createFindOwner(dialects);
  return (target, status) => {
    const { path } = splitTarget(target);
    const dialect = findOwner(path);
    const { code, body } = dialect.presentFailure({ kind: 'refusal', refusal: 'unreadable' }, {});
    const format = dialect.chooseFormat(path, {});
    const text = String(format.render(body));
    const bytes = Buffer.byteLength(text);
    const requestId = randomUUID();
    const headers = {
      'Content-Type': format.contentType,
      ...COMMON_HEADERS,
      'X-Request-Id': requestId,
      'Content-Length': bytes,
      Connection: 'close',
    };
    onAnswered({ ...UNPARSED, requestId, dialect: dialect.name, outcome: code, status, bytes });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${text}`;
  };
}

/** What is not known of such a request. */
const UNPARSED = {
  ...{ method: '', operation: undefined, durationMs: 0, undeclared: 0 },
  ...{ accountId: undefined, client: undefined, refusal: undefined, fault: undefined },
};

/** The second word of the first line of what came; `/` where there is none. */
export function findTarget(packet: Buffer | undefined): string {
  return /^\S+ (\S+)/.exec(packet?.toString('latin1') ?? '')?.[1] ?? '/';
}
