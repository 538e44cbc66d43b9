import type { OpenStore } from '../../../db/connect.ts';
import type { RehearsalStore } from '../../../db/rehearsal.ts';
import type { Authorized } from '../../../domain/account.ts';
import type { Identity } from '../../../domain/contact.ts';
import { listContacts } from '../../../domain/contacts.ts';
import type { Credential } from '../../../domain/credential.ts';
import { listGroups } from '../../../domain/groups.ts';
import type { Pages } from '../../../domain/pages.ts';
import type { VendorBook } from '../vendor/book.ts';
import { VENDOR_DIALECTS, type VendorDialect } from '../vendor/calls.ts';
import { type ShownBook, shapeShown } from './against.ts';
import { compareBooks } from './compare.ts';
import { askList } from './lists.ts';
import { compareDialects, type Numbers } from './self.ts';
import { createTally, type Verification, withoutExtra } from './tally.ts';

/**
 * Compares all that a vendor shows of an address book with all that an account's clients are shown of it here, the
 * first side. At most `keptAtMost` differences are kept; with `ignoreExtra`, what only the account has is none.
 */
export function verifyAgainst(
  { rehearse }: OpenStore,
  accountId: number,
  book: VendorBook,
  keptAtMost: number,
  ignoreExtra = false,
): Promise<Verification> {
  const { reader } = book.vendor;
  return rehearse(accountId, async (store, caller) => {
    const all = createTally(keptAtMost);
    const tally = ignoreExtra ? withoutExtra(all) : all;
    const there = { groups: book.groups.entries(), contacts: book.contacts.entries() };
    await compareBooks(
      shapeShown(reader, showBook(book.vendor, store, caller)),
      shapeShown(reader, there),
      tally,
    );
    return tally.result();
  });
}

/** Compares what the two dialects tell of an account's address book, Filemail first, as it is at one moment. */
export function verifySelf(
  { rehearse }: OpenStore,
  accountId: number,
  keptAtMost: number,
): Promise<Verification> {
  return rehearse(accountId, async (store, caller) => {
    const tally = createTally(keptAtMost);
    const numbers: Numbers = {
      groups: await readNumbers(await listGroups(store, caller)),
      contacts: await readNumbers(await listContacts(store, caller)),
    };
    await compareDialects(
      numbers,
      showBook(VENDOR_DIALECTS.filemail, store, caller),
      showBook(VENDOR_DIALECTS.txty, store, caller),
      tally,
    );
    return tally.result();
  });
}

/** The book as a dialect's operations show it. */
function showBook({ dialect, reader }: VendorDialect, store: RehearsalStore, caller: Credential): ShownBook {
  return {
    groups: askList(dialect, reader, reader.groups, store, caller),
    contacts: askList(dialect, reader, reader.contacts, store, caller),
  };
}

async function readNumbers({ value }: Authorized<Pages<Identity>>): Promise<ReadonlyMap<string, string>> {
  const numbers = new Map<string, string>();
  const add = (page: readonly Identity[]) => {
    for (const { id, textId } of page) numbers.set(textId, String(id));
  };
  add(value.first);
  if (value.rest !== undefined) for await (const page of value.rest) add(page);
  return numbers;
}
