import type { TestAccount } from '../support/account.ts';
import type { Parameters, Reply } from '../support/client.ts';

/** The two names of one contact or group. */
export interface BothIds {
  /** `controlcontact` or `controlgroup`. */
  readonly number: number;
  /** `contactid` or `contactgroupid`. */
  readonly text: string;
}

/** A value in an answer, by the keys and positions that lead to it; undefined where there is none. */
export function pick(reply: Reply, ...steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>((value, step) => Object(value)[step], reply.json);
}

/** Every contact as Filemail lists it. */
export async function filemailContacts(account: TestAccount): Promise<readonly unknown[]> {
  return listOf(pick(await account.filemail('contacts/get'), 'contacts'));
}

/** Every group as Filemail lists it. */
export async function filemailGroups(account: TestAccount): Promise<readonly unknown[]> {
  return listOf(pick(await account.filemail('contacts/group/get'), 'groups'));
}

/** Every contact as Txty lists it. */
export async function txtyContacts(account: TestAccount): Promise<readonly unknown[]> {
  return listOf(pick(await account.txty('view/contacts'), 'contacts'));
}

/** Every group with its contacts as Txty lists it. */
export async function txtyGroups(account: TestAccount): Promise<readonly unknown[]> {
  return listOf(pick(await account.txty('view/groups'), 'groups'));
}

/** One contact as Txty shows it. */
export async function txtyContact(account: TestAccount, { number }: BothIds): Promise<unknown> {
  return pick(await account.txty('view/contact', { contact: String(number) }), 'contact');
}

/** Adds a contact by Filemail; its number is read from Txty. */
export async function addByFilemail(account: TestAccount, parameters: Parameters): Promise<BothIds> {
  const added = await account.filemail('contacts/add', parameters);
  const number = Object(await txtyContacts(account).then((contacts) => contacts.at(-1))).controlcontact;
  return { number, text: String(pick(added, 'contact', 'contactid')) };
}

/** Creates a contact by Txty; its text id is read from Filemail. */
export async function createByTxty(account: TestAccount, parameters: Parameters): Promise<BothIds> {
  const created = await account.txty('contact/create', parameters);
  const text = Object(await filemailContacts(account).then((contacts) => contacts.at(-1))).contactid;
  return { number: Number(pick(created, 'contact', 'controlcontact')), text };
}

/** Creates a group by Txty; its text id is read from Filemail. */
export async function createGroupByTxty(account: TestAccount, name: string): Promise<BothIds> {
  const created = await account.txty('group/create', { name });
  const text = Object(await filemailGroups(account).then((groups) => groups.at(-1))).contactgroupid;
  return { number: Number(pick(created, 'group', 'controlgroup')), text };
}

/** A contact as Txty shows it, of which nothing is known but what is given here. */
export function txtyShape(known: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    birthday: null,
    controlcontact: null,
    dialcode: null,
    email: null,
    fullname: null,
    groups: null,
    msisdn: null,
    number: null,
    sex: null,
    street: null,
    zipcode: null,
    ...known,
  };
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('the answer holds no list');
  return value;
}
