import {
  type BookReader,
  createFieldReader,
  type FieldReader,
  type ReadContact,
  type ReadGroup,
  type ReadIdentity,
  readEntry,
  readList,
  readText,
  readWholeText,
  showCode,
  type WireEntry,
} from '../kernel/read-back.ts';

/** How Filemail's answers tell of an address book; what they never show stays unknown. */
export const filemailReader: BookReader = {
  groups: {
    endpoint: 'contacts.group.get',
    list: 'groups',
    id: 'contactgroupid',
    isWhole: (entry) => 'contactgroupid' in entry && 'contactgroupname' in entry,
  },
  contacts: { endpoint: 'contacts.get', list: 'contacts', id: 'contactid', isWhole: isWholeContact },
  notShown: ['phone', 'street', 'zipcode', 'birthdaySeconds', 'sex'],
  readVerdict: (envelope) => {
    // The list of groups alone says `status` (Filemail contacts page).
    const verdict = envelope.get('responsestatus') ?? envelope.get('status');
    if (verdict === undefined) return undefined;
    return String(verdict).toLowerCase() === 'ok' ? 'ok' : { refused: showCode(verdict) };
  },
  passing: ['UnknownError', 'ServiceInterruption'],
  readGroup,
  readContact,
};

/** How a login goes, which answers with the token that other calls are made with. */
export const filemailLogin = {
  login: 'authentication.login',
  logout: 'authentication.logout',
  loginValues: (user: string, password: string) => ({ username: user, password, source: 'diglot' }),
  tokenValues: (token: string) => ({ logintoken: token }),
  /** Undefined where the answer to a login holds none. */
  findToken: (envelope: ReadonlyMap<string, unknown>): string | undefined => {
    const token = envelope.get('logintoken');
    return typeof token === 'string' && token !== '' ? token : undefined;
  },
  /** The refusal of a token that is no longer good. */
  expired: 'InvalidOrExpiredLoginToken',
} as const;

function isWholeContact(entry: WireEntry): boolean {
  const groups = readList(entry.groups) ?? [];
  return (
    'contactid' in entry && 'name' in entry && groups.every((group) => 'contactgroupid' in readEntry(group))
  );
}

function readContact(entry: WireEntry): ReadContact {
  const reader = createFieldReader();
  const identity = readIdentity(reader, entry.contactid);
  const name = reader.take('name', entry.name, 'is no text', readWholeText);
  const email = reader.take('email', entry.email, 'is no text', readText);
  const groups = reader.take('groups', entry.groups, 'is no list of groups', readNamedGroups) ?? [];
  return {
    identity,
    fields: { ...(name === undefined ? {} : { name }), ...(email === undefined ? {} : { email }) },
    groups,
    faults: reader.faults,
  };
}

function readGroup(entry: WireEntry): ReadGroup {
  const reader = createFieldReader();
  const identity = readIdentity(reader, entry.contactgroupid);
  // It is `name` where a contact names its group.
  const told = entry.contactgroupname ?? entry.name;
  const name = reader.take('name', told, 'is no text', readText) ?? undefined;
  return { identity, name, faults: reader.faults };
}

function readNamedGroups(value: unknown): readonly ReadGroup[] | undefined {
  const groups = readList(value)?.map((item) => readGroup(readEntry(item)));
  return groups?.every(({ identity }) => identity.key !== '') ? groups : undefined;
}

function readIdentity(reader: FieldReader, value: unknown): ReadIdentity {
  const textId = reader.take('textId', value, 'is no id that can be kept', readId);
  return textId === undefined ? { key: '' } : { key: textId, textId };
}

/** An id with blanks around it could be named by no call. */
function readId(value: unknown): string | undefined {
  const id = readText(value) ?? undefined;
  return id === id?.trim() ? id : undefined;
}
