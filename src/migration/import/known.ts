import type {
  DeletedEntry,
  ImportBatch,
  ImportKind,
  KnownContact,
  Origin,
  Wanted,
} from '../../../domain/import.ts';
import type { SourceContact, SourceGroup } from '../records.ts';
import type { KnownBook, PlanOptions } from './plan.ts';
import { isContact, isGroup, type PreparedRecord } from './record.ts';

type Choices = Pick<PlanOptions, 'match' | 'revive'>;

/** Asks for all that is known of what the records are about, and for little of those that say nothing new. */
export async function learn(
  batch: ImportBatch,
  records: readonly PreparedRecord[],
  choices: Choices,
): Promise<KnownBook> {
  const sound = records.filter(({ faults }) => faults.length === 0);
  const [groups, contacts] = [sound.filter(isGroup), sound.filter(isContact)];
  const groupKeys = [...groups.map(({ key }) => key), ...contacts.flatMap((contact) => contact.groupKeys)];
  const groupOrigins = await batch.listOrigins('group', [...new Set(groupKeys)]);
  const origins = await batch.listOrigins(
    'contact',
    contacts.map(({ key }) => key),
  );
  const settled = choices.revive ? [] : findSettled(contacts, origins, groupOrigins);
  const targets = new Map(settled.map(({ record, targetId }) => [record, targetId]));
  const present = new Set(await batch.listPresent('contact', [...targets.values()]));
  const open = contacts.filter((record) => !targets.has(record));
  const known = await learnContacts(batch, open, origins, choices);
  return {
    settled: new Map([...targets].map(([record, id]) => [record, { isHere: present.has(id) }])),
    contacts: known,
    groups: await learnGroups(batch, groups, groupOrigins, choices),
    memberships: await batch.listMemberships(known.entries.map(({ id }) => id)),
  };
}

interface Settled {
  readonly record: PreparedRecord;
  readonly targetId: number;
}

/** Contacts of which the source says what it said before, their groups included. */
function findSettled(
  contacts: readonly PreparedRecord[],
  origins: readonly Origin[],
  groupOrigins: readonly Origin[],
): readonly Settled[] {
  const originOf = byKey(origins);
  const groupOf = byKey(groupOrigins);
  const times = new Map<string, number>();
  for (const { key } of contacts) times.set(key, (times.get(key) ?? 0) + 1);
  return contacts.flatMap((record) => {
    const origin = originOf.get(record.key);
    // What comes twice is judged by what came first.
    if (origin?.fingerprint !== record.fingerprint || times.get(record.key) !== 1) return [];
    const isTold = (key: string) => {
      const id = groupOf.get(key)?.targetId;
      return id !== undefined && origin.groupIds.includes(id);
    };
    return record.groupKeys.every(isTold) ? [{ record, targetId: origin.targetId }] : [];
  });
}

async function learnContacts(
  batch: ImportBatch,
  records: readonly PreparedRecord<SourceContact>[],
  allOrigins: readonly Origin[],
  { match, revive }: Choices,
): Promise<KnownBook['contacts']> {
  const keys = new Set(records.map(({ key }) => key));
  const origins = allOrigins.filter(({ key }) => keys.has(key));
  const strangers = strangersOf(records, origins);
  const found = new Map<number, KnownContact>();
  for (const contact of await batch.listContacts(wantedOf(strangers, origins)))
    found.set(contact.id, contact);
  const fields = strangers.map(({ record }) => record.fields);
  const emails = match.includes('email') ? fields.flatMap(({ email }) => email ?? []) : [];
  const phones = match.includes('msisdn') ? fields.flatMap(({ phone }) => phone ?? []) : [];
  const msisdns = phones.flatMap((phone) => ('msisdn' in phone ? phone.msisdn : []));
  for (const contact of await batch.listAgreeing(emails, msisdns)) found.set(contact.id, contact);
  const entries = [...found.values()].map((contact) => {
    const { id, textId, isTied, isMatched, broughtId, broughtTextId, ...fields } = contact;
    return { id, textId, fields, ties: { isTied, isMatched, broughtId, broughtTextId } };
  });
  return { entries, origins, deleted: await learnDeleted(batch, 'contact', strangers, origins, revive) };
}

async function learnGroups(
  batch: ImportBatch,
  records: readonly PreparedRecord<SourceGroup>[],
  origins: readonly Origin[],
  { match, revive }: Choices,
): Promise<KnownBook['groups']> {
  const strangers = strangersOf(records, origins);
  const named = strangers.filter(
    ({ record: { identity } }) =>
      match.length > 0 || (identity.id === undefined && identity.textId === undefined),
  );
  const names = new Set(named.map(({ record }) => record.name));
  const groups = await batch.listGroups(wantedOf(strangers, origins), [...names]);
  const entries = groups.map(({ id, textId, name, ...ties }) => ({
    ...{ id, textId, ties },
    fields: { name },
  }));
  return { entries, origins, deleted: await learnDeleted(batch, 'group', strangers, origins, revive) };
}

/** Records that were never imported. */
function strangersOf<Record extends PreparedRecord>(
  records: readonly Record[],
  origins: readonly Origin[],
): readonly Record[] {
  const known = byKey(origins);
  return records.filter(({ key }) => !known.has(key));
}

/** What bears the identities of strangers, and what the others became. */
function wantedOf(strangers: readonly PreparedRecord[], origins: readonly Origin[]): Wanted {
  const identities = strangers.map(({ record }) => record.identity);
  return {
    ids: [...origins.map(({ targetId }) => targetId), ...identities.flatMap(({ id }) => id ?? [])],
    textIds: identities.flatMap(({ textId }) => textId ?? []),
  };
}

/** What was deleted counts where it might be asked for by a stranger, or is to be revived. */
function learnDeleted(
  batch: ImportBatch,
  kind: ImportKind,
  strangers: readonly PreparedRecord[],
  origins: readonly Origin[],
  revive: boolean,
): Promise<readonly DeletedEntry[]> {
  return batch.listDeleted(kind, wantedOf(strangers, revive ? origins : []));
}

function byKey(origins: readonly Origin[]): ReadonlyMap<string, Origin> {
  return new Map(origins.map((origin) => [origin.key, origin]));
}
