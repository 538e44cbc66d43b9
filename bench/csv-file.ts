import { createWriteStream } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const AT_ONCE = 1000;

/** A CSV file as a spreadsheet writes it; gone after `remove`. */
export interface CsvFile {
  readonly path: string;
  remove(): Promise<void>;
}

/** Writes a file of that many contacts, each with a national phone number and, where asked for, a group. */
export async function writeCsvFile(contacts: number, { withGroups = true } = {}): Promise<CsvFile> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-csv-'));
  await chmod(folder, 0o700);
  const path = join(folder, 'contacts.csv');
  await pipeline(Readable.from(listLines(contacts, withGroups)), createWriteStream(path));
  return { path, remove: () => rm(folder, { recursive: true }) };
}

function* listLines(contacts: number, withGroups: boolean): Iterable<string> {
  yield `Name;Email;Mobile;Street;Zip${withGroups ? ';Groups' : ''}\r\n`;
  for (let from = 1; from <= contacts; from += AT_ONCE) {
    const places = Array.from({ length: Math.min(AT_ONCE, contacts - from + 1) }, (_, place) => from + place);
    yield places.map((place) => toLine(place, withGroups)).join('');
  }
}

function toLine(place: number, withGroups: boolean): string {
  const phone = `20 ${String(place)
    .padStart(6, '0')
    .replace(/(..)(..)(..)/, '$1 $2 $3')}`;
  return `"Jørgen ${place}";contact.${place}@example.com;${phone};"Vestergade ${place}, 2.";${1000 + (place % 8000)}${withGroups ? `;Team ${place % 10}` : ''}\r\n`;
}
