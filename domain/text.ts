/** The longest each text may be, in characters (Unicode code points). */
export const TEXT_LIMITS = {
  name: 255,
  email: 254,
  street: 255,
  zipcode: 16,
  groupName: 255,
  description: 255,
  userName: 255,
  client: 255,
} as const;

/** True where the text can be stored and returned unchanged: no U+0000 and no lone surrogate. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** True where the text is storable and at most `limit` code points long. */
export function isTextWithin(text: string, limit: number): boolean {
  return (
    isStorable(text) && (text.length <= limit || (text.length <= 2 * limit && countCodePoints(text) <= limit))
  );
}

/** True where there is nothing in the text but blanks. */
export function isBlank(text: string): boolean {
  return text.trim() === '';
}

// One `@`, something before it, a domain of two or more dotted labels after it.
const EMAIL = /^[^@\s\p{Cc}]+@[^@.\s\p{Cc}]+(?:\.[^@.\s\p{Cc}]+)+$/u;

/** True for an e-mail address by the address book's own, lenient rule; Unicode is welcome. */
export function isEmail(text: string): boolean {
  return isTextWithin(text, TEXT_LIMITS.email) && EMAIL.test(text);
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
