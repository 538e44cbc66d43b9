import type { ContactDraft } from '../../../domain/contact.ts';
import type {
  BookChanges,
  ImportKind,
  MadeNumbers,
  MembershipPair,
  NumberNeeds,
} from '../../../domain/import.ts';
import type { RecordFault, SourceRecord } from '../records.ts';
import { needsOf, toBookChanges } from './changes.ts';
import { createEntries, type KnownEntries } from './entries.ts';
import { fillIn, isAnyAlike, type Shown } from './fields.ts';
import { type Judgement, judge } from './judge.ts';
import { createMatchContact, type MatchField, matchGroup } from './match.ts';
import { createMemberships, type MembershipCounts } from './memberships.ts';
import { isContact, isGroup, type PreparedRecord } from './record.ts';
import type { Repeated } from './repeated.ts';

type GroupFields = { readonly name: string };

/** What the person who imports has chosen. */
export interface PlanOptions {
  readonly match: readonly MatchField[];
  readonly revive: boolean;
  readonly repeated: Repeated;
  /** How many contacts more the account may have. */
  readonly room: number;
}

/** What is known of the entries that the records of a batch are about. */
export interface KnownBook {
  readonly groups: KnownEntries<GroupFields>;
  readonly contacts: KnownEntries<ContactDraft>;
  readonly memberships: readonly MembershipPair[];
  /** Records of which the source says what it said before, and whether their contact is still here. */
  readonly settled: ReadonlyMap<PreparedRecord, { readonly isHere: boolean }>;
}

/** What becomes of one record. */
export interface Verdict extends Judgement<object> {
  readonly record: SourceRecord;
  readonly memberships: MembershipCounts;
}

/** What becomes of a batch: the verdicts stand, and the changes follow once numbers are made. */
export interface Plan {
  readonly verdicts: readonly Verdict[];
  readonly needs: Readonly<Record<ImportKind, NumberNeeds>>;
  toChanges(numbers: Readonly<Record<ImportKind, MadeNumbers>>): BookChanges;
}

/** Decides what becomes of records, from nothing but what is known. */
export function planBatch(
  known: KnownBook,
  records: readonly PreparedRecord[],
  { match, revive, repeated, room }: PlanOptions,
): Plan {
  const groups = createEntries(known.groups);
  const contacts = createEntries(known.contacts);
  const memberships = createMemberships(groups, known.memberships);
  const matchContact = createMatchContact(contacts, match, repeated);
  let left = room;
  const completeContact = (shown: Shown<ContactDraft>) => {
    const { name } = shown;
    if (name === undefined) return { fault: { field: 'name', reason: 'is missing', value: '' } };
    if (left <= 0) return { fault: FULL };
    left -= 1;
    const {
      email = null,
      phone = null,
      street = null,
      zipcode = null,
      birthdaySeconds = null,
      sex = null,
    } = shown;
    return { fields: { name, email, phone, street, zipcode, birthdaySeconds, sex } };
  };
  const judgeRecord = (prepared: PreparedRecord): Verdict => {
    const { record, faults, groupKeys } = prepared;
    const settled = known.settled.get(prepared);
    if (settled !== undefined) return settledVerdict(prepared, settled.isHere);
    if (faults.length > 0) return rejectedVerdict(prepared, faults);
    if (isGroup(prepared)) {
      const judgement = judge(
        groups,
        prepared,
        { name: prepared.record.name },
        {
          revive,
          isAkin: (entry, { name }) => entry.fields.name === name,
          complete: () => ({ fields: { name: prepared.record.name } }),
          findMatch: () => matchGroup(groups, prepared.record, match.length > 0, repeated),
          fillIn: () => [],
        },
      );
      return { ...judgement, record, memberships: NO_MEMBERSHIPS };
    }
    if (!isContact(prepared)) throw new Error('a record is a contact or a group');
    const judgement = judge(contacts, prepared, prepared.record.fields, {
      revive,
      isAkin: isAnyAlike,
      complete: completeContact,
      findMatch: () => matchContact(prepared.record),
      fillIn,
    });
    const { origin } = judgement;
    if (origin === undefined) return rejectedVerdict(prepared, judgement.faults, judgement.candidates);
    // A source that tells of no groups takes none away from what was told.
    const counts =
      prepared.record.groups === undefined ? NO_MEMBERSHIPS : memberships.judge(origin, groupKeys);
    return { ...judgement, record, memberships: counts };
  };
  const verdicts = records.map(judgeRecord);
  return {
    verdicts,
    needs: { group: needsOf(groups, 'group'), contact: needsOf(contacts, 'contact') },
    toChanges: (numbers) => toBookChanges(groups, contacts, memberships.listNew(), numbers),
  };
}

const NO_MEMBERSHIPS: MembershipCounts = { created: 0, unchanged: 0, rejected: 0 };
const FULL: RecordFault = {
  field: 'account',
  reason: 'has as many contacts as it may have (DIGLOT_MAX_CONTACTS)',
  value: '',
};

function settledVerdict({ record, groupKeys }: PreparedRecord, isHere: boolean): Verdict {
  return {
    ...{ record, outcome: 'unchanged', faults: [] },
    memberships: { ...NO_MEMBERSHIPS, unchanged: groupKeys.length },
    ...(isHere ? {} : { isDeletedHere: true }),
  };
}

function rejectedVerdict(
  { record, groupKeys }: PreparedRecord,
  faults: readonly RecordFault[],
  candidates?: readonly number[],
): Verdict {
  return {
    ...{ record, outcome: 'rejected', faults },
    memberships: { ...NO_MEMBERSHIPS, rejected: groupKeys.length },
    ...(candidates === undefined ? {} : { candidates }),
  };
}
