import { type Book, type BookContact, type BookGroup, groupId, txtyContact, txtyPhone } from './book.ts';
import { type Expected, hole } from './expected.ts';
import type { Account, Outcome } from './oracle.ts';
import type { Received } from './received.ts';
import {
  certainMsisdn,
  echoed,
  isBlank,
  isEmail,
  isWithin,
  listItems,
  readId,
  readSeconds,
} from './rules.ts';

/** An error of this dialect. */
export function txtyError(code: string, echo: Readonly<Record<string, Expected>> = {}): Outcome {
  return { status: 200, body: { status: 'error', error: code, ...echo } };
}

const success = (code: string, members: Readonly<Record<string, Expected>> = {}): Outcome => ({
  status: 200,
  body: { status: 'success', success: code, ...members },
});

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

const FIELDS: Readonly<Record<string, (text: string) => boolean>> = {
  fullname: (text) => isWithin(text, 255),
  street: (text) => isWithin(text, 255),
  zipcode: (text) => isWithin(text, 16),
  email: (text) => isEmail(text.trim()),
  birthday: (text) => readSeconds(text) !== undefined,
  sex: (text) => text.trim() === '1' || text.trim() === '2',
};

function fieldFaults(operation: string, received: Received): readonly Outcome[] {
  const faults: Outcome[] = [];
  const needs = (name: string) => isBlank(received.text(name) ?? '');
  const takesContact = /^(view\.contact|contact\.(edit|delete|addgroup|removegroup))$/.test(operation);
  if (takesContact && needs('contact'))
    faults.push(txtyError('EMPTY_CONTACT', { contact: { contact: null } }));
  if (/^(view\.group|group\.(edit|delete))$/.test(operation) && needs('group')) faults.push(EMPTY_GROUP);
  if (
    /group$/.test(operation) &&
    operation.startsWith('contact.') &&
    listItems(received.list('group')).length === 0
  )
    faults.push(EMPTY_GROUP);
  if (/^group\.(create|edit)$/.test(operation)) faults.push(...nameFaults(received));
  if (operation === 'user.deleteapikey' && needs('apikey'))
    faults.push(txtyError('EMPTY_APIKEY', { apikey: { apikey: null } }));
  if (
    operation === 'user.newapikey' &&
    !isWithin(received.text('description') ?? '', 255) &&
    !needs('description')
  )
    faults.push(
      txtyError('DESCRIPTION_INVALID', { newapikey: { description: echoed(received.text('description')) } }),
    );
  if (/^contact\.(create|edit)$/.test(operation)) faults.push(...contactFaults(operation, received));
  return faults;
}

const EMPTY_GROUP = txtyError('EMPTY_GROUP', { group: { group: null } });

function nameFaults(received: Received): readonly Outcome[] {
  const name = received.text('name');
  if (name === undefined || isBlank(name)) return [txtyError('NAME_EMPTY', { group: { name: null } })];
  return isWithin(name, 255) ? [] : [txtyError('NAME_INVALID', { group: { name: echoed(name) } })];
}

function contactFaults(operation: string, received: Received): readonly Outcome[] {
  const fullname = received.text('fullname');
  const isEmpty = fullname === undefined ? operation === 'contact.create' : isBlank(fullname);
  const empty = isEmpty ? [txtyError('FULLNAME_EMPTY', { contact: { fullname: null } })] : [];
  const invalid = Object.entries(FIELDS).flatMap(([name, isTaken]) => {
    const text = received.text(name);
    if (text === undefined || isBlank(text) || isTaken(text)) return [];
    return [txtyError(`${name.toUpperCase()}_INVALID`, { contact: { [name]: echoed(text) } })];
  });
  return [...empty, ...invalid];
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

/** The list of contacts. */
export function txtyContacts({ book }: Account): Outcome {
  return success('VIEW_CONTACTS', { contacts: book.contacts.map(txtyContact) });
}

/** The list of groups with their members. */
export function txtyGroups({ book }: Account): Outcome {
  return success('VIEW_GROUPS', {
    groups: book.groups.map((group, place) => groupWithMembers(book, group, place)),
  });
}

function groupWithMembers(book: Book, group: BookGroup, place: number | string): Expected {
  const members = book.contacts.filter(({ groups }) => groups.has(group));
  const contacts = members.map((member, index) => txtyContact(member, `${place}.${index}`));
  return { controlgroup: groupId(group, place), name: group.name, contacts };
}

function create(received: Received, account: Account): readonly Outcome[] {
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
  change(contact, received);
  const created = {
    ...success('CREATE_CONTACT', {
      contact: {
        fullname: contact.name,
        ...txtyPhone(contact.phone, 'new'),
        controluser: account.id,
        controlcontact: hole('id new', 'number', (text) => /^[1-9]\d*$/.test(text)),
      },
    }),
    adds: { contact },
  };
  return withBadPhone(received, contact, created);
}

function edit(contact: BookContact | undefined, unknown: Outcome, received: Received): readonly Outcome[] {
  if (contact === undefined) return withBadPhone(received, { phone: { sent: '', isText: false } }, unknown);
  const changed = { ...contact };
  change(changed, received);
  const shown = success('EDIT_CONTACT', { contact: txtyContact(changed, 'one') });
  return withBadPhone(received, changed, { ...shown, effect: () => void Object.assign(contact, changed) });
}

/** Whether a text is a possible number is the numbering plan's to say, so the answer may be either. */
function withBadPhone(
  received: Received,
  { phone }: Pick<BookContact, 'phone'>,
  outcome: Outcome,
): readonly Outcome[] {
  const msisdn = received.text('msisdn');
  if (msisdn === undefined || isBlank(msisdn) || phone === 'none' || 'msisdn' in phone) return [outcome];
  return [txtyError('MSISDN_INVALID', { contact: { msisdn: echoed(msisdn) } }), outcome];
}

function change(contact: BookContact, received: Received): void {
  const set = (name: string, take: (text: string | null) => void) => {
    const text = received.text(name);
    if (text !== undefined) take(isBlank(text) ? null : text);
  };
  set('fullname', (text) => {
    contact.name = text ?? '';
  });
  set('street', (text) => {
    contact.street = text;
  });
  set('zipcode', (text) => {
    contact.zipcode = text;
  });
  set('email', (text) => {
    contact.email = text?.trim() ?? null;
  });
  set('birthday', (text) => {
    contact.birthday = text === null ? null : (readSeconds(text) ?? null);
  });
  set('sex', (text) => {
    contact.sex = text === null ? null : text.trim() === '1' ? 1 : 2;
  });
  set('msisdn', (text) => {
    const msisdn = text === null ? undefined : certainMsisdn(text);
    if (text === null) contact.phone = 'none';
    else if (msisdn === undefined) contact.phone = { sent: text, isText: false };
    else contact.phone = { msisdn, dialcode: 45, number: msisdn - 4_500_000_000 };
  });
}
