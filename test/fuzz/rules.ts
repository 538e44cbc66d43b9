/*
 * The rules of the address book as the contract tells them, written a second time: nothing here comes from
 * the program.
 */

/** True where a text is blanks only. */
export const isBlank = (text: string) => text.trim() === '';

/** True where a text can be kept: no lone surrogate and no U+0000. */
export const isStorable = (text: string) => text.isWellFormed() && !text.includes('\0');

/** True where a text can be kept and has at most so many characters. */
export const isWithin = (text: string, limit: number) => isStorable(text) && [...text].length <= limit;

/** True for an e-mail address: one `@`, something before it, a dotted domain after it, no blanks. */
export function isEmail(text: string): boolean {
  const [local, domain, ...more] = text.split('@');
  if (local === undefined || domain === undefined || more.length > 0) return false;
  const labels = domain.split('.');
  const hasBlank = [...text].some((character) => /[\s\p{Cc}]/u.test(character));
  return isWithin(text, 254) && local !== '' && labels.length > 1 && !labels.includes('') && !hasBlank;
}

/** Unix seconds of at most 15 digits; undefined where the text is none. */
export function readSeconds(text: string): number | undefined {
  const digits = text.trim().replace(/^-/, '');
  if (digits.length < 1 || digits.length > 15 || [...digits].some((digit) => digit < '0' || digit > '9'))
    return undefined;
  const seconds = Number(text.trim());
  return seconds === 0 ? 0 : seconds;
}

/** An id of the Txty dialect; undefined where the text is none. */
export function readId(text: string): number | undefined {
  return /^[0-9]{1,16}$/.test(text.trim()) ? Number(text.trim()) : undefined;
}

/** The items of a list parameter. */
export function listItems(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => value.split(',').map((item) => item.trim())).filter((item) => item !== '');
}

/** A zip code as Txty shows it. */
export function shownZipcode(zipcode: string | null): string | number | null {
  if (zipcode === null || !/^[1-9][0-9]*$/.test(zipcode)) return zipcode;
  return Number.isSafeInteger(Number(zipcode)) ? Number(zipcode) : zipcode;
}

/** True for a dotted JavaScript identifier of at most 128 characters. */
export function isCallback(name: string): boolean {
  const isIdentifier = (part: string) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(part);
  return name.length <= 128 && name.split('.').every(isIdentifier);
}

/** What is the value as an error repeats it: null where there is none, or it is no text. */
export const echoed = (text: string | undefined) => (text?.isWellFormed() === true ? text : null);

/** The number of the one text that everybody must read alike; undefined where it is up to the plan of numbers. */
export function certainMsisdn(text: string): number | undefined {
  const match = /^(?:\+|00|\s)?(45[1-9]\d{7})$/.exec(text.replaceAll(/(?<=\d) (?=\d)/g, ''));
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** True where the digits of a number all come from the text, but for the code of the home region. */
export function isNumberOf(text: string, msisdn: string): boolean {
  const digits = [...text].map(digitOf).join('');
  return (
    isWithinInOrder(msisdn, digits) || (msisdn.startsWith('45') && isWithinInOrder(msisdn.slice(2), digits))
  );
}

function digitOf(character: string): string {
  if (!/\p{Nd}/u.test(character)) return '';
  const normal = character.normalize('NFKC');
  if (/[0-9]/.test(normal)) return normal;
  // The digits of each script stand together, from nought to nine.
  let nought = character.codePointAt(0) ?? 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(nought - 1))) nought -= 1;
  return String(((character.codePointAt(0) ?? 0) - nought) % 10);
}

function isWithinInOrder(wanted: string, digits: string): boolean {
  let position = 0;
  for (const digit of wanted) {
    const found = digits.indexOf(digit, position);
    if (found < 0) return false;
    position = found + 1;
  }
  return wanted !== '';
}
