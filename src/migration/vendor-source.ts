import { type Source, SourceError } from './records.ts';

/** What a vendor knows the owner of an address book by. */
export type VendorCredential =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'key'; readonly user: string; readonly key: string };

/** Where a vendor's address book is, and in whose name it is read. */
export interface VendorAccess {
  readonly dialect: 'filemail' | 'txty';
  /** `https://host`, with or without a path. */
  readonly url: string;
  readonly credential: VendorCredential;
  /** The most entries that are taken in a second; absent for as many as come. */
  readonly ratePerSecond?: number;
  /** Told what a person may want to know while it is read; never a secret. */
  readonly onNote: (message: string) => void;
}

/**
 * Reads a vendor's whole address book through its public calls, and resolves once all of it is here and proved
 * whole. Rejects with a `SourceError` where that can't be had.
 */
export async function openVendorSource(access: VendorAccess): Promise<Source> {
  throw new SourceError(`The ${access.dialect} vendor cannot be read yet.`);
}
