import type { Phone } from './phone.ts';

export type Sex = 'male' | 'female';

/** The two names of one thing: a number for one dialect, a text for the other. Neither is ever reused. */
export interface Identity {
  readonly id: number;
  readonly textId: string;
}

/** How a client names a contact or group: by either half of its identity. */
export type Ref = { readonly id: number } | { readonly textId: string };

export interface Group extends Identity {
  readonly name: string;
}

/** A person of one account's address book. `null` is what is not known. */
export interface Contact extends Identity {
  readonly name: string;
  readonly email: string | null;
  readonly phone: Phone | null;
  readonly street: string | null;
  readonly zipcode: string | null;
  /** Unix time in seconds; negative before 1970. */
  readonly birthdaySeconds: number | null;
  readonly sex: Sex | null;
  /** In ascending order of their number. */
  readonly groups: readonly Group[];
}

/** A contact that is not stored yet. */
export type ContactDraft = Omit<Contact, 'id' | 'textId' | 'groups'>;

/** An edit: an absent or undefined field stays as it is, `null` clears it. */
export type ContactChanges = { readonly [Key in keyof ContactDraft]?: ContactDraft[Key] | undefined };

const BIRTHDAY = /^-?\d{1,15}$/;
const NUMBER_ID = /^\d{1,16}$/;

/** Reads Unix seconds of at most 15 digits; undefined where the text is none. */
export function readBirthday(text: string): number | undefined {
  const trimmed = text.trim();
  // Adding zero turns -0 into 0.
  return BIRTHDAY.test(trimmed) ? Number(trimmed) + 0 : undefined;
}

/** A reference by number. A text that is no number refers to nothing: no id is 0. */
export function refByNumber(text: string): Ref {
  const trimmed = text.trim();
  const id = NUMBER_ID.test(trimmed) ? Number(trimmed) : 0;
  return { id: Number.isSafeInteger(id) ? id : 0 };
}

/** A reference by text. A text that can't be stored refers to nothing: no id is empty. */
export function refByText(text: string): Ref {
  const textId = text.trim();
  return { textId: textId.isWellFormed() && !textId.includes('\0') ? textId : '' };
}
