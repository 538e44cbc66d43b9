/**
 * Stands for a value that is no text: bytes that are not UTF-8, a broken escape, an object. It is a lone
 * surrogate, so every check for storable text refuses it, and no client can be echoed what it did not send.
 */
export const UNREADABLE = '\uD800';

const PLAIN = /^[ !"#$&'()*,\-./0-9:;<=>?@A-Z[\\\]^_`a-z{|}~]*$/;
const HIGH_BYTES = /[\x80-\xFF]/g;

/**
 * Decodes a name or value of a query or form: `+` is a space, `%XX` a byte, and the bytes must be UTF-8.
 * `raw` holds one byte in each character, as node:http gives a URL. Bytes may stand unescaped.
 */
export function decodeFormText(raw: string): string {
  if (PLAIN.test(raw)) return raw;
  const escaped = raw
    .replaceAll('+', ' ')
    .replace(HIGH_BYTES, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
  try {
    return decodeURIComponent(escaped);
  } catch {
    return UNREADABLE;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes UTF-8 without replacing or dropping anything. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return UNREADABLE;
  }
}

/** Decodes a header's value, in which node:http has put one byte into each character. */
export function decodeHeader(value: string): string {
  return PLAIN.test(value) ? value : decodeUtf8(Buffer.from(value, 'latin1'));
}
