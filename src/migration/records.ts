import type { ContactDraft } from '../../domain/contact.ts';

/*
 * What an import reads, wherever it comes from. A source knows how its texts are read (which are numbers, what a
 * date is); whether the address book takes what came of them is judged once, for all sources.
 */

/** Where an address book can be read from. */
export type SourceName = 'filemail' | 'txty' | 'csv' | 'vcard' | 'ndjson';

/** What a source calls an entry. */
export interface SourceIdentity {
  /**
   * Tells the entry from all others of its kind in the source, in every run: its id there; or, where it has none,
   * what is said of it and how often that was said before.
   */
  readonly key: string;
  /** The number that the source's clients know it by; absent where they know none. */
  readonly id?: number;
  /** The text that they know it by; absent where they know none. */
  readonly textId?: string;
}

/** A value that can't be taken. */
export interface RecordFault {
  /** A field of `ContactDraft`, or `id`, `textId` or `groups`. */
  readonly field: string;
  /** To follow the field's name, such as "is longer than 255 characters". */
  readonly reason: string;
  /** As it was found, for whoever is to correct it. */
  readonly value: string;
}

interface SourceEntry {
  /** Where it stands, for people: `line 12`, or `contactid 1000658322`. */
  readonly place: string;
  readonly identity: SourceIdentity;
  readonly faults: readonly RecordFault[];
}

export interface SourceGroup extends SourceEntry {
  readonly kind: 'group';
  readonly name: string;
}

export interface SourceContact extends SourceEntry {
  readonly kind: 'contact';
  /** What the source says of it; an absent field is one that it does not show, which stays as it is here. */
  readonly fields: Partial<ContactDraft>;
  /** Its groups by their keys; absent where the source tells of none. */
  readonly groups?: readonly string[];
}

/** A group comes before every contact that names it. */
export type SourceRecord = SourceGroup | SourceContact;

/** An address book that can be read, again and again from its beginning. */
export interface Source {
  readonly name: SourceName;
  /** What it is to hold for people: `contacts.csv`, or the vendor's origin. Never a secret. */
  readonly title: string;
  /** Fields of a contact that it never shows. */
  readonly notShown: readonly (keyof ContactDraft)[];
  /** How much there is to read, where that is known; in records, or in bytes. */
  total(): { readonly unit: 'records' | 'bytes'; readonly count: number } | undefined;
  /** How much of it has been read so far, in the same unit. */
  done(): number;
  /** Rejects with a `SourceError` where the source can't be read to its end. */
  read(): AsyncIterable<SourceRecord>;
  /** Removes what was kept for the reading. Never rejects. */
  close(): Promise<void>;
}

/** The source can't be read; the message is for the person who asked, and holds no secret. */
export class SourceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SourceError';
  }
}

/** The source can be read, but not in the way that was asked for: wrong usage. */
export class SourceUsageError extends SourceError {}
