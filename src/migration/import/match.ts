import type { ContactDraft } from '../../../domain/contact.ts';
import type { RecordFault, SourceContact, SourceGroup, SourceIdentity } from '../records.ts';
import type { Entries, Entry } from './entries.ts';
import type { Repeated } from './repeated.ts';

/** Fields by which a person may be found who is in the book already. */
export const MATCH_FIELDS = ['email', 'msisdn'] as const;
export type MatchField = (typeof MATCH_FIELDS)[number];

/** What the book has for a record whose identity nobody bears. */
export type Match<Fields> =
  | { readonly is: 'nobody' }
  /** It is this one, which the source knows by no id. */
  | { readonly is: 'same'; readonly entry: Entry<Fields> }
  /** It is this one, as far as can be told. */
  | { readonly is: 'match'; readonly entry: Entry<Fields> }
  | { readonly is: 'ambiguous'; readonly candidates: readonly number[]; readonly fault: RecordFault };

/** Looks for the person of a record. */
export type MatchContact = (record: SourceContact) => Match<ContactDraft>;

const NOBODY = { is: 'nobody' } as const;

/**
 * Makes the search for people who agree with a record in any of the fields, among those that the source has not
 * told of by themselves. It must not depend on what was matched before: the next run is to come to the same.
 */
export function createMatchContact(
  entries: Entries<ContactDraft>,
  fields: readonly MatchField[],
  { isValueRepeated }: Repeated,
): MatchContact {
  if (fields.length === 0) return () => NOBODY;
  const byValue = new Map<string, Entry<ContactDraft>[]>();
  for (const entry of entries.list()) {
    if (entry.ties.isTied && !entry.ties.isMatched) continue;
    for (const field of fields) {
      const value = matchValue(entry.fields, field);
      if (value === undefined) continue;
      const key = `${field} ${value}`;
      byValue.set(key, [...(byValue.get(key) ?? []), entry]);
    }
  }
  return (record) => {
    const said = fields.flatMap((field) => {
      const value = matchValue(record.fields, field);
      return value === undefined ? [] : [{ field, value }];
    });
    const found = new Set(said.flatMap(({ field, value }) => byValue.get(`${field} ${value}`) ?? []));
    const [entry, ...others] = found;
    if (entry === undefined) return NOBODY;
    const refuse = (reason: string) =>
      ({ is: 'ambiguous', candidates: numbersOf(found), fault: toFault(record, reason) }) as const;
    if (others.length > 0) return refuse(`agrees with ${found.size} contacts here`);
    const contradiction = said.find(({ field, value }) => {
      const own = matchValue(entry.fields, field);
      return own !== undefined && own !== value;
    });
    if (contradiction !== undefined)
      return refuse(`agrees with a contact here, but not in ${contradiction.field}`);
    const agreeing = said.filter(({ field, value }) => matchValue(entry.fields, field) === value);
    if (agreeing.every(({ field, value }) => isValueRepeated(field, value)))
      return refuse('agrees with a contact here, as other records do');
    if (entry.ties.isTied) return refuse('agrees with a contact here that another record was taken for');
    if (isKnownOtherwise(entry, record.identity))
      return refuse('agrees with a contact here that is known by another id');
    return { is: 'match', entry };
  };
}

/**
 * Looks for the group of a record: one of the same name, where the source knows no ids of groups. Where it does, only
 * if `byName`, and only where there is one such group.
 */
export function matchGroup(
  entries: Entries<{ readonly name: string }>,
  { name, identity }: SourceGroup,
  byName: boolean,
  { isNameRepeated }: Repeated,
): Match<{ readonly name: string }> {
  const alike = entries
    .list()
    .filter(({ fields, ties, formerId }) => fields.name === name && !ties.isTied && formerId !== undefined)
    .toSorted((one, other) => (one.formerId ?? 0) - (other.formerId ?? 0));
  const [entry, ...others] = alike;
  if (entry === undefined) return NOBODY;
  if (identity.id === undefined && identity.textId === undefined) return { is: 'same', entry };
  const isOnly = others.length === 0 && !isNameRepeated(name) && !isKnownOtherwise(entry, identity);
  return byName && isOnly ? { is: 'match', entry } : NOBODY;
}

/** Whether clients know the entry by another id than the one that is brought. */
function isKnownOtherwise({ ties }: Entry<object>, { id, textId }: SourceIdentity): boolean {
  return (id !== undefined && ties.broughtId) || (textId !== undefined && ties.broughtTextId);
}

/** What is compared of a field; undefined where nothing is said of it. */
export function matchValue({ email, phone }: Partial<ContactDraft>, field: MatchField): string | undefined {
  if (field === 'email') return email?.toLowerCase();
  return phone && 'msisdn' in phone ? String(phone.msisdn) : undefined;
}

/** Of the field in which they agree, or the first of them. */
function toFault({ fields: { email, phone } }: SourceContact, reason: string): RecordFault {
  if (email) return { field: 'email', reason, value: email };
  return { field: 'phone', reason, value: phone && 'msisdn' in phone ? `+${phone.msisdn}` : '' };
}

function numbersOf(found: ReadonlySet<Entry<ContactDraft>>): readonly number[] {
  return [...found].flatMap(({ formerId }) => formerId ?? []);
}
