import type { EncodedCall } from './encode.ts';
import type { HttpAnswer } from './http-answer.ts';

/** Adds to what a judge finds wrong what was sent and what was answered. */
export async function explain<T>(
  { bytes }: EncodedCall,
  answer: HttpAnswer,
  judge: () => Promise<T>,
): Promise<T> {
  try {
    return await judge();
  } catch (error) {
    throw new Error(
      `${messageOf(error)}\n--- sent ---\n${shownBytes(bytes)}\n--- answered ---\n${shownAnswer(answer)}`,
    );
  }
}

/** What an error says. */
export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** An answer for a person to read. */
export function shownAnswer({ status, headers, body }: HttpAnswer): string {
  const lines = [...headers].map(([name, values]) => `${name}: ${values.join(', ')}`);
  return [`HTTP ${status}`, ...lines, '', shownBytes(body)].join('\n');
}

/** Bytes for a person to read, and short enough for one. */
export function shownBytes(bytes: Buffer): string {
  const text = bytes.toString('latin1').replace(/[^\n\x20-\x7E]/g, (character) => {
    return character === '\r' ? '' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return text.length > 4000 ? `${text.slice(0, 4000)}… (${bytes.length} bytes)` : text;
}
