import type { BookList } from '../../../dialects/kernel/read-back.ts';
import {
  readVendorUrl,
  VENDOR_DIALECTS,
  type VendorCredential,
  type VendorDialect,
  type VendorName,
} from './calls.ts';
import { createPace, PATIENCE, type VendorPatience } from './retry.ts';
import { createSession, type Session } from './session.ts';
import { openSpool, type Spool } from './spool.ts';

/** Where a vendor's address book is, and in whose name it is read. */
export interface VendorAccess {
  readonly dialect: VendorName;
  /** `https://host`, with or without a path. */
  readonly url: string;
  readonly credential: VendorCredential;
  /** The most entries that are taken from the vendor in a second; absent for as many as come. */
  readonly ratePerSecond?: number;
  /** Told what a person may want to know while it is read; never a secret. */
  readonly onNote: (message: string) => void;
}

/** A vendor's whole address book, as its answers told of it. */
export interface VendorBook {
  readonly vendor: VendorDialect;
  /** Such as `https://api.example.com`. */
  readonly origin: string;
  readonly groups: Spool;
  readonly contacts: Spool;
  /** Removes what was kept. Never rejects. */
  close(): Promise<void>;
}

const NOTE_EVERY_MS = 10_000;

/**
 * Fetches all of a vendor's address book by its public calls, and keeps it on disk. Resolves once it is proved to be
 * whole; rejects with a `SourceError` where that can't be had.
 */
export async function fetchVendorBook(
  access: VendorAccess,
  patience: VendorPatience = PATIENCE,
): Promise<VendorBook> {
  const vendor: VendorDialect = VENDOR_DIALECTS[access.dialect];
  const { reader } = vendor;
  const base = readVendorUrl(vendor, access.url);
  if (base.protocol === 'http:' && !/^(localhost|127\..*|\[::1\])$/.test(base.hostname)) {
    access.onNote(
      'The URL of the vendor is not https: on the way, others can see the secret and what is read by it.',
    );
  }
  const session = createSession(vendor, base, access.credential, patience, access.onNote);
  const groups = await openSpool();
  const contacts = await openSpool();
  const close = async () => {
    await Promise.all([groups.close(), contacts.close()]);
  };
  try {
    await fillSpool(groups, reader.groups, session, access);
    await fillSpool(contacts, reader.contacts, session, access);
    return { vendor, origin: base.origin, groups, contacts, close };
  } catch (error) {
    await close();
    throw error;
  } finally {
    await session.close();
  }
}

async function fillSpool(
  spool: Spool,
  list: BookList,
  session: Session,
  access: VendorAccess,
): Promise<void> {
  const pace = createPace(access.ratePerSecond);
  let taken = 0;
  let notedMs = performance.now();
  const noteProgress = () => {
    if (performance.now() - notedMs < NOTE_EVERY_MS) return;
    notedMs = performance.now();
    access.onNote(`${spool.count()} ${list.list} read from the vendor so far.`);
  };
  await session.fetchList(list.endpoint, {
    ...list,
    begin: spool.empty,
    onEntry: (entry) => {
      spool.add(entry);
      taken += 1;
    },
    onRepeated: () => {
      taken += 1;
    },
    afterPiece: async () => {
      const pieces = taken;
      taken = 0;
      noteProgress();
      await spool.flush();
      await pace(pieces);
    },
  });
}
