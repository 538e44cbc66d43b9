import { type BookContact, groupTextId } from './book.ts';
import { hole } from './expected.ts';
import { filemailContacts, filemailError, filemailGroups, OK } from './filemail-answers.ts';
import { parameterFaults, sentValue } from './filemail-faults.ts';
import { type Account, type Outcome, refOf } from './oracle.ts';
import type { Received } from './received.ts';
import { certainMsisdn, isBlank } from './rules.ts';

/** Every answer that the contract allows for a call of this dialect. */
export function filemailOutcomes(
  operation: string,
  received: Received,
  account: Account,
): readonly Outcome[] {
  const faults = parameterFaults(operation, received);
  if (faults.length > 0) return faults;
  if (operation === 'authentication.login') return logIn(received, account);
  if (received.text('logintoken')?.trim() !== account.token)
    return [filemailError('InvalidOrExpiredLoginToken')];
  return carryOut(operation, received, account);
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
      return [addContact(received)];
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

function addContact(received: Received): Outcome {
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
