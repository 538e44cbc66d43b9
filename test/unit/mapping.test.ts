import { describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { Dialect } from '../../dialects/kernel/dialect.ts';
import { isList, type Wire } from '../../dialects/kernel/wire.ts';
import { lostOfEveryCall, mapOperation } from '../../src/migration/mapping/mapping.ts';
import { credentialKind } from '../../src/migration/mapping/parts.ts';
import { toy } from '../support/toy-dialect.ts';

const all: readonly Dialect[] = [...dialects, toy];

/** Operations that have nothing like them in another dialect, each for a reason that is not ours to change. */
const WITHOUT_COUNTERPART: Readonly<Record<string, readonly string[]>> = {
  // Nothing of Filemail's tells of the account or of the numbering plan.
  'txty to filemail': ['view.user', 'get.dialcodes'],
  'filemail to txty': [],
};

/** The keys that lead to each value that is no list or object, but for those of the envelope. */
function leavesOf(value: Wire, keys: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return value === null || keys.length < 2 ? [] : [keys];
  if (isList(value)) return value.flatMap((item) => leavesOf(item, keys));
  return Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...keys, key]));
}

describe.each(all)('the endpoints of $name', (dialect) => {
  test('do something else each', () => {
    const verbs = dialect.endpoints.map(({ verb }) => verb);
    expect(verbs).toEqual([...new Set(verbs)]);
  });

  test('say of each parameter what it means, and of no other', () => {
    for (const { id, params, means } of dialect.endpoints)
      expect(Object.keys(means).sort(), id).toEqual(Object.keys(params).sort());
    const everyCall = { ...dialect.credential.params, ...dialect.common };
    expect(Object.keys(dialect.means).sort()).toEqual(Object.keys(everyCall).sort());
  });

  test('mean one thing by each parameter', () => {
    for (const endpoint of dialect.endpoints) {
      const meanings = Object.values(endpoint.means).filter((meaning) => meaning !== 'nothing');
      expect(meanings, endpoint.id).toEqual([...new Set(meanings)]);
    }
  });

  test('say of each value of their example what it means', () => {
    for (const { id, example, shows } of dialect.endpoints) {
      for (const keys of leavesOf(example)) {
        const endings = keys.map((_, index) => keys.slice(index).join('.'));
        expect(
          endings.some((ending) => Object.hasOwn(shows, ending)),
          `${id} ${keys.join('.')}`,
        ).toBe(true);
      }
    }
  });

  test('say nothing of keys that no answer has', () => {
    for (const { id, example, shows } of dialect.endpoints) {
      const text = JSON.stringify(example);
      for (const key of Object.keys(shows))
        expect(text, `${id} ${key}`).toContain(`"${key.split('.').at(-1)}":`);
    }
  });
});

describe.each([
  ['filemail', 'txty'],
  ['txty', 'filemail'],
])('from %s to %s', (own, other) => {
  const [from, to] = [own, other].map((name) => all.find((dialect) => dialect.name === name));

  test('each operation becomes another, or is known to become none', () => {
    if (from === undefined || to === undefined) throw new Error('there is no such dialect');
    const none = from.endpoints.filter(
      (endpoint) => mapOperation({ dialect: from, endpoint }, to) === undefined,
    );
    expect(none.map(({ id }) => id)).toEqual(WITHOUT_COUNTERPART[`${own} to ${other}`]);
  });

  test('each parameter becomes another, is lost, or picks what is to be taken', () => {
    if (from === undefined || to === undefined) throw new Error('there is no such dialect');
    for (const endpoint of from.endpoints) {
      const mapping = mapOperation({ dialect: from, endpoint }, to);
      if (mapping === undefined || mapping.how !== '') continue;
      const told = [...mapping.pairs.map((pair) => pair.from), ...mapping.lost].map(({ name }) => name);
      const meant = Object.keys(endpoint.params).filter((name) => endpoint.means[name] !== 'nothing');
      expect(told.sort(), endpoint.id).toEqual(meant.sort());
    }
  });
});

/** A mapping in words that can be compared. */
function summarise(from: string, id: string, to: string) {
  const [dialect, other] = [from, to].map((name) => all.find((candidate) => candidate.name === name));
  const endpoint = dialect?.endpoints.find((candidate) => candidate.id === id);
  if (dialect === undefined || other === undefined || endpoint === undefined)
    throw new Error('no such operation');
  const mapping = mapOperation({ dialect, endpoint }, other);
  if (mapping === undefined) return undefined;
  return {
    becomes: mapping.to.endpoint.id,
    how: mapping.how,
    pairs: mapping.pairs.map((pair) => `${pair.from.name} ${pair.to.name}`),
    lost: mapping.lost.map(({ name }) => name),
    demanded: mapping.demanded.map(({ name }) => name),
    hidden: mapping.hidden.map(({ keys, shownBy }) => [keys.join(' '), shownBy ?? 'nowhere']),
    narrows: mapping.quirks.flatMap(({ narrows }) => narrows ?? []),
  };
}

test('a contact that is created in Txty becomes one that is added in Filemail', () => {
  expect(summarise('txty', 'contact.create', 'filemail')).toEqual({
    becomes: 'contacts.add',
    how: '',
    pairs: ['fullname name', 'msisdn mobile', 'email email'],
    lost: ['street', 'zipcode', 'birthday', 'sex'],
    demanded: ['email'],
    hidden: [
      ['msisdn dialcode number', 'nowhere'],
      ['controluser', 'nowhere'],
    ],
    narrows: [],
  });
});

test('a contact that is added in Filemail becomes one that is created in Txty', () => {
  expect(summarise('filemail', 'contacts.add', 'txty')).toEqual({
    becomes: 'contact.create',
    how: '',
    pairs: ['name fullname', 'email email', 'mobile msisdn'],
    lost: [],
    demanded: [],
    hidden: [['email', 'view.contacts']],
    narrows: ['phone'],
  });
});

test('an e-mail that Txty can clear must stay in Filemail', () => {
  expect(summarise('txty', 'contact.edit', 'filemail')).toMatchObject({ narrows: ['empty'], demanded: [] });
  expect(summarise('filemail', 'contacts.update', 'txty')).toMatchObject({
    narrows: ['phone'],
    demanded: [],
  });
});

test('a login becomes the other login, which returns the other kind of credential', () => {
  expect(summarise('txty', 'user.newapikey', 'filemail')).toEqual({
    becomes: 'authentication.login',
    how: '',
    pairs: ['user username', 'pass password', 'description source'],
    lost: [],
    demanded: [],
    hidden: [['controlapikey', 'nowhere']],
    narrows: [],
  });
});

test('one contact, or one group with its members, is picked from a list', () => {
  expect(summarise('txty', 'view.contact', 'filemail')).toMatchObject({
    becomes: 'contacts.get',
    how: 'pick the contact by its id',
    demanded: [],
    lost: [],
  });
  expect(summarise('txty', 'view.group', 'filemail')).toMatchObject({
    becomes: 'contacts.group.get',
    how: 'pick the group by its id, and take the members from the list of contacts',
  });
});

test('a dialect that was added is mapped by what its endpoints say', () => {
  expect(summarise('txty', 'contact.create', 'toy')).toEqual({
    becomes: 'add',
    how: '',
    pairs: ['fullname name'],
    lost: ['street', 'zipcode', 'msisdn', 'email', 'birthday', 'sex'],
    demanded: [],
    hidden: [
      ['fullname', 'list'],
      ['msisdn dialcode number', 'nowhere'],
      ['controluser', 'nowhere'],
    ],
    narrows: [],
  });
  expect(summarise('toy', 'remove', 'filemail')).toMatchObject({
    pairs: ['no contactid'],
    becomes: 'contacts.delete',
  });
  expect(summarise('filemail', 'contacts.group.get', 'toy')).toBe(undefined);
});

test('every call loses what the other dialect has no way to say', () => {
  const [filemail, txty] = dialects as readonly Dialect[];
  if (filemail === undefined || txty === undefined) throw new Error('two dialects are expected');
  expect(lostOfEveryCall(filemail, txty)).toEqual(['callback']);
  expect(lostOfEveryCall(filemail, toy)).toEqual(['format', 'callback']);
  expect(lostOfEveryCall(txty, filemail)).toEqual([]);
  expect([filemail, txty, toy].map(credentialKind)).toEqual(['token', 'key', 'token']);
});
