import { decodeUtf8, UNREADABLE } from './decode.ts';
import { RequestRefusal } from './refusal.ts';

const CRLF = '\r\n';
const PART_END = /\r\n\r\n/;

/**
 * The fields of a multipart/form-data body (RFC 7578), in the order in which they stand. A file is no text
 * and comes as `UNREADABLE`. Throws a `RequestRefusal` where the body is cut or has no boundary.
 */
export function* readMultipart(
  body: Buffer,
  contentType: string,
): Generator<readonly [name: string, value: string]> {
  // One byte to a character: positions in the text are positions in the body.
  const text = body.toString('latin1');
  const boundary = `--${readBoundary(contentType)}`;
  let position = findDelimiter(text, boundary, 0);
  while (true) {
    const start = position + boundary.length;
    if (text.startsWith('--', start)) return;
    const next = findDelimiter(text, boundary, start);
    yield readPart(text.slice(text.indexOf(CRLF, start) + CRLF.length, next - CRLF.length));
    position = next;
  }
}

function readBoundary(contentType: string): string {
  const match = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) throw new RequestRefusal('unreadable');
  return boundary;
}

function findDelimiter(text: string, boundary: string, from: number): number {
  if (from === 0 && text.startsWith(boundary)) return 0;
  const position = text.indexOf(`${CRLF}${boundary}`, from);
  if (position < 0) throw new RequestRefusal('unreadable');
  return position + CRLF.length;
}

function readPart(part: string): readonly [name: string, value: string] {
  const end = part.startsWith(CRLF) ? 0 : part.search(PART_END);
  if (end < 0) throw new RequestRefusal('unreadable');
  const headers = part.slice(0, end);
  const disposition = /^content-disposition:\s*form-data\b(.*)$/im.exec(headers)?.[1];
  const name = disposition === undefined ? undefined : readAttribute(disposition, 'name');
  if (disposition === undefined || name === undefined) throw new RequestRefusal('unreadable');
  const isFile = /;\s*filename\*?=/i.test(disposition);
  return [name, isFile ? UNREADABLE : decodeValue(part.slice(end + 2 * CRLF.length), headers)];
}

function readAttribute(disposition: string, attribute: string): string | undefined {
  const match = new RegExp(`;\\s*${attribute}=(?:"([^"]*)"|([^\\s;]+))`, 'i').exec(disposition);
  const raw = match?.[1] ?? match?.[2];
  return raw === undefined ? undefined : decodeUtf8(Buffer.from(raw, 'latin1'));
}

/** UTF-8, unless the part names another charset that this platform can decode. */
function decodeValue(raw: string, headers: string): string {
  const bytes = Buffer.from(raw, 'latin1');
  const charset = /^content-type:.*;\s*charset="?([^\s;"]+)/im.exec(headers)?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return decodeUtf8(bytes);
  try {
    const decoder = new TextDecoder(charset, { fatal: true });
    // In one piece, Node 20 takes windows-1252 for latin1.
    return decoder.decode(bytes, { stream: true }) + decoder.decode();
  } catch {
    return UNREADABLE;
  }
}
