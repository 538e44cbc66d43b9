import * as v from 'valibot';
import type { Contact, Group } from '../../../domain/contact.ts';
import type { RecordFault, SourceContact, SourceGroup, SourceRecord } from '../records.ts';
import { createKeyOfContent, identityOf } from './source-keys.ts';

/*
 * The lossless form: an object a line, groups before contacts, keys always in the same order.
 */

// Some programs take these for the end of a line, and a terminal may obey them.
const UNSAFE = /[\u007f-\u009f\u2028\u2029\ufeff]/g;

/** The line of a group. */
export function writeNdjsonGroup({ id, textId, name }: Group): string {
  return writeLine({ kind: 'group', id, textId, name });
}

/** The line of a contact; its groups by their numbers. */
export function writeNdjsonContact(contact: Contact): string {
  const { id, textId, name, email, phone, street, zipcode, birthdaySeconds, sex, groups } = contact;
  const ids = groups.map((group) => group.id);
  const fields = { name, email, phone, street, zipcode, birthdaySeconds, sex };
  return writeLine({ kind: 'contact', id, textId, ...fields, groups: ids });
}

function writeLine(value: unknown): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(value).replace(UNSAFE, escaped)}\n`;
}

const whole = v.pipe(v.number(), v.safeInteger('is no whole number'));
const id = v.optional(whole);
const textId = v.optional(v.string());
const text = v.nullable(v.string());
const phone = v.union(
  [v.strictObject({ dialcode: whole, msisdn: whole }), v.strictObject({ text: v.string() })],
  'is no phone',
);
const GROUP = v.strictObject({ kind: v.literal('group'), id, textId, name: v.string() });
const CONTACT = v.strictObject({
  ...{ kind: v.literal('contact'), id, textId, name: v.string() },
  ...{ email: v.optional(text), phone: v.optional(v.nullable(phone)) },
  ...{ street: v.optional(text), zipcode: v.optional(text), birthdaySeconds: v.optional(v.nullable(whole)) },
  ...{ sex: v.optional(v.nullable(v.picklist(['male', 'female']))), groups: v.optional(v.array(whole)) },
});
const RECORD = v.variant('kind', [GROUP, CONTACT], 'is neither "group" nor "contact"');

/** Makes the reader of a file's lines, which remembers the groups that came. */
export function createReadNdjson(): (text: string, line: number) => SourceRecord {
  const groups = new Set<number>();
  const keyOfContent = createKeyOfContent();
  return (text, line) => {
    const place = `line ${line}`;
    const json = parse(text);
    const result = v.safeParse(RECORD, json);
    if (!result.success) return rejected(place, json, result.issues);
    const { output } = result;
    const identity = identityOf(output, () => keyOfContent(text));
    if (output.kind === 'group') {
      if (output.id !== undefined) groups.add(output.id);
      return { kind: 'group', place, identity, faults: [], name: output.name };
    }
    const { kind, id: _id, textId: _textId, groups: ids, ...shown } = output;
    const missing = ids?.filter((group) => !groups.has(group)) ?? [];
    const faults = missing.map((group) => ({
      field: 'groups',
      reason: 'names a group that no line before tells of',
      value: String(group),
    }));
    const contact = { kind, place, identity, faults, fields: shown as SourceContact['fields'] };
    return ids === undefined ? contact : { ...contact, groups: ids.map(String) };
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Issues = readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]];

/** A line that can't be read is a contact, unless it says that it is a group. */
function rejected(place: string, json: unknown, issues: Issues): SourceContact | SourceGroup {
  const faults = issues.map((issue) => toFault(json, issue));
  const name = String(Object(json).name ?? '');
  const rest = { place, identity: { key: place }, faults };
  return Object(json).kind === 'group'
    ? { kind: 'group', ...rest, name }
    : { kind: 'contact', ...rest, fields: { name } };
}

function toFault(json: unknown, issue: v.BaseIssue<unknown>): RecordFault {
  const field = String(issue.path?.[0]?.key ?? 'kind');
  if (json === undefined) return { field, reason: 'stands in a line that is no JSON', value: '' };
  const value = typeof issue.input === 'string' ? issue.input : (JSON.stringify(issue.input) ?? '');
  const reason =
    issue.expected === 'never' ? 'is no field of an address book' : `cannot be read: ${issue.message}`;
  return { field, reason, value };
}
