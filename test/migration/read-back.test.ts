import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { presentContacts, presentGroups } from '../../dialects/filemail/present.ts';
import { filemailReader } from '../../dialects/filemail/read.ts';
import type { BookList, BookReader, WireEntry } from '../../dialects/kernel/read-back.ts';
import { presentContact, presentGroup, success } from '../../dialects/txty/present.ts';
import { txtyReader } from '../../dialects/txty/read.ts';
import type { AnswerStyle } from '../../domain/account.ts';
import type { Contact, Group } from '../../domain/contact.ts';
import { isBlank } from '../../domain/text.ts';
import { createAnswerReader } from '../../src/migration/vendor/answer.ts';
import { anyText } from '../support/any-text.ts';
import { NAMES } from '../support/vendor-names.ts';

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
/** A text that may stand in an address book: an odd name, or of any characters. */
const someText = fc.oneof(fc.constantFrom(...NAMES), anyText(30)).filter((text) => !isBlank(text));
const textId = someText.map((text) => text.trim());
const id = fc
  .oneof(
    fc.integer({ min: 1, max: 2 ** 31 }),
    fc.maxSafeInteger().map((number) => Math.abs(number) + 1),
  )
  .filter(Number.isSafeInteger);
const phone = fc
  .record({ dialcode: fc.integer({ min: 1, max: 999 }), rest: fc.integer({ min: 0, max: 99_999_999_999 }) })
  .map(({ dialcode, rest }) => ({ dialcode, msisdn: Number(`${dialcode}${rest}`) }));

const group: fc.Arbitrary<Group> = fc.record({ id, textId, name: someText });
const contact: fc.Arbitrary<Contact> = fc.record({
  id,
  textId,
  name: someText,
  email: orNull(someText),
  phone: orNull(
    fc.oneof(
      phone,
      someText.map((text) => ({ text })),
    ),
  ),
  street: orNull(someText),
  zipcode: orNull(fc.oneof(someText, fc.constantFrom('5550', '0999', '0', '9007199254740993', '-1', '1e3'))),
  birthdaySeconds: orNull(fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 })),
  sex: orNull(fc.constantFrom('male' as const, 'female' as const)),
  groups: fc.uniqueArray(group, { maxLength: 4, selector: ({ id }) => id }),
});
const contacts = fc.array(contact, { maxLength: 5 });
const style = fc.constantFrom<AnswerStyle>('compatible', 'documented');

/** The entries of an answer as they come back from its bytes, cut into pieces. */
function readAnswer(
  reader: BookReader,
  list: BookList,
  body: object,
  pieceBytes: number,
): readonly WireEntry[] {
  const entries: WireEntry[] = [];
  const answer = createAnswerReader({
    ...list,
    onEntry: (entry) => entries.push(entry),
    onRepeated: () => {},
  });
  const bytes = Buffer.from(JSON.stringify(body));
  for (let at = 0; at < bytes.length; at += pieceBytes) answer.write(bytes.subarray(at, at + pieceBytes));
  const { envelope, hasList } = answer.end();
  expect([reader.readVerdict(envelope), hasList]).toEqual(['ok', true]);
  return entries;
}

const pieceBytes = fc.integer({ min: 1, max: 200 });

describe('Filemail', () => {
  test('what its list of contacts shows is read back as it is', () => {
    fc.assert(
      fc.property(contacts, style, pieceBytes, (all, answers, piece) => {
        const body = presentContacts({ first: all, rest: undefined }, answers);
        const read = readAnswer(filemailReader, filemailReader.contacts, body, piece).map(
          filemailReader.readContact,
        );
        expect(read).toEqual(
          all.map(({ textId, name, email, groups }) => ({
            identity: { key: textId, textId },
            fields: { name, email },
            groups: groups.map((one) => ({
              identity: { key: one.textId, textId: one.textId },
              name: one.name,
              faults: [],
            })),
            faults: [],
          })),
        );
      }),
    );
  });

  test('what its list of groups shows is read back as it is', () => {
    fc.assert(
      fc.property(fc.array(group, { maxLength: 5 }), style, pieceBytes, (all, answers, piece) => {
        const body = presentGroups({ first: all, rest: undefined }, answers);
        const read = readAnswer(filemailReader, filemailReader.groups, body, piece).map(
          filemailReader.readGroup,
        );
        expect(read).toEqual(
          all.map(({ textId, name }) => ({ identity: { key: textId, textId }, name, faults: [] })),
        );
      }),
    );
  });
});

describe('Txty', () => {
  test('what its list of contacts shows is read back as it is, but for a phone that is no number', () => {
    fc.assert(
      fc.property(contacts, pieceBytes, (all, piece) => {
        const body = success('VIEW_CONTACTS', { contacts: all.map(presentContact) });
        const read = readAnswer(txtyReader, txtyReader.contacts, body, piece).map(txtyReader.readContact);
        expect(read).toEqual(
          all.map(({ id, textId, groups, ...fields }) => ({
            identity: { key: String(id), id },
            fields: {
              ...fields,
              phone: fields.phone !== null && 'text' in fields.phone ? null : fields.phone,
            },
            groups: groups.map((one) => ({
              identity: { key: String(one.id), id: one.id },
              name: undefined,
              faults: [],
            })),
            faults: [],
          })),
        );
      }),
    );
  });

  test('what its list of groups shows is read back as it is, without their members', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(group, contacts), { maxLength: 4 }), pieceBytes, (all, piece) => {
        const shown = all.map(([one, members]) => ({
          ...presentGroup(one),
          contacts: members.map(presentContact),
        }));
        const body = success('VIEW_GROUPS', { groups: shown });
        const entries = readAnswer(txtyReader, txtyReader.groups, body, piece);
        expect(entries.map(txtyReader.readGroup)).toEqual(
          all.map(([{ id, name }]) => ({ identity: { key: String(id), id }, name, faults: [] })),
        );
        expect(entries.map((entry) => entry.contacts)).toEqual(all.map(() => null));
      }),
    );
  });
});

test.each([
  [filemailReader, { responsestatus: 'ok' }, 'ok'],
  [filemailReader, { status: 'OK' }, 'ok'],
  [filemailReader, { responsestatus: 'AccessDenied', status: 'OK' }, { refused: 'AccessDenied' }],
  [filemailReader, { errorcode: 1001 }, undefined],
  [txtyReader, { status: 'success', success: 'VIEW_CONTACTS' }, 'ok'],
  [txtyReader, { status: 'error', error: 'USER_NOT_FOUND' }, { refused: 'USER_NOT_FOUND' }],
  [txtyReader, { status: 'error' }, { refused: 'an unknown error' }],
  [txtyReader, { status: 'OK' }, undefined],
])('the verdict of %o is judged', ({ readVerdict }, envelope, verdict) => {
  expect(readVerdict(new Map<string, unknown>(Object.entries(envelope)))).toEqual(verdict);
});
