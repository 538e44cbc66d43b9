import type { Identity, Ref, Sex } from '../../domain/contact.ts';
import type { Phone, PhoneReading } from '../../domain/phone.ts';
import type { Meaning } from '../../domain/verbs.ts';
import type { Wire } from './wire.ts';

/** How a text is taken that is to be a phone number. */
export interface PhoneRule {
  readonly reading: PhoneReading;
  /** What becomes of a text that is no possible number. */
  readonly otherwise: 'keep' | 'refuse';
}

/** How a dialect writes what the address book holds; what is not said here is written as it is. */
export interface Spelling {
  /** The half of an identity by which clients name a contact or group. */
  readonly ids: {
    readonly half: 'number' | 'text';
    read(text: string): Ref;
    write(identity: Identity): string;
  };
  readonly phone: PhoneRule & {
    /** A number so that it is read as the same one again, whatever the home region. */
    write(phone: Phone): string;
  };
  /** As a parameter; undefined in a dialect that has none for it. */
  readonly sex: ((sex: Sex) => string) | undefined;
  /** What an answer shows where there is nothing of this. */
  readonly unset: Readonly<Partial<Record<Meaning, Wire>>>;
}

/** What parameters, or values in an answer, mean. */
export type Meanings = Readonly<Record<string, Meaning>>;
