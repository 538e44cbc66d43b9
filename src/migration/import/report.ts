import type { ContactDraft } from '../../../domain/contact.ts';
import type { Source, SourceName, SourceRecord } from '../records.ts';
import type { BatchOutcome } from './batch.ts';
import type { Verdict } from './plan.ts';

/** How many were read of one kind, and what became of them: the first is always the sum of the others. */
export interface Counts {
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
}

/** Why an import ended. */
export type ImportEnd =
  | { readonly is: 'done' }
  | { readonly is: 'stopped' }
  | { readonly is: 'too-many-rejected' }
  | { readonly is: 'store-unavailable' }
  | { readonly is: 'source-failed'; readonly reason: string };

/** One that was rejected, or a contact of which memberships were. */
export interface Rejection {
  readonly kind: 'contact' | 'group' | 'membership';
  /** Where it stands in the source. */
  readonly place: string;
  readonly field: string;
  readonly reason: string;
  /** Numbers of contacts here that it might be, where that is the reason. */
  readonly candidates?: readonly number[];
}

/** A contact that was taken for one here which says something else. */
export interface Difference {
  readonly place: string;
  readonly fields: readonly string[];
}

export interface ImportReport {
  readonly source: SourceName;
  readonly title: string;
  readonly dryRun: boolean;
  readonly end: ImportEnd;
  readonly groups: Counts;
  readonly contacts: Counts;
  readonly memberships: Counts;
  /** Of the unchanged: deleted here, so not brought back. */
  readonly deletedHere: { readonly groups: number; readonly contacts: number };
  /** Of the created: they had been deleted here. */
  readonly revived: { readonly groups: number; readonly contacts: number };
  /** Of the updated: they were here already, and have another dialect's id now. */
  readonly matched: number;
  /** Of the rejected: they might be somebody who is here. */
  readonly ambiguous: number;
  readonly notShown: readonly (keyof ContactDraft)[];
  /** The first of them. */
  readonly rejections: readonly Rejection[];
  readonly differing: readonly Difference[];
  readonly seconds: number;
  readonly contactsPerSecond: number;
}

/** Counts what becomes of an import's records. */
export interface Tally {
  /** Takes in a batch. Throws where it does not add up, which is a fault of the program. */
  add(records: readonly SourceRecord[], outcome: BatchOutcome): void;
  /** Contacts and groups. */
  read(): number;
  rejected(): number;
  contacts(): number;
  report(end: ImportEnd): ImportReport;
}

type MutableCounts = { -readonly [Key in keyof Counts]: Counts[Key] };

const LISTED = 1000;

/** Begins to count, from now on. */
export function createTally(source: Pick<Source, 'name' | 'title' | 'notShown'>, dryRun: boolean): Tally {
  const startedAtMs = performance.now();
  const counts = { groups: emptyCounts(), contacts: emptyCounts(), memberships: emptyCounts() };
  const deletedHere = { groups: 0, contacts: 0 };
  const revived = { groups: 0, contacts: 0 };
  const rejections: Rejection[] = [];
  const differing: Difference[] = [];
  let matched = 0;
  let ambiguous = 0;
  const addVerdict = (verdict: Verdict) => {
    const { record, outcome, memberships } = verdict;
    const kind = record.kind === 'group' ? 'groups' : 'contacts';
    counts[kind][outcome] += 1;
    for (const name of ['created', 'unchanged', 'rejected'] as const)
      counts.memberships[name] += memberships[name];
    if (verdict.isDeletedHere) deletedHere[kind] += 1;
    if (verdict.isRevived) revived[kind] += 1;
    if (verdict.isMatched && kind === 'contacts') matched += 1;
    if (verdict.candidates !== undefined) ambiguous += 1;
    if (verdict.differing?.length && differing.length < LISTED)
      differing.push({ place: record.place, fields: verdict.differing });
    if (rejections.length < LISTED) rejections.push(...rejectionsOf(verdict));
  };
  return {
    read: () => counts.contacts.read + counts.groups.read,
    rejected: () => counts.contacts.rejected + counts.groups.rejected,
    contacts: () => counts.contacts.read,
    add: (records, { verdicts, met }) => {
      for (const record of records) {
        counts[record.kind === 'group' ? 'groups' : 'contacts'].read += 1;
        if (record.kind === 'contact') counts.memberships.read += record.groups?.length ?? 0;
      }
      verdicts.forEach(addVerdict);
      counts.memberships.created -= met;
      counts.memberships.unchanged += met;
      for (const [name, counted] of Object.entries(counts)) checkSum(name, counted);
    },
    report: (end) => {
      const seconds = (performance.now() - startedAtMs) / 1000;
      return {
        ...{ source: source.name, title: source.title, dryRun, end, ...counts },
        ...{ deletedHere, revived, matched, ambiguous, notShown: source.notShown },
        rejections: rejections.slice(0, LISTED),
        differing,
        seconds: Math.round(seconds * 100) / 100,
        contactsPerSecond: Math.round(counts.contacts.read / seconds),
      };
    },
  };
}

function emptyCounts(): MutableCounts {
  return { read: 0, created: 0, updated: 0, unchanged: 0, rejected: 0 };
}

function checkSum(name: string, { read, created, updated, unchanged, rejected }: Counts): void {
  if (read !== created + updated + unchanged + rejected)
    throw new RangeError(`the counts of ${name} do not add up: ${read} read`);
}

function rejectionsOf({ record, outcome, faults, candidates, memberships }: Verdict): readonly Rejection[] {
  const { kind, place } = record;
  if (outcome === 'rejected') {
    return faults.map(({ field, reason }) => ({
      ...{ kind, place, field, reason },
      ...(candidates === undefined ? {} : { candidates }),
    }));
  }
  if (memberships.rejected === 0) return [];
  const reason = `name ${memberships.rejected} that were rejected, or that the source does not tell of`;
  return [{ kind: 'membership', place, field: 'groups', reason }];
}
