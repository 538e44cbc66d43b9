import { open, rename, rm } from 'node:fs/promises';
import type { Contact } from '../../../domain/contact.ts';
import {
  COLUMN_OF_FIELD,
  CONTACT_COLUMNS,
  type ContactColumn,
  contactCells,
  type GroupMention,
  REJECT_COLUMNS,
  writeCsvLine,
} from '../files/contact-columns.ts';
import type { SourceGroup, SourceRecord } from '../records.ts';
import type { Verdict } from './plan.ts';

/** A file of what was rejected, to be corrected and imported again. */
export interface RejectsFile {
  /** Adds the rejected ones of a batch. */
  add(verdicts: readonly Verdict[]): Promise<void>;
  /** Puts the file in its place, where there is anything in it; false where there is not. */
  close(): Promise<boolean>;
}

/**
 * Begins such a file, for its owner's eyes alone. It gets its name when it is whole: until then it may be what the
 * import reads. Rejects with the system's error where it can't be written.
 */
export async function openRejects(path: string): Promise<RejectsFile> {
  const partPath = `${path}.part`;
  const file = await open(partPath, 'w', 0o600);
  const mentions = new Map<string, GroupMention>();
  let isEmpty = true;
  return {
    add: async (verdicts) => {
      for (const { record } of verdicts)
        if (record.kind === 'group') mentions.set(record.identity.key, toMention(record));
      const rejected = verdicts.filter(({ outcome }) => outcome === 'rejected');
      if (rejected.length === 0) return;
      const head = isEmpty ? writeCsvLine([...REJECT_COLUMNS, ...CONTACT_COLUMNS]) : '';
      isEmpty = false;
      await file.appendFile(head + rejected.map((verdict) => toLine(verdict, mentions)).join(''));
    },
    close: async () => {
      await file.close();
      await (isEmpty ? rm(partPath) : rename(partPath, path));
      return !isEmpty;
    },
  };
}

function toMention({ name, identity: { id, textId } }: SourceGroup): GroupMention {
  return { name, id, textId };
}

function toLine(
  { record, faults, candidates = [] }: Verdict,
  mentions: ReadonlyMap<string, GroupMention>,
): string {
  const reasons = [
    ...faults.map(({ reason }) => reason),
    ...candidates.map((id) => `may be the one with id ${id}`),
  ];
  const said = [record.place, faults.map(({ field }) => field).join(', '), reasons.join(', ')];
  const cells = cellsOf(record, mentions);
  // As they were found, where they could not be read.
  for (const { field, value } of record.kind === 'contact' ? faults : []) {
    if (!isContactField(field)) continue;
    if (field === 'phone') Object.assign(cells, { dialcode: '', phone_text: '' });
    cells[COLUMN_OF_FIELD[field]] = value;
  }
  return writeCsvLine([...said, ...CONTACT_COLUMNS.map((column) => cells[column])]);
}

function cellsOf(
  record: SourceRecord,
  mentions: ReadonlyMap<string, GroupMention>,
): Record<ContactColumn, string> {
  if (record.kind === 'group') return contactCells({ groups: [toMention(record)] });
  const { id, textId } = record.identity;
  const groups = record.groups?.flatMap((key) => mentions.get(key) ?? []);
  return contactCells({ ...record.fields, id, textId, groups });
}

function isContactField(field: string): field is keyof Contact {
  return field in COLUMN_OF_FIELD;
}
