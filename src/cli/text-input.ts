import { CommandError, EXIT } from './exit.ts';
import type { Host } from './host.ts';

const MAX_BYTES = 262_144;

/** All of standard input as text. Throws a `CommandError` where it is too long or not UTF-8; it quotes nothing of it. */
export async function readText(host: Host): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of host.stdin) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAX_BYTES)
      throw new CommandError(EXIT.usage, `Standard input is longer than ${MAX_BYTES} bytes.`);
    chunks.push(bytes);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new CommandError(EXIT.usage, 'Standard input is not UTF-8.');
  }
}
