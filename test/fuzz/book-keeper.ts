import type { BookContact } from './book.ts';
import type { BookCheck } from './book-check.ts';
import type { Connection } from './connection.ts';
import type { Account, Outcome } from './oracle.ts';
import { callPlainly, valueAt } from './plain-call.ts';

/** Keeps an account in a state in which cases find what they need. */
export interface BookKeeper {
  /** Sees to a book that is neither empty nor long. */
  level(): Promise<void>;
  /** Puts a new credential into the place of one that is dead. */
  renew(ends: NonNullable<Outcome['ends']>): Promise<void>;
  /** Brings the account back to a book that is known. */
  reset(): Promise<void>;
}

const MOST_CONTACTS = 5;
const MOST_GROUPS = 4;

export function createBookKeeper(
  account: Account,
  connection: Connection,
  { lookAtAll }: BookCheck,
): BookKeeper {
  const { book } = account;

  const must = async (path: string, parameters: Readonly<Record<string, string>>) => {
    const answer = await callPlainly(connection, `/${path}`, {
      user: account.userName,
      key: account.key,
      ...parameters,
    });
    if (valueAt(answer, 'status') !== 'success')
      throw new Error(`${path} was answered ${JSON.stringify(answer)}`);
    return answer;
  };
  const addContact = async () => {
    const name = 'Åse & <Søn>';
    const answer = await must('contact/create/api.json', {
      fullname: name,
      msisdn: '4512345678',
      zipcode: '0999',
    });
    const contact: BookContact = {
      ...{ id: Number(valueAt(answer, 'contact', 'controlcontact')), textId: undefined, name, email: null },
      ...{ phone: { msisdn: 4512345678, dialcode: 45, number: 12345678 }, street: null, zipcode: '0999' },
      ...{ birthday: null, sex: null, groups: new Set() },
    };
    book.contacts.push(contact);
  };
  const addGroup = async () => {
    const answer = await must('group/create/api.json', { name: 'Ven' });
    book.groups.push({
      id: Number(valueAt(answer, 'group', 'controlgroup')),
      textId: undefined,
      name: 'Ven',
    });
  };

  const level = async () => {
    const isFull = book.contacts.length > MOST_CONTACTS || book.groups.length > MOST_GROUPS;
    const isEmpty = book.contacts.length === 0 || book.groups.length === 0;
    while (book.contacts.length > MOST_CONTACTS / 2 && isFull) {
      await must('contact/delete/api.json', { contact: String(book.contacts.shift()?.id) });
    }
    while (book.groups.length > MOST_GROUPS / 2 && isFull) {
      const group = book.groups.shift();
      await must('group/delete/api.json', { group: String(group?.id) });
      if (group !== undefined) for (const contact of book.contacts) contact.groups.delete(group);
    }
    if (book.contacts.length === 0) await addContact();
    if (book.groups.length === 0) await addGroup();
    if (isEmpty) await lookAtAll();
  };

  const renew = async (ends: NonNullable<Outcome['ends']>) => {
    if (ends === 'token') account.token = await logIn('token');
    else if (ends === 'key') account.key = await logIn('key');
    else account.spareKeys.splice(account.spareKeys.indexOf(ends.spareKey), 1, await logIn('key'));
  };
  const logIn = async (kind: 'token' | 'key') => {
    const { userName, password } = account;
    const answer =
      kind === 'token'
        ? await callPlainly(connection, '/api/authentication/login', { username: userName, password })
        : await callPlainly(connection, '/user/newapikey/login.json', { user: userName, pass: password });
    const secret = kind === 'token' ? valueAt(answer, 'logintoken') : valueAt(answer, 'newapikey', 'key');
    if (typeof secret !== 'string') throw new Error(`a login was answered ${JSON.stringify(answer)}`);
    return secret;
  };

  const reset = async () => {
    account.token = await logIn('token');
    account.key = await logIn('key');
    const contacts = valueAt(await must('view/contacts/api.json', {}), 'contacts');
    const groups = valueAt(await must('view/groups/api.json', {}), 'groups');
    for (const contact of Object(contacts))
      await must('contact/delete/api.json', { contact: String(contact.controlcontact) });
    for (const group of Object(groups))
      await must('group/delete/api.json', { group: String(group.controlgroup) });
    book.contacts.length = 0;
    book.groups.length = 0;
    await level();
  };

  return { level, renew, reset };
}
