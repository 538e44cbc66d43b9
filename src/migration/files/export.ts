import { once } from 'node:events';
import { open, rename, rm } from 'node:fs/promises';
import type { Contact, Group } from '../../../domain/contact.ts';
import { listContacts } from '../../../domain/contacts.ts';
import type { Credential } from '../../../domain/credential.ts';
import { listGroups } from '../../../domain/groups.ts';
import type { Pages } from '../../../domain/pages.ts';
import type { ContactStore, GroupStore } from '../../../domain/store.ts';
import { CONTACT_COLUMNS, contactCells, type KnownContact, writeCsvLine } from './contact-columns.ts';
import { writeNdjsonContact, writeNdjsonGroup } from './ndjson-record.ts';
import { writeContactCard, writeGroupCard } from './vcard-write.ts';

export type ExportFormat = 'ndjson' | 'csv' | 'vcard';

/** How a format writes an address book: its head, then all groups, then all contacts. */
interface Writer {
  readonly head: string;
  group(group: Group): string;
  contact(contact: Contact): string;
}

const BYTE_ORDER_MARK = '\ufeff';

/** How each format is written. */
export const WRITERS: Readonly<Record<ExportFormat, Writer>> = {
  ndjson: { head: '', group: writeNdjsonGroup, contact: writeNdjsonContact },
  csv: {
    // Without the mark Excel takes the file for one of its own encoding.
    head: BYTE_ORDER_MARK + writeCsvLine(CONTACT_COLUMNS),
    group: (group) => writeCsvContact({ groups: [group] }),
    contact: writeCsvContact,
  },
  vcard: { head: '', group: writeGroupCard, contact: writeContactCard },
};

function writeCsvContact(contact: KnownContact): string {
  const cells = contactCells(contact);
  return writeCsvLine(CONTACT_COLUMNS.map((column) => cells[column]));
}

/** How much was written. */
export interface Exported {
  groups: number;
  contacts: number;
}

/** Where an export goes; false where nobody takes it any more. */
export type Write = (text: string) => Promise<boolean>;

/** Writes the address book of the caller, a page at a time. Rejects with `store-unavailable`, or as `write` does. */
export async function exportBook(
  book: ContactStore & GroupStore,
  caller: Credential,
  format: ExportFormat,
  write: Write,
): Promise<Exported> {
  const writer = WRITERS[format];
  const exported = { groups: 0, contacts: 0 };
  if (!(await write(writer.head))) return exported;
  for await (const page of allPages((await listGroups(book, caller)).value)) {
    if (!(await write(page.map(writer.group).join('')))) return exported;
    exported.groups += page.length;
  }
  for await (const page of allPages((await listContacts(book, caller)).value)) {
    if (!(await write(page.map(writer.contact).join('')))) return exported;
    exported.contacts += page.length;
  }
  return exported;
}

async function* allPages<T>({ first, rest }: Pages<T>): AsyncGenerator<readonly T[]> {
  yield first;
  if (rest !== undefined) yield* rest;
}

/** Writes into a stream as fast as it is read; whoever stops reading is told no more. */
export function writeTo(stream: NodeJS.WriteStream): Write {
  return async (text) => {
    if (stream.destroyed || stream.errored) return false;
    if (text === '' || stream.write(text) !== false) return true;
    try {
      await once(stream, 'drain');
      return true;
    } catch (error) {
      if (Object(error).code !== 'EPIPE') throw error;
      return false;
    }
  };
}

/**
 * Has a file written, for its owner's eyes alone: beside its place at first, so that a whole one stands there or the
 * one from before. Rejects with the system's error where it can't be written, or as the work does.
 */
export async function writeFileWhole<T>(path: string, work: (write: Write) => Promise<T>): Promise<T> {
  const partPath = `${path}.part`;
  await rm(partPath, { force: true });
  const file = await open(partPath, 'wx', 0o600);
  try {
    const result = await work(async (text) => {
      await file.appendFile(text);
      return true;
    });
    await file.sync();
    await file.close();
    await rename(partPath, path);
    return result;
  } catch (error) {
    await file.close();
    await rm(partPath, { force: true });
    throw error;
  }
}
