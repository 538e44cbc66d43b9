import type { ContactDraft } from '../../domain/contact.ts';
import { isBlank } from '../../domain/text.ts';

/*
 * How the answers of a vendor, who speaks a dialect, are read back into what the address book knows. What is read is
 * not judged here: a text may be too long, an e-mail address none.
 */

/** An item of a list in an answer; its keys are in lower case, and its numbers beyond 2^53 are texts. */
export type WireEntry = Readonly<Record<string, unknown>>;

/** A value that is not of a kind that its field may have. */
export interface ReadFault {
  /** A field of `ContactDraft`, or `id`, `textId` or `groups`. */
  readonly field: string;
  /** To follow the field's name. */
  readonly reason: string;
  readonly value: string;
}

/** How the dialect names an entry: one half of an identity, and the same as a text. */
export interface ReadIdentity {
  /** Empty where the entry has no id that can be read. */
  readonly key: string;
  readonly id?: number;
  readonly textId?: string;
}

export interface ReadGroup {
  readonly identity: ReadIdentity;
  /** Undefined where it is not told, as where a contact names its group by nothing but an id. */
  readonly name: string | undefined;
  readonly faults: readonly ReadFault[];
}

export interface ReadContact {
  readonly identity: ReadIdentity;
  readonly fields: Partial<ContactDraft>;
  readonly groups: readonly ReadGroup[];
  readonly faults: readonly ReadFault[];
}

/** Where a dialect lists what an address book holds. */
export interface BookList {
  /** The id of the endpoint that answers with the list. */
  readonly endpoint: string;
  /** The answer's key that holds the list, in lower case. */
  readonly list: string;
  /** The key that holds an entry's id. */
  readonly id: string;
  /** A key of the entries that holds what another list tells as well. */
  readonly repeats?: string;
  /** False where an entry lacks a key that each has, whatever its value: it is no such entry. */
  isWhole(entry: WireEntry): boolean;
}

/** How a dialect's answers tell of an address book. */
export interface BookReader {
  readonly groups: BookList;
  readonly contacts: BookList;
  /** Fields of a contact that the dialect never shows. */
  readonly notShown: readonly (keyof ContactDraft)[];
  /** What an answer says of itself: `ok`, or the code of a refusal; undefined where it says neither. */
  readVerdict(envelope: ReadonlyMap<string, unknown>): 'ok' | { readonly refused: string } | undefined;
  /** Refusals that pass: the same call may succeed a moment later. */
  readonly passing: readonly string[];
  readGroup(entry: WireEntry): ReadGroup;
  readContact(entry: WireEntry): ReadContact;
}

/** Collects what an entry's values come to, and the faults among them. */
export interface FieldReader {
  readonly faults: readonly ReadFault[];
  /** What `read` makes of the value; undefined, and a fault, where it makes nothing of it. */
  take<T>(
    field: string,
    value: unknown,
    reason: string,
    read: (value: unknown) => T | undefined,
  ): T | undefined;
}

/** Starts on an entry. */
export function createFieldReader(): FieldReader {
  const faults: ReadFault[] = [];
  return {
    faults,
    take: (field, value, reason, read) => {
      const taken = read(value);
      if (taken === undefined) faults.push({ field, reason, value: showValue(value) });
      return taken;
    },
  };
}

/** A text, null where there is nothing but blanks; a number is taken for its digits. Undefined for anything else. */
export function readText(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return null;
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  return isBlank(text) ? null : text;
}

/** The same of a text that must be there: empty where there is nothing. */
export function readWholeText(value: unknown): string | undefined {
  const text = readText(value);
  return text === null ? '' : text;
}

/** The items of a list; no list at all is an empty one. Undefined where the value is anything else. */
export function readList(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null || value === '') return [];
  return Array.isArray(value) ? value : undefined;
}

/** An object with its keys in lower case, as the entries of lists have them; empty where the value is none. */
export function readEntry(value: unknown): WireEntry {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as WireEntry) : {};
}

/** A code of a refusal, fit to be shown to people; anything else is told as no code. */
export function showCode(code: unknown): string {
  return typeof code === 'string' && /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(code) ? code : 'an unknown error';
}

function showValue(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
