import { isIP } from 'node:net';
import { compile } from 'proxy-addr';
import * as v from 'valibot';

/** A kind of value: how its text is read, and what a person is told to write. */
export interface ValueKind<T> {
  /** What is accepted, worded to follow "write". */
  readonly accepts: string;
  readonly schema: v.GenericSchema<string, T>;
}

/** One environment variable: the check, the documentation and the type of its field derive from it. */
export interface Setting extends ValueKind<unknown> {
  readonly name: string;
  /** As it would be written; a setting without one may stay unset. */
  readonly default?: string;
  readonly description: string;
  /** Its value is never repeated in a message. */
  readonly secret?: true;
}

/** A whole number between two bounds, both included. */
export function wholeNumber(least: number, most: number): ValueKind<number> {
  return {
    accepts: `a whole number from ${least} to ${most}`,
    schema: v.pipe(
      v.string(),
      v.regex(/^\d{1,15}$/),
      v.transform(Number),
      v.minValue(least),
      v.maxValue(most),
    ),
  };
}

/** One word of a list, in any case. */
export function oneOf<const Word extends string>(words: readonly Word[]): ValueKind<Word> {
  return {
    accepts: `one of ${words.join(', ')}`,
    schema: v.pipe(v.string(), v.toLowerCase(), v.picklist(words)),
  };
}

/** An address to listen on. */
export function listenHost(): ValueKind<string> {
  return {
    accepts:
      'an IP address without brackets, or a host name: 127.0.0.1 for this machine only, 0.0.0.0 for all',
    schema: v.pipe(
      v.string(),
      v.check((host) => isIP(host) !== 0 || /^[a-z0-9](?:[\w.-]{0,251}[a-z0-9])?$/i.test(host)),
    ),
  };
}

/** The path of a directory, absolute or from the working directory. */
export function directoryPath(): ValueKind<string> {
  return {
    accepts: 'the path of a directory',
    schema: v.pipe(
      v.string(),
      v.check((path) => !path.includes('\0')),
    ),
  };
}

/** A connection string of Postgres, which must name its database. */
export function postgresUrl(): ValueKind<string> {
  return {
    accepts:
      'postgres://USER:PASSWORD@HOST:5432/DATABASE, with special characters of the password percent-encoded',
    schema: v.pipe(v.string(), v.check(isPostgresUrl)),
  };
}

function isPostgresUrl(text: string): boolean {
  if (!URL.canParse(text) || /%(?![0-9a-f]{2})/i.test(text)) return false;
  const { protocol, pathname } = new URL(text);
  return /^postgres(?:ql)?:$/.test(protocol) && pathname.length > 1;
}

/** Addresses and networks of proxies, parted by commas. */
export function proxyList(): ValueKind<readonly string[]> {
  return {
    accepts: 'IP addresses and networks parted by commas, such as 10.0.0.0/8,::1, or the word loopback',
    schema: v.pipe(
      v.string(),
      v.transform((text) => text.split(',').map((item) => item.trim())),
      v.check((items) => isProxyList(items)),
    ),
  };
}

function isProxyList(items: readonly string[]): boolean {
  try {
    compile([...items]);
    return true;
  } catch {
    return false;
  }
}

/** The beginning of URLs of a server, without a slash at its end. */
export function originUrl(): ValueKind<string> {
  return {
    accepts: 'http:// or https:// with a host and maybe a path, and without user, password, ? and #',
    schema: v.pipe(
      v.string(),
      v.check(isOriginUrl),
      v.transform((text) => new URL(text).href.replace(/\/+$/, '')),
    ),
  };
}

function isOriginUrl(text: string): boolean {
  return /^[^?#@]+$/.test(text) && isPageUrl(text);
}

/** The address of a page, as it may stand in a header. */
export function pageUrl(): ValueKind<string> {
  return {
    accepts: 'http:// or https:// with the address of a page, and without user and password',
    schema: v.pipe(
      v.string(),
      v.check(isPageUrl),
      v.transform((text) => new URL(text).href),
    ),
  };
}

function isPageUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

const DAY_MS = 86_400_000;

/** A day, read as the Unix time in milliseconds at which it ends in UTC. */
export function lastDay(): ValueKind<number> {
  return {
    accepts: 'a day such as 2030-12-31',
    schema: v.pipe(
      v.string(),
      v.isoDate(),
      v.check(isDay),
      v.transform((text) => Date.parse(text) + DAY_MS),
    ),
  };
}

/** The 31st of a shorter month is a day of the next to `Date`. */
function isDay(text: string): boolean {
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
