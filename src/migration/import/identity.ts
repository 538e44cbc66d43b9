import type { DeletedEntry, ImportKind } from '../../../domain/import.ts';
import type { RecordFault, SourceIdentity, SourceRecord } from '../records.ts';
import type { Entries, Entry, Halves } from './entries.ts';

/** What bears the identity that a record brings. */
export type Bearer<Fields> =
  | { readonly is: 'nobody' }
  | { readonly is: 'entry'; readonly entry: Entry<Fields> }
  /** It is said to be this one, which bears half of the identity. */
  | { readonly is: 'told'; readonly entry: Entry<Fields> }
  | { readonly is: 'deleted'; readonly deleted: DeletedEntry }
  | { readonly is: 'another'; readonly fault: RecordFault };

/** How what a record says compares with an entry. */
export interface Likeness<Fields> {
  /** All of it is what the entry says. */
  isAlike(entry: Entry<Fields>): boolean;
  /** Something of it by which people are told apart is. */
  isAkin(entry: Entry<Fields>): boolean;
}

/**
 * Finds what bears the identity of a record that has not been imported before. A number that was given out here may
 * be another's elsewhere, so an entry is the same one only where a half has been brought from elsewhere, or where
 * what is said of it agrees: all of it, or some where the record brings both halves.
 */
export function findBearer<Fields>(
  entries: Entries<Fields>,
  { kind, identity }: Pick<SourceRecord, 'kind' | 'identity'>,
  { isAlike, isAkin }: Likeness<Fields>,
): Bearer<Fields> {
  const { id, textId } = identity;
  const byId = id === undefined ? undefined : entries.findById(id);
  const byTextId = textId === undefined ? undefined : entries.findByTextId(textId);
  const bearer = byId ?? byTextId;
  if (bearer === undefined) return findDeletedBearer(entries, kind, identity);
  const { ties } = bearer;
  const bringsBoth = id !== undefined && textId !== undefined;
  // A text that is more than the digits of its number is given out once.
  const isUnique = bringsBoth && byId === byTextId && textId !== String(id);
  const isSame =
    isUnique ||
    (id !== undefined && ties.broughtId) ||
    (textId !== undefined && ties.broughtTextId) ||
    (bringsBoth ? isAkin(bearer) : isAlike(bearer));
  if (agrees(bearer, identity) && !ties.isTied && isSame) return { is: 'entry', entry: bearer };
  // Whoever is sure that two are one writes the number of the one beside the text of the other.
  if (bringsBoth && byTextId === undefined && !ties.broughtTextId && !ties.isTied && isAkin(bearer))
    return { is: 'told', entry: bearer };
  return { is: 'another', fault: toFault(bearer, identity, `belongs to another ${kind} here`) };
}

function findDeletedBearer<Fields>(
  entries: Entries<Fields>,
  kind: ImportKind,
  identity: SourceIdentity,
): Bearer<Fields> {
  const deleted = entries.findDeleted(identity);
  if (deleted === undefined) return { is: 'nobody' };
  if (agrees(deleted, identity)) return { is: 'deleted', deleted };
  const fault = toFault(deleted, identity, `belonged to another ${kind}, which was deleted here`);
  return { is: 'another', fault };
}

/** Whether all that a record brings is the entry's. */
function agrees(entry: Halves, { id, textId }: SourceIdentity): boolean {
  return (id === undefined || entry.id === id) && (textId === undefined || entry.textId === textId);
}

function toFault(entry: Halves, { id, textId }: SourceIdentity, reason: string): RecordFault {
  return id !== undefined && entry.id === id
    ? { field: 'id', reason, value: String(id) }
    : { field: 'textId', reason, value: textId ?? '' };
}
