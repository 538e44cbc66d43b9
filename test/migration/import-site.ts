import type { Contact, ContactDraft } from '../../domain/contact.ts';
import type { PlanOptions } from '../../src/migration/import/plan.ts';
import type { ImportReport } from '../../src/migration/import/report.ts';
import { type ImportOptions, runImport } from '../../src/migration/import/run.ts';
import type {
  Source,
  SourceContact,
  SourceGroup,
  SourceIdentity,
  SourceName,
  SourceRecord,
} from '../../src/migration/records.ts';
import type { TestCaller, TestStore } from '../store/test-store.ts';

/** A source of these records. */
function sourceOf(records: Iterable<SourceRecord>, name: SourceName = 'txty'): Source {
  return {
    name,
    title: 'test',
    notShown: [],
    total: () => undefined,
    done: () => 0,
    read: async function* () {
      yield* records;
    },
    close: async () => {},
  };
}

/** A contact as a vendor tells of it, by its number unless its identity says otherwise. */
export function contactOf(
  identity: number | (Partial<SourceIdentity> & { readonly key: string }),
  fields: Partial<ContactDraft> = {},
  groups?: readonly (number | string)[],
): SourceContact {
  const told = typeof identity === 'number' ? { key: String(identity), id: identity } : identity;
  return {
    kind: 'contact',
    place: `contact ${told.key}`,
    identity: told,
    faults: [],
    fields: { name: `Contact ${told.key}`, ...fields },
    ...(groups === undefined ? {} : { groups: groups.map(String) }),
  };
}

/** A group as a vendor tells of it. */
export function groupOf(
  identity: number | (Partial<SourceIdentity> & { readonly key: string }),
  name?: string,
): SourceGroup {
  const told = typeof identity === 'number' ? { key: String(identity), id: identity } : identity;
  return {
    kind: 'group',
    place: `group ${told.key}`,
    identity: told,
    faults: [],
    name: name ?? `Group ${told.key}`,
  };
}

export type Chosen = Partial<ImportOptions> & Partial<PlanOptions> & { readonly from?: SourceName };

/** Imports records into an account's book. */
export async function importInto(
  { open }: Pick<TestStore, 'open'>,
  { accountId }: Pick<TestCaller, 'accountId'>,
  records: Iterable<SourceRecord>,
  { from = 'txty', ...chosen }: Chosen = {},
): Promise<ImportReport> {
  const options = { match: [], revive: false, dryRun: false, ...chosen };
  const watch = { onBatch: async () => {}, stopped: new Promise(() => {}) };
  return open.withImport({ accountId, source: from, dryRun: options.dryRun }, (book) =>
    runImport(book, sourceOf(records, from), options, watch),
  );
}

/** Counts in their order: read, created, updated, unchanged, rejected. */
export function countsOf({ groups, contacts, memberships }: ImportReport) {
  const list = ({ read, created, updated, unchanged, rejected }: ImportReport['groups']) =>
    [read, created, updated, unchanged, rejected].join(' ');
  return { groups: list(groups), contacts: list(contacts), memberships: list(memberships) };
}

/** All that the store holds, with the version of each row, and where its sequences are. */
export async function readStore({ sql }: TestStore): Promise<Readonly<Record<string, unknown>>> {
  const tables = [
    'contact',
    'contact_group',
    'membership',
    'origin',
    'deleted_entry',
    'reserved_id',
    'account',
  ];
  const sequences = ['contact_numbers', 'group_numbers', 'import_numbers'];
  const held: Record<string, unknown> = {};
  for (const table of tables)
    held[table] = await sql`select xmin::text, ${sql(table)}::text from ${sql(table)} order by 2`;
  for (const sequence of sequences)
    held[sequence] = await sql`select last_value, is_called from ${sql(sequence)}`;
  return held;
}

/** The contacts of an account with their groups, as its clients see them. */
export async function bookOf({ open }: TestStore, { token }: TestCaller): Promise<readonly Contact[]> {
  return (await open.store.listContacts(token, 0)).value;
}
