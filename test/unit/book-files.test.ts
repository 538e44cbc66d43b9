import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCsvSource } from '../../src/migration/files/csv-source.ts';
import { type ExportFormat, WRITERS } from '../../src/migration/files/export.ts';
import { openNdjsonSource } from '../../src/migration/files/ndjson-source.ts';
import { openVcardSource } from '../../src/migration/files/vcard-source.ts';
import { anyBook, type Book } from '../support/any-book.ts';
import { readInput } from '../support/read-source.ts';

const SOURCES = { csv: openCsvSource, vcard: openVcardSource, ndjson: openNdjsonSource } as const;
const FORMATS = Object.keys(SOURCES) as ExportFormat[];

function write(format: ExportFormat, { groups, contacts }: Book): string {
  const { head, group, contact } = WRITERS[format];
  return head + groups.map(group).join('') + contacts.map(contact).join('');
}

/** The records of a book, as an import would have them of a source that loses nothing. */
function recordsOf({ groups, contacts }: Book) {
  return [
    ...groups.map(({ id, textId, name }) => ({ kind: 'group', id, textId, name })),
    ...contacts.map(({ id, textId, groups: own, ...fields }) => ({
      ...{ kind: 'contact', id, textId, fields },
      groups: own.map((group) => String(group.id)),
    })),
  ];
}

async function readBack(format: ExportFormat, text: string) {
  const { records } = await readInput(SOURCES[format], text);
  return records.map((record) => {
    expect(record.faults).toEqual([]);
    const { kind, identity } = record;
    const { id, textId } = identity;
    if (record.kind === 'group') return { kind, id, textId, name: record.name };
    return { kind, id, textId, fields: record.fields, groups: record.groups };
  });
}

test.each(FORMATS)('whatever is in an address book, %s brings it back', async (format) => {
  await fc.assert(
    fc.asyncProperty(anyBook(2), async (book) => {
      expect(await readBack(format, write(format, book))).toEqual(recordsOf(book));
    }),
    { numRuns: 300 },
  );
});

test('no cell of a CSV file begins as a formula does, and each line of a vCard has 75 bytes at most', () => {
  fc.assert(
    fc.property(anyBook(2), (book) => {
      const cells = write('csv', book).matchAll(/(?:^\ufeff?|[,\n])(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g);
      for (const [, quoted, plain] of cells) expect(quoted ?? plain).not.toMatch(/^[=+\-@\t\r]/);
      const lines = write('vcard', book).split('\r\n');
      expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
      expect(lines.join('')).not.toMatch(/[\0-\x08\x0a-\x1f\x7f]/);
    }),
    { numRuns: 200 },
  );
});
