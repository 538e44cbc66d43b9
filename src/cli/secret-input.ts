import { isStorable } from '../../domain/text.ts';
import { CommandError, EXIT } from './exit.ts';
import type { Host } from './host.ts';

const MAX_SECRET_BYTES = 4096;
const TAKEN_OVER_KEY = /^[\x21-\x7e]{8,255}$/;

/** Reads a password from standard input. Throws a `CommandError` where there is none that can be used. */
export async function readPassword(host: Host): Promise<string> {
  const password = await readSecret(host, 'password');
  if (password === '') throw new CommandError(EXIT.refused, 'The password on standard input is empty.');
  if (!isStorable(password)) {
    throw new CommandError(EXIT.refused, 'A password cannot hold the character U+0000.');
  }
  return password;
}

/** Reads a key that is to be taken over from standard input. Throws a `CommandError` where it can't be used. */
export async function readKey(host: Host): Promise<string> {
  const key = await readSecret(host, 'key');
  if (TAKEN_OVER_KEY.test(key)) return key;
  throw new CommandError(
    EXIT.refused,
    'The key on standard input cannot be taken over: a key is 8 to 255 printable ASCII characters without blanks.',
  );
}

/** Reads a secret that a vendor knows from standard input. Throws a `CommandError` where there is none. */
export async function readVendorSecret(host: Host, what: string): Promise<string> {
  const secret = await readSecret(host, what);
  if (secret.trim() !== '') return secret;
  throw new CommandError(EXIT.refused, `The ${what} on standard input is empty.`);
}

/** All of standard input but for one newline at its end, which `echo` and editors put there. */
async function readSecret(host: Host, what: string): Promise<string> {
  if (host.stdin.isTTY) {
    throw new CommandError(
      EXIT.usage,
      `The ${what} is read from standard input, and a terminal would show it. Give it by a pipe or a file: … < ${what}.txt`,
    );
  }
  const bytes = await readBytes(host, what);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.replace(/\r?\n$/, '');
  } catch {
    throw new CommandError(EXIT.refused, `The ${what} on standard input is not UTF-8.`);
  }
}

async function readBytes(host: Host, what: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of host.stdin) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length > MAX_SECRET_BYTES) {
      throw new CommandError(
        EXIT.refused,
        `The ${what} on standard input is longer than ${MAX_SECRET_BYTES} bytes.`,
      );
    }
  }
  return Buffer.concat(chunks);
}
