import { expect, test } from 'vitest';
import { openVcardSource } from '../../src/migration/files/vcard-source.ts';
import { contactsOf, readInput } from '../support/read-source.ts';

async function namesOf(input: string | Buffer): Promise<readonly unknown[]> {
  return contactsOf(await readInput(openVcardSource, input)).map(({ name }) => name);
}

const card = (...lines: readonly string[]) => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n');

test('lines end in any way, and a file may begin with a byte order mark', async () => {
  const text = card('VERSION:3.0', 'FN:Jane Døe') + card('VERSION:3.0', 'FN:John Doe');
  const spellings = [text, text.replaceAll('\r\n', '\n'), text.replaceAll('\r\n', '\r'), `\ufeff${text}`];
  for (const spelling of spellings) expect(await namesOf(spelling)).toEqual(['Jane Døe', 'John Doe']);
  expect(await namesOf(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(['Jane Døe', 'John Doe']);
});

test('each line is read in its own encoding', async () => {
  const utf8 = Buffer.from(card('VERSION:3.0', 'FN:Jørgen'));
  const western = Buffer.from(card('VERSION:2.1', 'FN:Jørgen'), 'latin1');
  expect(await namesOf(Buffer.concat([utf8, western]))).toEqual(['Jørgen', 'Jørgen']);
});

test('a line may be folded within a character', async () => {
  const bytes = Buffer.from(card('VERSION:3.0', 'FN:Jø'));
  const middle = bytes.indexOf('ø') + 1;
  const folded = Buffer.concat([bytes.subarray(0, middle), Buffer.from('\r\n '), bytes.subarray(middle)]);
  expect(await namesOf(folded)).toEqual(['Jø']);
});

test('backslashes, commas and semicolons are read as they were meant', async () => {
  expect(await namesOf(card('VERSION:4.0', 'FN:a\\\\\\, b\\; c\\\\n\\nd'))).toEqual(['a\\, b; c\\n\nd']);
  const { records } = await readInput(openVcardSource, card('VERSION:3.0', 'FN:x', 'CATEGORIES:a\\\\,b\\,c'));
  expect(records.flatMap((record) => (record.kind === 'group' ? [record.name] : []))).toEqual(['a\\', 'b,c']);
});

test('what stands between cards, and a line that is no property, is left out and told of', async () => {
  const { records, notes } = await readInput(
    openVcardSource,
    `Hello\r\n${card('VERSION:3.0', 'FN:Jane', 'what is this?', 'TEL;X="a:b;c":12345678')}\r\n`,
  );
  expect(records).toMatchObject([{ fields: { name: 'Jane', phone: { msisdn: 4512345678 } } }]);
  expect(notes).toEqual(['A line that is no property of a card is left out: line 2.']);
});

test('a card that tells of nobody is a fault, and the same card twice is two contacts', async () => {
  const { records } = await readInput(
    openVcardSource,
    card('VERSION:3.0', 'NOTE:x') + card('VERSION:3.0', 'FN:Twin') + card('VERSION:3.0', 'FN:Twin'),
  );
  expect(records[0]?.faults).toEqual([{ field: 'name', reason: 'is missing', value: '' }]);
  const [one, other] = records.slice(1).map(({ identity }) => identity.key);
  expect(other).toBe(`${one}-1`);
});
