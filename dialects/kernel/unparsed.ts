import { STATUS_CODES } from 'node:http';
import type { Dialect } from './dialect.ts';
import { createFindOwner } from './mount.ts';
import { splitTarget } from './path.ts';
import { COMMON_HEADERS } from './respond.ts';

/** Answers what node:http could not parse: `packet` is what came, as far as it is known. */
export type AnswerUnparsed = (packet: Buffer | undefined, status: number) => string;

/** The whole response, in the words of the dialect whose path the request line seems to name. */
export function createAnswerUnparsed(dialects: readonly Dialect[]): AnswerUnparsed {
  const findOwner = createFindOwner(dialects);
  return (packet, status) => {
    const { path } = splitTarget(findTarget(packet));
    const dialect = findOwner(path);
    const { body } = dialect.presentFailure({ kind: 'refusal', refusal: 'unreadable' }, {});
    const format = dialect.chooseFormat(path, {});
    const text = String(format.render(body));
    const headers = {
      'Content-Type': format.contentType,
      ...COMMON_HEADERS,
      'Content-Length': Buffer.byteLength(text),
      Connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${text}`;
  };
}

/** The second word of the first line. */
function findTarget(packet: Buffer | undefined): string {
  return /^\S+ (\S+)/.exec(packet?.toString('latin1') ?? '')?.[1] ?? '/';
}
