/** What an operation does, whatever a dialect calls it; a dialect has at most one for each. */
export type Verb =
  | 'log-in'
  | 'log-out'
  | 'key.delete'
  | 'account.get'
  | 'dialcode.list'
  | 'contact.list'
  | 'contact.get'
  | 'contact.create'
  | 'contact.edit'
  | 'contact.delete'
  | 'group.list'
  | 'group.list-with-members'
  | 'group.get'
  | 'group.create'
  | 'group.rename'
  | 'group.delete'
  | 'membership.add'
  | 'membership.remove';

/** What a parameter means, or a value in an answer, whatever a dialect calls it. */
export type Meaning =
  /** An id, of either half of an identity. */
  | 'contact'
  | 'group'
  | ContactMeaning
  | 'group name'
  | 'user name'
  | 'password'
  /** A login token or a key. */
  | 'credential'
  | 'number of the key'
  | 'description'
  | 'account'
  | 'e-mail of the account'
  | 'age of the account'
  | 'dialling code'
  | 'region'
  | 'country'
  | 'format'
  | 'callback'
  /** Nothing is done with it. */
  | 'nothing';

/** What is known of a contact beside its ids and groups. */
export type ContactMeaning = 'name' | 'e-mail' | 'phone' | 'street' | 'zip code' | 'birthday' | 'sex';

/** What serves in the place of an operation that a dialect lacks. */
export interface Nearest {
  readonly verb: Verb;
  /** What is to be done then, as an imperative. */
  readonly how: string;
}

const NEAREST: Readonly<Record<Verb, Nearest | undefined>> = {
  'log-in': undefined,
  'log-out': { verb: 'key.delete', how: 'name the key that the client called with' },
  'key.delete': { verb: 'log-out', how: 'call it with the token that is to end' },
  'account.get': undefined,
  'dialcode.list': undefined,
  'contact.list': undefined,
  'contact.get': { verb: 'contact.list', how: 'pick the contact by its id' },
  'contact.create': undefined,
  'contact.edit': undefined,
  'contact.delete': undefined,
  'group.list': { verb: 'group.list-with-members', how: 'leave out the members' },
  'group.list-with-members': { verb: 'group.list', how: 'take the members from the list of contacts' },
  'group.get': { verb: 'group.list-with-members', how: 'pick the group by its id' },
  'group.create': undefined,
  'group.rename': undefined,
  'group.delete': undefined,
  'membership.add': undefined,
  'membership.remove': undefined,
};

/** The verb itself, then what comes nearest to it, the nearest first, each with all that is to be done then. */
export function verbsFor(verb: Verb): readonly (Nearest & { readonly exact: boolean })[] {
  const found: (Nearest & { exact: boolean })[] = [{ verb, how: '', exact: true }];
  for (let next = NEAREST[verb]; next !== undefined; next = NEAREST[next.verb]) {
    const { verb: nearest, how } = next;
    if (found.some((known) => known.verb === nearest)) break;
    const before = found.at(-1)?.how ?? '';
    found.push({ verb: nearest, how: before === '' ? how : `${before}, and ${how}`, exact: false });
  }
  return found;
}
