import type { DeletedEntry, ImportKind } from '../../../domain/import.ts';
import type { RecordFault, SourceIdentity, SourceRecord } from '../records.ts';
import type { Entries, Entry, Halves } from './entries.ts';

/** What bears the identity that a record brings. */
export type Bearer<Fields> =
  | { readonly is: 'nobody' }
  | { readonly is: 'entry'; readonly entry: Entry<Fields> }
  | { readonly is: 'deleted'; readonly deleted: DeletedEntry }
  | { readonly is: 'another'; readonly fault: RecordFault };

/**
 * Finds what bears the identity of a record that has not been imported before. An entry here is the same one where
 * both halves say so, where a half has been brought from elsewhere, or where it says the same (`isAlike`): a number
 * that was given out here by itself may be another's elsewhere.
 */
export function findBearer<Fields>(
  entries: Entries<Fields>,
  { kind, identity }: Pick<SourceRecord, 'kind' | 'identity'>,
  isAlike: (entry: Entry<Fields>) => boolean,
): Bearer<Fields> {
  const { id, textId } = identity;
  const bearer =
    (id === undefined ? undefined : entries.findById(id)) ??
    (textId === undefined ? undefined : entries.findByTextId(textId));
  if (bearer === undefined) return findDeletedBearer(entries, kind, identity);
  const { ties } = bearer;
  const isSame =
    (id !== undefined && textId !== undefined) ||
    (id !== undefined && ties.broughtId) ||
    (textId !== undefined && ties.broughtTextId) ||
    isAlike(bearer);
  if (agrees(bearer, identity) && !ties.isTied && isSame) return { is: 'entry', entry: bearer };
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
