import type { ContactDraft } from '../../../domain/contact.ts';
import type { Entry } from './entries.ts';

/** What is said of a contact or group, as far as it is shown. */
export type Shown<Fields> = { readonly [Field in keyof Fields]?: Fields[Field] | undefined };

/** Whether two values of a field are the same. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Whether all that is shown is what the entry says. */
export function isAlike<Fields extends object>(entry: Entry<Fields>, shown: Shown<Fields>): boolean {
  return fieldsOf(shown).every((field) => isSame(entry.fields[field], shown[field]));
}

const TELLING = ['name', 'email', 'phone'] as const;

/** Whether the entry has the name, the e-mail address or the phone that is shown. */
export function isAnyAlike({ fields }: Entry<ContactDraft>, shown: Shown<ContactDraft>): boolean {
  return TELLING.some((field) => Boolean(shown[field]) && isSame(fields[field], shown[field]));
}

/** Has the entry say all that is shown; false where it does already. */
export function takeOver<Fields extends object>(entry: Entry<Fields>, shown: Shown<Fields>): boolean {
  if (isAlike(entry, shown)) return false;
  change(entry, shown);
  return true;
}

/** Has the entry say what is shown in those fields of which it says nothing, and names those in which they differ. */
export function fillIn(
  entry: Entry<ContactDraft>,
  shown: Shown<ContactDraft>,
): readonly (keyof ContactDraft)[] {
  const said = fieldsOf(shown).filter((field) => shown[field] !== null);
  const empty = said.filter((field) => entry.fields[field] === null);
  if (empty.length > 0) change(entry, Object.fromEntries(empty.map((field) => [field, shown[field]])));
  return said.filter((field) => !isSame(entry.fields[field], shown[field]));
}

function change<Fields extends object>(entry: Entry<Fields>, shown: Shown<Fields>): void {
  entry.fields = { ...entry.fields, ...shown };
  if (entry.change === 'none') entry.change = 'changed';
}

function fieldsOf<Fields extends object>(shown: Shown<Fields>): readonly (keyof Fields)[] {
  return (Object.keys(shown) as (keyof Fields)[]).filter((field) => shown[field] !== undefined);
}
