import { filemailContact, groupTextId } from './book.ts';
import { hole } from './expected.ts';
import type { Wanted } from './judge.ts';
import type { Account, Outcome } from './oracle.ts';
import type { Received } from './received.ts';
import { isCallback } from './rules.ts';

const NUMBERS: Readonly<Record<string, number>> = {
  InvalidParameter: 1002,
  InputParameterMissing: 1003,
  InvalidEmail: 1004,
  NotFound: 1005,
  WrongUsernamePassword: 2001,
  InvalidOrExpiredLoginToken: 2003,
};

/** The body of an answer that has nothing to tell. */
export const OK = { responsestatus: 'OK' };

/** An error of this dialect. Where no message is given, any that is not empty will do. */
export function filemailError(code: string, message?: string): Outcome {
  const errormessage = message ?? hole('message', 'string', (text) => /^[A-Z][^\n]{8,120}$/.test(text));
  return { status: 200, body: { responsestatus: code, errorcode: NUMBERS[code] ?? 0, errormessage } };
}

/** What the format of an answer must be. */
export function filemailFormat(received: Received): Wanted {
  if (received.text('format')?.trim().toLowerCase() === 'xml') return { format: 'xml' };
  const callback = received.text('callback') ?? '';
  return isCallback(callback) ? { format: 'jsonp', callback } : { format: 'json' };
}

/** The list of contacts. */
export function filemailContacts({ book }: Account): Outcome {
  const contacts = book.contacts.map(filemailContact);
  if (contacts.length === 0) return { status: 200, body: { Contacts: [], contacts: [], ...OK } };
  return { status: 200, body: { contacts, ...OK } };
}

/** The list of groups. */
export function filemailGroups({ book }: Account): Outcome {
  const groups = book.groups.map((group, place) => ({
    contactgroupid: groupTextId(group, place),
    contactgroupname: group.name,
  }));
  return { status: 200, body: { status: 'OK', ...OK, groups } };
}
