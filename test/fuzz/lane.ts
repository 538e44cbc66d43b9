import { type BookContact, learnContact, learnGroup } from './book.ts';
import type { CallCase } from './call-case.ts';
import type { Connection } from './connection.ts';
import { type EncodedCall, encodeCall } from './encode.ts';
import { expectedAnswers } from './expected-answers.ts';
import { filemailContacts, filemailGroups } from './filemail-oracle.ts';
import type { HttpAnswer } from './http-answer.ts';
import { judgeAnswer, type Wanted } from './judge.ts';
import type { Account, Outcome } from './oracle.ts';
import { callPlainly, plainRequest, valueAt } from './plain-call.ts';
import type { Tally } from './tally.ts';
import { txtyContacts, txtyGroups } from './txty-oracle.ts';
import type { Own } from './values.ts';

/** What cases of a lane may refer to beside its own account. */
export interface Neighbour {
  readonly userName: string;
  readonly contactId: string;
  readonly contactTextId: string;
  readonly groupId: string;
  readonly groupTextId: string;
}

/** One account with a connection of its own, which takes one case after the other. */
export interface Lane {
  /** Makes a call, judges the answer, and looks into the book behind it. Rejects with what is wrong. */
  run(call: CallCase): Promise<void>;
  /** Brings the account back to a book that is known. */
  reset(): Promise<void>;
}

const MOST_CONTACTS = 5;
const MOST_GROUPS = 4;

export function createLane(
  account: Account,
  neighbour: Neighbour,
  connection: Connection,
  tally: Tally,
): Lane {
  const { book } = account;
  let reads = 0;

  const own = (what: Own, pick: number): string => {
    const contact = book.contacts[pick % Math.max(book.contacts.length, 1)];
    const group = book.groups[pick % Math.max(book.groups.length, 1)];
    const values: Readonly<Record<Own, string>> = {
      token: account.token,
      key: account.key,
      deadToken: '0123456789abcdef0123456789abcdef',
      spareKey: account.spareKeys[0] ?? '',
      user: account.userName,
      userEmail: account.email.toUpperCase(),
      otherUser: neighbour.userName,
      password: account.password,
      contactId: String(contact?.id ?? 0),
      contactTextId: contact?.textId ?? 'none',
      otherContactId: neighbour.contactId,
      otherContactTextId: neighbour.contactTextId,
      groupId: String(group?.id ?? 0),
      groupTextId: group?.textId ?? 'none',
      otherGroupId: neighbour.groupId,
      otherGroupTextId: neighbour.groupTextId,
      goneId: '2147483647',
    };
    return values[what];
  };

  const filemail = (path: string) => plainRequest(`/api/${path}`, { logintoken: account.token });
  const filemailXml = (path: string) =>
    plainRequest(`/api/${path}`, { logintoken: account.token, format: 'xml' });
  const txty = (path: string, format = 'json') =>
    plainRequest(`/${path}/api.${format}`, { user: account.userName, key: account.key });

  const check = async (bytes: Buffer, wanted: Wanted, outcome: () => Outcome, what: string) => {
    const answer = await connection.send(bytes);
    try {
      const { captures } = judgeAnswer(answer, wanted, [outcome()]);
      for (const [place, contact] of book.contacts.entries()) learnContact(contact, place, captures);
      for (const [place, group] of book.groups.entries()) learnGroup(group, place, captures);
    } catch (error) {
      throw new Error(`afterwards ${what} is wrong: ${messageOf(error)}\n${shownAnswer(answer)}`);
    }
  };

  const json = { format: 'json' } as const;
  const xml = { format: 'xml' } as const;
  const lists = {
    txtyContacts: () => check(txty('view/contacts'), json, () => txtyContacts(account), 'view/contacts'),
    filemailContacts: () =>
      check(filemail('contacts/get'), json, () => filemailContacts(account), 'contacts/get'),
    txtyGroups: () => check(txty('view/groups'), json, () => txtyGroups(account), 'view/groups'),
    filemailGroups: () =>
      check(filemail('contacts/group/get'), json, () => filemailGroups(account), 'group/get'),
    txtyXml: () =>
      check(txty('view/contacts', 'xml'), xml, () => txtyContacts(account), 'view/contacts in XML'),
    filemailXml: () =>
      check(filemailXml('contacts/get'), xml, () => filemailContacts(account), 'contacts/get in XML'),
  };
  const listsOf = (isGroup: boolean) =>
    isGroup ? [lists.filemailGroups, lists.txtyGroups] : [lists.txtyContacts, lists.filemailContacts];

  /** What was accepted must be there in both dialects; what was refused, in neither. */
  const look = async (operation: string, changed: boolean) => {
    reads += 1;
    const isGroup = /^(contacts\.)?group\./.test(operation) || /group$/.test(operation);
    if (!changed) {
      const both = listsOf(isGroup);
      await both[reads % both.length]?.();
      return;
    }
    await Promise.all(listsOf(isGroup).map((list) => list()));
    if (reads % 4 === 0)
      await Promise.all([lists.txtyXml(), lists.filemailXml(), ...listsOf(!isGroup).map((list) => list())]);
  };

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

  /** Neither an empty book nor a long one. */
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
    if (isEmpty) await Promise.all([...listsOf(false), ...listsOf(true)].map((list) => list()));
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

  const apply = async (outcome: Outcome, captures: Map<string, string | null>) => {
    outcome.effect?.();
    const { contact, group } = outcome.adds ?? {};
    if (contact !== undefined) {
      learnContact(contact, 'new', captures);
      book.contacts.push(contact);
    }
    if (group !== undefined) {
      learnGroup(group, 'new', captures);
      book.groups.push(group);
    }
    if (outcome.removes !== undefined) {
      book.groups.splice(book.groups.indexOf(outcome.removes), 1);
      for (const member of book.contacts) member.groups.delete(outcome.removes);
    }
    if (outcome.ends !== undefined) await renew(outcome.ends);
  };

  const run = async (call: CallCase) => {
    const encoded = encodeCall(call, own);
    const { wanted, outcomes } = expectedAnswers(encoded, account);
    const answer = await connection.send(encoded.bytes, encoded.isHead);
    const { operation, changed } = await explain(encoded, answer, async () => {
      const { verdict, captures } = judgeAnswer(answer, wanted, outcomes, encoded.isHead);
      judgeCookie(answer, verdict, captures.get(verdict.cookie ?? ''));
      await apply(verdict, captures);
      tally.note(encoded.target.dialect.name, answer.status, verdict.body);
      const { effect, adds, removes } = verdict;
      return { operation: encoded.target.endpoint.id, changed: (effect ?? adds ?? removes) !== undefined };
    });
    if (WRITES.test(operation)) await explain(encoded, answer, () => look(operation, changed));
    await level();
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

  return { run, reset };
}

const WRITES = /add|update|delete|create|edit|remove/;

function judgeCookie({ headers }: HttpAnswer, { cookie }: Outcome, value: string | null | undefined): void {
  const sent = headers.get('set-cookie') ?? [];
  const expected = cookie === undefined ? [] : [`logintoken=${value}; Path=/; HttpOnly; SameSite=Strict`];
  if (sent.join('\n') !== expected.join('\n')) throw new Error(`set-cookie is ${JSON.stringify(sent)}`);
}

async function explain<T>({ bytes }: EncodedCall, answer: HttpAnswer, judge: () => Promise<T>): Promise<T> {
  try {
    return await judge();
  } catch (error) {
    throw new Error(
      `${messageOf(error)}\n--- sent ---\n${shownBytes(bytes)}\n--- answered ---\n${shownAnswer(answer)}`,
    );
  }
}

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function shownAnswer({ status, headers, body }: HttpAnswer): string {
  const lines = [...headers].map(([name, values]) => `${name}: ${values.join(', ')}`);
  return [`HTTP ${status}`, ...lines, '', shownBytes(body)].join('\n');
}

/** Bytes for a person to read, and short enough for one. */
export function shownBytes(bytes: Buffer): string {
  const text = bytes.toString('latin1').replace(/[^\n\x20-\x7E]/g, (character) => {
    return character === '\r' ? '' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return text.length > 4000 ? `${text.slice(0, 4000)}… (${bytes.length} bytes)` : text;
}
