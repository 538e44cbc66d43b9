import type { Authorized } from './account.ts';
import type { Contact, ContactChanges, ContactDraft, Identity, Ref } from './contact.ts';
import type { Caller } from './credential.ts';
import { DomainError } from './errors.ts';
import { type Pages, pagesFrom } from './pages.ts';
import { NEEDS_REGION, type Phone, type PhoneReading, readPhone, readPhoneAnywhere } from './phone.ts';
import type { ContactStore, SessionStore } from './store.ts';
import { isBlank } from './text.ts';

/** A phone as a client wrote it; `otherwise` says what becomes of a text that is no possible number. */
export interface PhoneEntry {
  readonly text: string;
  readonly reading: PhoneReading;
  readonly otherwise: 'keep' | 'refuse';
}

export type ContactInput = Omit<ContactDraft, 'phone'> & { readonly phone: PhoneEntry | null };
export type ContactEdit = Omit<ContactChanges, 'phone'> & { readonly phone: PhoneEntry | null | undefined };

type ContactBook = ContactStore & Pick<SessionStore, 'identify'>;

/** All contacts of the caller, in ascending order of their number. */
export async function listContacts(book: ContactStore, caller: Caller): Promise<Authorized<Pages<Contact>>> {
  const { account, value } = await book.listContacts(caller, 0);
  const pages = pagesFrom(value, async (after) => (await book.listContacts(caller, after.id)).value);
  return { account, value: pages };
}

/** Rejects with `contact-not-found`. */
export async function getContact(book: ContactStore, caller: Caller, ref: Ref): Promise<Authorized<Contact>> {
  return foundContact(await book.findContact(caller, ref));
}

/** Stores a new contact and tells its identity and the phone as it was understood. Rejects with `phone-invalid`. */
export async function createContact(
  book: ContactBook,
  caller: Caller,
  input: ContactInput,
): Promise<Authorized<Identity & ContactDraft>> {
  const draft = { ...input, phone: (await resolvePhone(book, caller, input.phone)) ?? null };
  const { account, value } = await book.createContact(caller, draft);
  return { account, value: { ...draft, ...value } };
}

/** Changes the fields that are present. Rejects with `contact-not-found` or `phone-invalid`. */
export async function editContact(
  book: ContactBook,
  caller: Caller,
  ref: Ref,
  edit: ContactEdit,
): Promise<Authorized<Contact>> {
  const { phone: entry, ...changes } = edit;
  const phone = await resolvePhone(book, caller, entry);
  return foundContact(
    await book.updateContact(caller, ref, phone === undefined ? changes : { ...changes, phone }),
  );
}

/** Rejects with `contact-not-found`. */
export async function deleteContact(book: ContactStore, caller: Caller, ref: Ref): Promise<Authorized<true>> {
  const { account, value } = await book.deleteContact(caller, ref);
  if (!value) throw new DomainError('contact-not-found');
  return { account, value };
}

function foundContact(outcome: Authorized<Contact | undefined>): Authorized<Contact> {
  if (outcome.value === undefined) throw new DomainError('contact-not-found');
  return { account: outcome.account, value: outcome.value };
}

/** The home region is looked up only for a text that means nothing without it. */
async function resolvePhone(
  book: ContactBook,
  caller: Caller,
  entry: PhoneEntry | null | undefined,
): Promise<Phone | null | undefined> {
  if (entry === undefined || entry === null) return entry;
  if (isBlank(entry.text)) return null;
  const phone = await readEntry(book, caller, entry);
  if (phone !== undefined) return phone;
  if (entry.otherwise === 'keep') return { text: entry.text };
  // A dead credential is the graver fault: it is judged before the meaning of a parameter.
  await book.identify(caller);
  throw new DomainError('phone-invalid');
}

async function readEntry(
  book: ContactBook,
  caller: Caller,
  { text, reading }: PhoneEntry,
): Promise<Phone | undefined> {
  const phone = readPhoneAnywhere(text, reading);
  if (phone !== NEEDS_REGION) return phone;
  return readPhone(text, reading, (await book.identify(caller)).account.region);
}
