import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js';

/** A number in E.164 (ITU-T): at most 15 digits, the dialling code first. */
export interface PhoneNumber {
  /** Country calling code, such as 45. */
  readonly dialcode: number;
  /** The whole number without its plus sign, such as 4512345678. */
  readonly msisdn: number;
}

/** What is known of a contact's phone: a number, or a text that is no possible number. */
export type Phone = PhoneNumber | { readonly text: string };

/** A region of the numbering plan, as ISO 3166-1 alpha-2. */
export type Region = CountryCode;

/** Which reading of bare digits is tried first: as an international number or as one of the home region. */
export type PhoneReading = 'international' | 'home';

const MAX_DIGITS = 15;
const SEPARATORS = /[\s().\-/‐-―]+/g;
const BARE_DIGITS = /^\d+$/;

/** Reads a region's code in any case; undefined where libphonenumber has no such region. */
export function findRegion(code: string): Region | undefined {
  const region = code.trim().toUpperCase();
  return isSupportedCountry(region) ? region : undefined;
}

/** Says that what a text means depends on the region it is dialled from. */
export const NEEDS_REGION = 'needs-region';

/** Reads a phone number as `readPhone` does, as far as that can be done without the home region. */
export function readPhoneAnywhere(
  text: string,
  reading: PhoneReading,
): PhoneNumber | typeof NEEDS_REGION | undefined {
  const explicit = explicitDigits(text);
  if (explicit !== undefined) return readInternational(explicit);
  if (readingOf(text, reading) === 'home') return NEEDS_REGION;
  return readInternational(compact(text)) ?? NEEDS_REGION;
}

/**
 * Reads a phone number: the whole text must be one, and it must be possible (of a length that its region
 * knows), not assigned. `home` is the region of national numbers. Undefined where no reading fits.
 */
export function readPhone(text: string, reading: PhoneReading, home: Region): PhoneNumber | undefined {
  const phone = readPhoneAnywhere(text, reading);
  if (phone !== NEEDS_REGION) return phone;
  return readHome(text, home) ?? readInternational(compact(text));
}

/** The digits after the dialling code, as a number: an Italian leading zero is lost here. */
export function nationalNumber({ dialcode, msisdn }: PhoneNumber): number {
  // The dialling code moved to where it stands in the number.
  let code = dialcode;
  while (code * 10 <= msisdn) code *= 10;
  return msisdn - code;
}

function compact(text: string): string {
  return text.replace(SEPARATORS, '');
}

/** The digits of a text that says it is international: `+45…` or `0045…`. */
function explicitDigits(text: string): string | undefined {
  const characters = compact(text);
  if (characters.startsWith('+')) return characters.slice(1);
  return characters.startsWith('00') ? characters.slice(2) : undefined;
}

/** A leading blank is most likely a `+` that the URL turned into a space. */
function readingOf(text: string, reading: PhoneReading): PhoneReading {
  return /^\s+\d/.test(text) ? 'international' : reading;
}

function readInternational(digits: string): PhoneNumber | undefined {
  return BARE_DIGITS.test(digits) ? toPhoneNumber(`+${digits}`) : undefined;
}

function readHome(text: string, home: Region): PhoneNumber | undefined {
  return toPhoneNumber(text.trim(), home);
}

function toPhoneNumber(text: string, home?: Region): PhoneNumber | undefined {
  const parsed = parsePhoneNumberFromString(text, {
    extract: false,
    ...(home === undefined ? {} : { defaultCountry: home }),
  });
  if (parsed === undefined || parsed.ext !== undefined || !parsed.isPossible()) return undefined;
  const digits = parsed.number.slice(1);
  if (digits.length > MAX_DIGITS) return undefined;
  return { dialcode: Number(parsed.countryCallingCode), msisdn: Number(digits) };
}

/** A region with its dialling code and its English name. */
export interface RegionDialcode {
  readonly region: Region;
  readonly dialcode: number;
  readonly country: string;
}

/** Every region of the numbering plan with its dialling code, in the order of libphonenumber. */
export function listDialcodes(): readonly RegionDialcode[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region' });
  return getCountries().map((region) => ({
    region,
    dialcode: Number(getCountryCallingCode(region)),
    country: names.of(region) ?? region,
  }));
}
