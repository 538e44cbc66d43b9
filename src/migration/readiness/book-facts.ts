import type { Contact } from '../../../domain/contact.ts';
import { listContacts } from '../../../domain/contacts.ts';
import type { Credential } from '../../../domain/credential.ts';
import type { ContactStore } from '../../../domain/store.ts';
import type { ContactMeaning, Meaning } from '../../../domain/verbs.ts';

/** How many contacts an address book has, and of how many of them something is known. */
export interface BookFacts {
  readonly contacts: number;
  readonly having: Readonly<Record<ContactMeaning, number>>;
  /** Phones that are texts and no numbers. */
  readonly textPhones: number;
}

const KNOWN: Readonly<Record<ContactMeaning, (contact: Contact) => boolean>> = {
  name: () => true,
  'e-mail': ({ email }) => email !== null,
  phone: ({ phone }) => phone !== null,
  street: ({ street }) => street !== null,
  'zip code': ({ zipcode }) => zipcode !== null,
  birthday: ({ birthdaySeconds }) => birthdaySeconds !== null,
  sex: ({ sex }) => sex !== null,
};

/** Counts what is in the caller's address book, a page in memory at a time. */
export async function countBook(store: ContactStore, caller: Credential): Promise<BookFacts> {
  const { first, rest } = (await listContacts(store, caller)).value;
  const having = { name: 0, 'e-mail': 0, phone: 0, street: 0, 'zip code': 0, birthday: 0, sex: 0 };
  let contacts = 0;
  let textPhones = 0;
  const count = (page: readonly Contact[]) => {
    contacts += page.length;
    for (const contact of page) {
      if (contact.phone !== null && 'text' in contact.phone) textPhones += 1;
      for (const meaning of MEANINGS) if (KNOWN[meaning](contact)) having[meaning] += 1;
    }
  };
  count(first);
  for await (const page of rest ?? []) count(page);
  return { contacts, having, textPhones };
}

const MEANINGS = Object.keys(KNOWN) as ContactMeaning[];

/** Of how many contacts it is known; undefined for what is nothing of a contact's own. */
export function countKnown({ having }: BookFacts, meaning: Meaning): number | undefined {
  return Object.hasOwn(having, meaning) ? having[meaning as ContactMeaning] : undefined;
}
