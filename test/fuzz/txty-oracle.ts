import { type Book, type BookContact, type BookGroup, groupId, txtyContact } from './book.ts';
import { type Expected, hole } from './expected.ts';
import type { Account, Outcome } from './oracle.ts';
import type { Received } from './received.ts';
import { echoed, listItems, readId } from './rules.ts';
import { groupWithMembers, success, txtyContacts, txtyError, txtyGroups } from './txty-answers.ts';
import { create, edit } from './txty-edits.ts';
import { fieldFaults } from './txty-faults.ts';

/** Every answer that the contract allows for a call of this dialect. */
export function txtyOutcomes(operation: string, received: Received, account: Account): readonly Outcome[] {
  const faults = fieldFaults(operation, received);
  if (faults.length > 0) return faults;
  const login = operation === 'user.newapikey';
  if (!isCredential(received, account, login)) {
    const user = echoed(received.text('user'));
    return [txtyError('USER_NOT_FOUND', { login: { user, [login ? 'pass' : 'key']: null } })];
  }
  return carryOut(operation, received, account);
}

function isCredential(received: Received, account: Account, login: boolean): boolean {
  const user = (received.text('user') ?? '').trim().toLowerCase();
  const isOwn = user === account.userName || user === account.email;
  const secret = login ? received.text('pass') : received.text('key')?.trim();
  return (
    isOwn &&
    (login ? secret === account.password : secret === account.key || account.spareKeys.includes(secret ?? ''))
  );
}

function carryOut(operation: string, received: Received, account: Account): readonly Outcome[] {
  const { book } = account;
  const id = readId(received.text('contact') ?? '');
  const contact = id === undefined ? undefined : book.contacts.find((known) => known.id === id);
  const group = findGroup(book, received.text('group') ?? '');
  const unknownContact = txtyError('CONTACT_NOT_FOUND', {
    contact: { contact: echoed(received.text('contact')) },
  });
  const unknownGroup = txtyError('GROUP_NOT_FOUND', { group: { group: echoed(received.text('group')) } });
  const name = received.text('name') ?? '';
  switch (operation) {
    case 'user.newapikey': {
      const key = hole('key', 'string', (text) => /^[0-9a-f]{32}$/.test(text));
      return [success('ADDED_KEY', { newapikey: { controlapikey: hole('keyId', 'number'), key } })];
    }
    case 'user.deleteapikey':
      return [endKey(received.text('apikey')?.trim() ?? '', account)];
    case 'view.user':
      return [success('VIEW_USER', { user: shownAccount(account) })];
    case 'view.contacts':
      return [txtyContacts(account)];
    case 'view.groups':
      return [txtyGroups(account)];
    case 'view.contact':
      return [
        contact === undefined
          ? unknownContact
          : success('VIEW_CONTACT', { contact: txtyContact(contact, 'one') }),
      ];
    case 'view.group':
      return [
        group === undefined
          ? unknownGroup
          : success('VIEW_GROUP', { group: groupWithMembers(book, group, 'one') }),
      ];
    case 'contact.create':
      return create(received, account);
    case 'contact.edit':
      return edit(contact, unknownContact, received);
    case 'contact.delete':
      if (contact === undefined) return [unknownContact];
      return [
        {
          ...success('DELETE_CONTACT'),
          effect: () => void book.contacts.splice(book.contacts.indexOf(contact), 1),
        },
      ];
    case 'group.create': {
      const added = { id: undefined, textId: undefined, name };
      return [
        {
          ...success('CREATE_GROUP', { group: { name, controlgroup: groupId(added, 'new') } }),
          adds: { group: added },
        },
      ];
    }
    case 'group.edit':
      if (group === undefined) return [unknownGroup];
      return [
        {
          ...success('EDIT_GROUP', { group: { controlgroup: group.id ?? 0, name } }),
          effect: () => void Object.assign(group, { name }),
        },
      ];
    case 'group.delete':
      return [group === undefined ? unknownGroup : { ...success('DELETE_GROUP'), removes: group }];
    default:
      return changeGroups(operation === 'contact.addgroup', received, book, contact, unknownContact);
  }
}

function findGroup(book: Book, text: string): BookGroup | undefined {
  const id = readId(text);
  return id === undefined ? undefined : book.groups.find((group) => group.id === id);
}

function changeGroups(
  adds: boolean,
  received: Received,
  book: Book,
  contact: BookContact | undefined,
  unknownContact: Outcome,
): readonly Outcome[] {
  const items = listItems(received.list('group'));
  const groups = items.flatMap((item) => findGroup(book, item) ?? []);
  const unknown = items.find((item) => findGroup(book, item) === undefined);
  const unknownGroup = txtyError('GROUP_NOT_FOUND', { group: { group: echoed(unknown) } });
  if (contact === undefined || unknown !== undefined)
    return [
      ...(contact === undefined ? [unknownContact] : []),
      ...(unknown === undefined ? [] : [unknownGroup]),
    ];
  const [code, member] = adds ? ['ADD_GROUP', 'addgroup'] : ['REMOVE_GROUP', 'removegroup'];
  const effect = () => {
    for (const group of groups) adds ? contact.groups.add(group) : contact.groups.delete(group);
  };
  return [{ ...success(code, { [member]: { groups: items } }), effect }];
}

function endKey(key: string, account: Account): Outcome {
  if (key === account.key) return { ...success('DELETE_APIKEY'), ends: 'key' };
  if (account.spareKeys.includes(key)) return { ...success('DELETE_APIKEY'), ends: { spareKey: key } };
  return txtyError('APIKEY_NOT_FOUND', { apikey: { apikey: null } });
}

function shownAccount({ id, userName, email }: Account): Expected {
  const none = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, null]));
  return {
    ...{ controluser: id, username: userName, status: 10 },
    ...none('companyname', 'companyid', 'eannumber', 'fullname', 'street', 'zipcode', 'msisdn'),
    ...none('dialcode', 'number'),
    email,
    lockedname: null,
    createdtime: hole('createdtime', 'number'),
    ...none('iplast_login', 'iplast_gw', 'timestamp_login', 'timestamp_gw', 'callback', 'bcontactid'),
  };
}
