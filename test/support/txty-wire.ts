import { expect } from 'vitest';
import type { TestAccount } from './account.ts';
import { callUrl, type Parameters, type Reply } from './client.ts';

type Members = Readonly<Record<string, unknown>>;

/** The whole text of a success; keys stand in the order in which they are given. */
export function successText(code: string, members: Members = {}): string {
  return JSON.stringify({ status: 'success', success: code, ...members });
}

/** The whole text of an error. */
export function errorText(code: string, echo: Members = {}): string {
  return JSON.stringify({ status: 'error', error: code, ...echo });
}

export const ACCESS_DENIED = errorText('ACCESS_DENIED');
export const EMPTY_CONTACT = errorText('EMPTY_CONTACT', { contact: { contact: null } });
export const EMPTY_GROUP = errorText('EMPTY_GROUP', { group: { group: null } });

/** The refusal of a credential, of which only the user is shown. */
export function userNotFoundText(user: string | null): string {
  return errorText('USER_NOT_FOUND', { login: { user, key: null } });
}

export function contactNotFoundText(contact: string | null): string {
  return errorText('CONTACT_NOT_FOUND', { contact: { contact } });
}

export function groupNotFoundText(group: string | null): string {
  return errorText('GROUP_NOT_FOUND', { group: { group } });
}

/** A contact as answers show it. */
export interface ShownContact {
  readonly birthday: number | null;
  readonly controlcontact: number;
  readonly dialcode: number | null;
  readonly email: string | null;
  readonly fullname: string;
  readonly groups: readonly number[] | null;
  readonly msisdn: number | null;
  readonly number: number | null;
  readonly sex: number | null;
  readonly street: string | null;
  readonly zipcode: string | number | null;
}

/** A contact of which only these fields are known, with all keys in the order of the Txty contacts page. */
export function shownContact(
  known: Partial<ShownContact> & Pick<ShownContact, 'controlcontact'>,
): ShownContact {
  const unknown = { birthday: null, controlcontact: 0, dialcode: null, email: null, fullname: 'Fullname' };
  const rest = { groups: null, msisdn: null, number: null, sex: null, street: null, zipcode: null };
  return { ...unknown, ...rest, ...known };
}

/** An operation's answer: HTTP 200 and this whole text. */
export function expectAnswer({ status, text }: Reply, expected: string): void {
  expect({ status, text }).toEqual({ status: 200, text: expected });
}

/** A value in the answer, by the keys and positions that lead to it. */
export function at(reply: Reply, ...steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>((value, step) => Object(value)[step], reply.json);
}

/** Creates a contact and returns its id. */
export async function addContact(account: TestAccount, parameters: Parameters = {}): Promise<number> {
  const reply = await account.txty('contact/create', { fullname: 'Fullname', ...parameters });
  return idIn(reply, 'contact', 'controlcontact');
}

/** Creates a group and returns its id. */
export async function addGroup(account: TestAccount, name = 'Name'): Promise<number> {
  return idIn(await account.txty('group/create', { name }), 'group', 'controlgroup');
}

function idIn(reply: Reply, ...steps: readonly string[]): number {
  const id = at(reply, ...steps);
  if (typeof id !== 'number') throw new Error(`there is no id in ${reply.text}`);
  return id;
}

/** The whole text of the account's list of contacts. */
export async function listText(account: TestAccount): Promise<string> {
  return (await account.txty('view/contacts')).text;
}

export const NO_CONTACTS = successText('VIEW_CONTACTS', { contacts: [] });

/** The whole text of a list of these contacts. */
export function contactsText(...contacts: readonly ShownContact[]): string {
  return successText('VIEW_CONTACTS', { contacts });
}

/** Calls with parameters that are encoded already, so that they may be no UTF-8. */
export function callEncoded(url: string, account: TestAccount, path: string, query: string): Promise<Reply> {
  return callUrl(`${url}/${path}/api.json?user=${account.userName}&key=${account.key}&${query}`);
}
