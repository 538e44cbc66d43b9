/*
 * What a vCard has no place for: a control character, a phone that is no number, a moment that is no midnight. The
 * standard property tells of it as well as it can, and `X-DIGLOT-EXACT;FIELD=…` tells the rest, percent-encoded.
 */

/** What is told exactly beside its property. */
export type ExactField = 'name' | 'street' | 'zipcode' | 'text-id' | 'phone' | 'dialcode' | 'birthday';

// RFC 6350 has no way to write these; a newline it writes as \n.
const UNWRITABLE = /[\0-\x08\x0b-\x1f\x7f]/g;

/** A text as a property can hold it. */
export function toWritable(text: string): string {
  return text.replace(UNWRITABLE, '?');
}

/** True where nothing of a text is lost in a property. */
export function isWritable(text: string): boolean {
  return text.search(UNWRITABLE) < 0;
}

/** The exact text, where it is still the one that stands in the property: who edits that knows nothing of the other. */
export function exactText(read: string, exact: string | undefined): string {
  return exact !== undefined && toWritable(exact) === read ? exact : read;
}

/** Reads the percent-encoding; undefined where it is broken. */
export function decodeExact(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
