import type { Escaping } from './values.ts';

/**
 * Stands for what is no text: broken escapes, bytes that are no UTF-8, JSON of another type. It is a lone
 * surrogate, so every rule for texts refuses it by itself.
 */
export const NOT_TEXT = '\uDBFF';

/** UTF-8, in which a lone surrogate becomes the three bytes that it would have if it could. */
export function toBytes(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  return Buffer.concat(
    [...text].map((character) => (character.isWellFormed() ? Buffer.from(character) : loneBytes(character))),
  );
}

function loneBytes(character: string): Buffer {
  const unit = character.charCodeAt(0);
  return Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)]);
}

const UNRESERVED = /[A-Za-z0-9\-._~]/;
// What may stand in a target or form as it is, by one parser or another.
const TOLERATED = /[A-Za-z0-9\-._~!$'()*,:@/?;"<>[\]^`{|}\\]/;

/** Percent-encodes bytes. `mayBeRaw` lets bytes beyond ASCII stand as they are, one to a character. */
export function escapeBytes(bytes: Buffer, escaping: Escaping, mayBeRaw: boolean): string {
  let escaped = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (isLeft(character, byte, escaping, mayBeRaw)) escaped += character;
    else if (byte === 0x20 && escaping !== 'all') escaped += '+';
    else escaped += `%${hexOf(byte, escaping)}`;
  }
  return escaped;
}

function isLeft(character: string, byte: number, escaping: Escaping, mayBeRaw: boolean): boolean {
  if (escaping === 'all') return false;
  if (escaping === 'none') return TOLERATED.test(character) || (mayBeRaw && byte >= 0x80);
  return UNRESERVED.test(character);
}

function hexOf(byte: number, escaping: Escaping): string {
  const hex = byte.toString(16).padStart(2, '0');
  return escaping === 'lower' ? hex : hex.toUpperCase();
}

/** Reads a form as any reader of forms would; for bodies that were never meant to be one. */
export function parseForm(bytes: Buffer): readonly (readonly [name: string, value: string])[] {
  return bytes
    .toString('latin1')
    .replace(/[\r\n]+$/, '')
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...rest] = part.split('=');
      return [unescapeText(name), unescapeText(rest.join('='))] as const;
    });
}

function unescapeText(raw: string): string {
  const bytes: number[] = [];
  for (let index = 0; index < raw.length; index += 1) {
    if (raw[index] !== '%') bytes.push(raw[index] === '+' ? 0x20 : raw.charCodeAt(index));
    else {
      const hex = raw.slice(index + 1, index + 3);
      if (!/^[0-9a-fA-F]{2}$/.test(hex)) return NOT_TEXT;
      bytes.push(Number.parseInt(hex, 16));
      index += 2;
    }
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return NOT_TEXT;
  }
}
