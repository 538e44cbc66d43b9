import type { RecordFault } from '../records.ts';
import { type Entries, type Entry, type Halves, isGone, type OriginDraft } from './entries.ts';
import { isAlike, type Shown, takeOver } from './fields.ts';
import { findBearer } from './identity.ts';
import type { Match } from './match.ts';
import type { PreparedRecord } from './record.ts';

/** What becomes of a record: it counts as exactly one of these. */
export type Outcome = 'created' | 'updated' | 'unchanged' | 'rejected';

/** What was decided of one record. */
export interface Judgement<Fields> {
  readonly outcome: Outcome;
  /** Why, where it is rejected. */
  readonly faults: readonly RecordFault[];
  /** Absent where it is rejected. */
  readonly origin?: OriginDraft<Fields>;
  readonly isDeletedHere?: true;
  readonly isRevived?: true;
  /** It was taken for somebody who was here. */
  readonly isMatched?: true;
  /** Fields of that one which say something else, and stay. */
  readonly differing?: readonly string[];
  /** It might be any of these, or none. */
  readonly candidates?: readonly number[];
}

/** How records of one kind are judged. */
export interface Rules<Fields> {
  readonly revive: boolean;
  /** Whether something by which entries are told apart is said of both. */
  isAkin(entry: Entry<Fields>, shown: Shown<Fields>): boolean;
  /** All fields of a new entry, or why there can't be one. */
  complete(shown: Shown<Fields>): { readonly fields: Fields } | { readonly fault: RecordFault };
  findMatch(): Match<Fields>;
  /** Completes a matched entry, and names the fields in which it differs. */
  fillIn(entry: Entry<Fields>, shown: Shown<Fields>): readonly string[];
}

/** Decides what becomes of a record without faults of its own. */
export function judge<Fields extends object>(
  entries: Entries<Fields>,
  prepared: PreparedRecord,
  shown: Shown<Fields>,
  rules: Rules<Fields>,
): Judgement<Fields> {
  const { record } = prepared;
  const create = (identity: Halves, isRevived: boolean): Judgement<Fields> => {
    const completed = rules.complete(shown);
    if ('fault' in completed) return reject(completed.fault);
    const entry = entries.add(identity, completed.fields, isRevived);
    const origin = entries.tie(prepared, entry, false);
    return { outcome: 'created', faults: [], origin, ...(isRevived ? { isRevived } : {}) };
  };
  const origin = entries.origins.get(prepared.key);
  if (origin !== undefined) {
    if (!isGone(origin.target)) return judgeKnown(origin, origin.target, prepared.fingerprint, shown);
    const { goneId: id } = origin.target;
    return rules.revive
      ? create({ id, textId: entries.findDeleted({ id })?.textId ?? record.identity.textId }, true)
      : stayDeleted(origin);
  }
  const bearer = findBearer(entries, record, {
    isAlike: (entry) => isAlike(entry, shown),
    isAkin: (entry) => rules.isAkin(entry, shown),
  });
  if (bearer.is === 'another') return reject(bearer.fault);
  if (bearer.is === 'deleted') {
    if (rules.revive) return create(bearer.deleted, true);
    return stayDeleted(entries.tie(prepared, { goneId: bearer.deleted.id }, false));
  }
  const match = bearer.is === 'nobody' ? rules.findMatch() : toMatch(bearer);
  switch (match.is) {
    case 'nobody':
      return create(record.identity, false);
    case 'same': {
      const { entry } = match;
      const outcome = takeOver(entry, shown) ? 'updated' : 'unchanged';
      return { outcome, faults: [], origin: entries.tie(prepared, entry, false) };
    }
    case 'match': {
      const { entry } = match;
      entries.rename(entry, record.identity);
      const differing = rules.fillIn(entry, shown);
      const tied = entries.tie(prepared, entry, true);
      return { outcome: 'updated', faults: [], origin: tied, isMatched: true, differing };
    }
    case 'ambiguous': {
      const { fault, candidates } = match;
      return { ...reject(fault), candidates };
    }
  }
}

function toMatch<Fields>({ is, entry }: { readonly is: 'entry' | 'told'; readonly entry: Entry<Fields> }) {
  return { is: is === 'entry' ? 'same' : 'match', entry } as const;
}

function judgeKnown<Fields extends object>(
  origin: OriginDraft<Fields>,
  entry: Entry<Fields>,
  fingerprint: string,
  shown: Shown<Fields>,
): Judgement<Fields> {
  // What was changed here since stays, as long as the source says the same.
  if (origin.fingerprint === fingerprint) return { outcome: 'unchanged', faults: [], origin };
  origin.fingerprint = fingerprint;
  origin.isChanged = true;
  return { outcome: takeOver(entry, shown) ? 'updated' : 'unchanged', faults: [], origin };
}

function stayDeleted<Fields>(origin: OriginDraft<Fields>): Judgement<Fields> {
  return { outcome: 'unchanged', faults: [], origin, isDeletedHere: true };
}

function reject(fault: RecordFault): Judgement<never> {
  return { outcome: 'rejected', faults: [fault] };
}
