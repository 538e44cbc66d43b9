import type { Answer, Caller } from './callers.ts';
import { type ContactState, createThing, type Ledger, listUsable, pickOne, type Thing } from './ledger.ts';

/** Where a writer works: its caller, what it has made, and a name of its own for each new thing. */
export interface Desk {
  readonly caller: Caller;
  readonly ledger: Ledger;
  /** A number that this writer has not used. */
  next(): number;
  readonly name: string;
}

/** One call that writes; resolves to undefined where there was nothing to do it with. */
export type Operation = (desk: Desk) => Promise<Answer | undefined>;

const NATIONAL_BASE = 20_000_000;
const DENMARK = 4_500_000_000;

/** A new contact, by Txty. */
export const createContact: Operation = async ({ caller, ledger, next, name }) => {
  const contact = createThing<ContactState, number>(`${name}-${next()}`);
  const made = draft(contact.mark, 0);
  const answer = await caller.txty('contact/create/api.json', {
    fullname: made.name,
    email: `${contact.mark}@example.com`,
    street: made.street,
    msisdn: String(made.msisdn),
  });
  ledger.contacts.push(contact);
  contact.note(answer.outcome, () => made);
  if (answer.outcome === 'done') contact.settle(made, Object(answer.json.contact).controlcontact);
  return answer;
};

/** A new contact, by Filemail, which knows no street. */
export const addContact: Operation = async ({ caller, ledger, next, name }) => {
  const contact = createThing<ContactState, number>(`${name}-${next()}`);
  const made = { ...draft(contact.mark, 0), street: null };
  const answer = await caller.filemail('contacts/add', {
    name: made.name,
    email: `${contact.mark}@example.com`,
    mobile: String(made.msisdn - DENMARK),
  });
  ledger.contacts.push(contact);
  contact.note(answer.outcome, () => made);
  if (answer.outcome === 'done') contact.settle(made, Number(Object(answer.json.contact).contactid));
  return answer;
};

/** Three fields at once, by Txty. */
export const editContact: Operation = async ({ caller, ledger, next }) => {
  const contact = pickOne(listUsable(ledger.contacts));
  if (contact === undefined) return undefined;
  const { name, street, msisdn } = draft(contact.mark, next());
  const answer = await caller.txty('contact/edit/api.json', {
    contact: String(contact.id()),
    fullname: name,
    street,
    msisdn: String(msisdn),
  });
  contact.note(answer.outcome, (state) => state && { ...state, name, street, msisdn });
  return answer;
};

/** Two fields at once, by Filemail. */
export const updateContact: Operation = async ({ caller, ledger, next }) => {
  const contact = pickOne(listUsable(ledger.contacts));
  if (contact === undefined) return undefined;
  const { name, msisdn } = draft(contact.mark, next());
  const answer = await caller.filemail('contacts/update', {
    contactid: String(contact.id()),
    name,
    mobile: String(msisdn - DENMARK),
  });
  contact.note(answer.outcome, (state) => state && { ...state, name, msisdn });
  return answer;
};

/** A deletion, by either. */
export const deleteContact: Operation = async ({ caller, ledger }) => {
  const contact = pickOne(listUsable(ledger.contacts));
  if (contact === undefined) return undefined;
  const answer = await callEither(caller, contact);
  contact.note(answer.outcome, () => undefined);
  return answer;
};

function callEither(caller: Caller, contact: Thing<ContactState, number>) {
  const id = String(contact.id());
  return Math.random() < 0.5
    ? caller.txty('contact/delete/api.json', { contact: id })
    : caller.filemail('contacts/delete', { contactid: id });
}

/** Values of which each tells which edit they are from. */
function draft(mark: string, edition: number) {
  return {
    name: `${mark} in edition ${edition}`,
    street: `Testvej ${edition}`,
    msisdn: DENMARK + NATIONAL_BASE + edition,
    groups: [],
  };
}
