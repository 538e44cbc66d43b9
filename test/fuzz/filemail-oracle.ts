import { type BookContact, filemailContact, groupTextId } from './book.ts';
import { hole } from './expected.ts';
import type { Wanted } from './judge.ts';
import { type Account, type Outcome, refOf } from './oracle.ts';
import type { Received } from './received.ts';
import { certainMsisdn, echoed, isBlank, isCallback, isEmail, isStorable, isWithin } from './rules.ts';

const NUMBERS: Readonly<Record<string, number>> = {
  InvalidParameter: 1002,
  InputParameterMissing: 1003,
  InvalidEmail: 1004,
  NotFound: 1005,
  WrongUsernamePassword: 2001,
  InvalidOrExpiredLoginToken: 2003,
};

const OK = { responsestatus: 'OK' };

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

/** Every answer that the contract allows for a call of this dialect. */
export function filemailOutcomes(
  operation: string,
  received: Received,
  account: Account,
): readonly Outcome[] {
  const faults = [...commonFaults(operation, received), ...fieldFaults(operation, received)];
  if (faults.length > 0) return faults;
  if (operation === 'authentication.login') return logIn(received, account);
  if (received.text('logintoken')?.trim() !== account.token)
    return [filemailError('InvalidOrExpiredLoginToken')];
  return carryOut(operation, received, account);
}

const missing = (name: string) =>
  filemailError('InputParameterMissing', `Required parameter missing: "${name}"`);
const invalid = (name: string) => filemailError('InvalidParameter', `Parameter '${name}' is not valid`);

function commonFaults(operation: string, received: Received): readonly Outcome[] {
  const callback = received.text('callback') ?? '';
  const isBad = !isBlank(callback) && !isCallback(callback) && filemailFormat(received).format !== 'xml';
  const token = operation === 'authentication.login' ? 'present' : received.text('logintoken');
  return [...(isBad ? [invalid('callback')] : []), ...(isBlank(token ?? '') ? [missing('logintoken')] : [])];
}

/** The parameters that must be there, by operation. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'authentication.login': ['username', 'password'],
  'contacts.add': ['name', 'email'],
  'contacts.update': ['contactid'],
  'contacts.delete': ['contactid'],
  'contacts.group.add': ['name'],
  'contacts.group.update': ['contactgroupid', 'name'],
  'contacts.group.delete': ['contactgroupid'],
  'contacts.addtogroup': ['contactgroupid', 'contactid'],
  'contacts.removefromgroup': ['contactgroupid', 'contactid'],
};

function fieldFaults(operation: string, received: Received): readonly Outcome[] {
  const required = REQUIRED[operation] ?? [];
  const absent = required.filter((name) => isBlank(sentValue(operation, received, name) ?? ''));
  return [...absent.map(missing), ...textFaults(operation, received, required)];
}

function textFaults(operation: string, received: Received, required: readonly string[]): readonly Outcome[] {
  if (!/^contacts\.(add|update|group\.add|group\.update)$/.test(operation)) return [];
  const faults: Outcome[] = [];
  const name = received.text('name');
  if (name !== undefined && (isBlank(name) ? !required.includes('name') : !isWithin(name, 255)))
    faults.push(invalid('name'));
  if (operation.includes('group')) return faults;
  const email = received.text('email');
  const isEmpty = email !== undefined && isBlank(email);
  if (email !== undefined && (isEmpty ? !required.includes('email') : !isEmail(email.trim())))
    faults.push(badEmail(email));
  const mobile = received.text('mobile');
  if (mobile !== undefined && !isBlank(mobile) && !isStorable(mobile)) faults.push(invalid('mobile'));
  return faults;
}

function badEmail(email: string): Outcome {
  const value = (echoed(email) ?? '').trim();
  return filemailError('InvalidEmail', `Parameter 'email' is not a valid e-mail address: ${value}`.trimEnd());
}

/** The page's own examples name a group by `contactid`. */
function sentValue(operation: string, received: Received, name: string): string | undefined {
  const standIn = name === 'contactgroupid' && /group\.(update|delete)$/.test(operation);
  return received.text(name) ?? (standIn ? received.text('contactid') : undefined);
}

function logIn(received: Received, account: Account): readonly Outcome[] {
  const user = (received.text('username') ?? '').trim().toLowerCase();
  const isOwn = user === account.userName || user === account.email;
  if (!isOwn || received.text('password') !== account.password)
    return [filemailError('WrongUsernamePassword')];
  const logintoken = hole('token', 'string', (text) => /^[0-9a-f]{32}$/.test(text));
  return [{ status: 200, body: { responsestatus: 'ok', logintoken }, cookie: 'token' }];
}

const CONTACT_NOT_FOUND = filemailError('InvalidParameter', 'Contact not found');
const GROUP_NOT_FOUND = filemailError('InvalidParameter', 'Contact group not found');

function carryOut(operation: string, received: Received, account: Account): readonly Outcome[] {
  const { book } = account;
  const contact = book.contacts.find(({ textId }) => textId === refOf(received.text('contactid')));
  const group = book.groups.find(
    ({ textId }) => textId === refOf(sentValue(operation, received, 'contactgroupid')),
  );
  const name = received.text('name') ?? '';
  switch (operation) {
    case 'authentication.logout':
      return [{ status: 200, body: { responsestatus: 'ok', logintoken: account.token }, ends: 'token' }];
    case 'contacts.get':
      return [filemailContacts(account)];
    case 'contacts.group.get':
      return [filemailGroups(account)];
    case 'contacts.add':
      return [addContact(received, account)];
    case 'contacts.update':
      if (contact === undefined) return [CONTACT_NOT_FOUND];
      return [{ status: 200, body: OK, effect: () => edit(contact, received) }];
    case 'contacts.delete':
      if (contact === undefined) return [CONTACT_NOT_FOUND];
      return [
        { status: 200, body: OK, effect: () => void book.contacts.splice(book.contacts.indexOf(contact), 1) },
      ];
    case 'contacts.group.add': {
      const added = { id: undefined, textId: undefined, name };
      const shown = [{ contactgroupid: groupTextId(added, 'new'), contactgroupname: name }];
      return [{ status: 200, body: { ...OK, Groups: shown, groups: shown }, adds: { group: added } }];
    }
    case 'contacts.group.update':
      if (group === undefined) return [GROUP_NOT_FOUND];
      return [{ status: 200, body: OK, effect: () => void Object.assign(group, { name }) }];
    case 'contacts.group.delete':
      if (group === undefined) return [GROUP_NOT_FOUND];
      return [{ status: 200, body: OK, removes: group }];
    default:
      if (contact === undefined || group === undefined)
        return [
          ...(contact === undefined ? [CONTACT_NOT_FOUND] : []),
          ...(group === undefined ? [GROUP_NOT_FOUND] : []),
        ];
      return [
        {
          status: 200,
          body: OK,
          effect: () =>
            void (operation.endsWith('addtogroup')
              ? contact.groups.add(group)
              : contact.groups.delete(group)),
        },
      ];
  }
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

function addContact(received: Received, _account: Account): Outcome {
  const contact: BookContact = {
    ...{
      id: undefined,
      textId: undefined,
      name: '',
      email: null,
      phone: 'none',
      street: null,
      zipcode: null,
    },
    ...{ birthday: null, sex: null, groups: new Set() },
  };
  edit(contact, received);
  const { name, email } = contact;
  const contactid = hole('textId new', 'string', (text) => /^[1-9]\d*$/.test(text));
  return { status: 200, body: { ...OK, contact: { contactid, name, email } }, adds: { contact } };
}

function edit(contact: BookContact, received: Received): void {
  const [name, email, mobile] = ['name', 'email', 'mobile'].map(received.text);
  if (name !== undefined) contact.name = name;
  if (email !== undefined) contact.email = email.trim();
  if (mobile === undefined) return;
  const certain = mobile.startsWith('+') || mobile.startsWith('00') ? certainMsisdn(mobile) : undefined;
  contact.phone = isBlank(mobile)
    ? 'none'
    : certain === undefined
      ? { sent: mobile, isText: true }
      : phoneOf(certain);
}

function phoneOf(msisdn: number) {
  return { msisdn, dialcode: 45, number: msisdn - 4_500_000_000 };
}
