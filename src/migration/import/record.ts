import { hash } from 'node:crypto';
import { isStorable } from '../../../domain/text.ts';
import type { RecordFault, SourceContact, SourceGroup, SourceRecord } from '../records.ts';
import { findFaults } from './checks.ts';

/** A record with all that can be said of it without the address book. */
export interface PreparedRecord<Record extends SourceRecord = SourceRecord> {
  readonly record: Record;
  /** Nothing but these matters of a record that has any. */
  readonly faults: readonly RecordFault[];
  /** What origins are kept under. */
  readonly key: string;
  /** The first half of the SHA-256 of all that the source says, as a UUID. */
  readonly fingerprint: string;
  /** The keys of its groups. */
  readonly groupKeys: readonly string[];
}

/** Judges a record by itself. */
export function prepareRecord(record: SourceRecord): PreparedRecord {
  const faults = findFaults(record);
  const key = toOriginKey(record.identity.key);
  const groupKeys = record.kind === 'contact' ? (record.groups ?? []).map(toOriginKey) : [];
  return { record, faults, key, groupKeys, fingerprint: faults.length > 0 ? '' : fingerprintOf(record) };
}

export function isContact(prepared: PreparedRecord): prepared is PreparedRecord<SourceContact> {
  return prepared.record.kind === 'contact';
}

export function isGroup(prepared: PreparedRecord): prepared is PreparedRecord<SourceGroup> {
  return prepared.record.kind === 'group';
}

const PLAIN_NUMBER = /^[1-9]\d{0,15}$/;

/** The numbers that a record brings: no new entry may get one, nor a new contact its digits as its text. */
export function numbersBroughtBy({ record, faults }: PreparedRecord): readonly number[] {
  if (faults.length > 0) return [];
  const { id, textId = '' } = record.identity;
  const digits = record.kind === 'contact' && PLAIN_NUMBER.test(textId) ? Number(textId) : 0;
  return [
    ...(id === undefined ? [] : [id]),
    ...(digits > 0 && digits !== id && Number.isSafeInteger(digits) ? [digits] : []),
  ];
}

const MAX_KEY_LENGTH = 255;

/** A key that the store can hold and index, whatever the source says. */
function toOriginKey(key: string): string {
  return key.length <= MAX_KEY_LENGTH && isStorable(key) ? key : hash('sha256', JSON.stringify(key), 'hex');
}

// A field that is not shown differs from one that is known to have no value.
const NOT_SHOWN = 0;

function fingerprintOf(record: SourceRecord): string {
  const { id = NOT_SHOWN, textId = NOT_SHOWN } = record.identity;
  const said = record.kind === 'group' ? record.name : sayContact(record);
  const digits = hash('sha256', JSON.stringify([id, textId, said]), 'hex');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20, 32)}`;
}

function sayContact({ fields, groups }: SourceContact): readonly unknown[] {
  const { phone } = fields;
  return [
    fields.name ?? NOT_SHOWN,
    sayField(fields.email),
    phone && 'msisdn' in phone ? [phone.dialcode, phone.msisdn] : sayField(phone),
    sayField(fields.street),
    sayField(fields.zipcode),
    sayField(fields.birthdaySeconds),
    sayField(fields.sex),
    groups?.toSorted() ?? NOT_SHOWN,
  ];
}

// A number of seconds in a list of its own: it may be the same as what stands for a field that is not shown.
function sayField(value: unknown): unknown {
  if (value === undefined) return NOT_SHOWN;
  return typeof value === 'number' ? [value] : value;
}
