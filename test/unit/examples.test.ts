import { describe, expect, test } from 'vitest';
import { filemail } from '../../dialects/filemail/index.ts';
import {
  presentAddedContact,
  presentAddedGroup,
  presentContacts,
  presentGroups,
} from '../../dialects/filemail/present.ts';
import type { Dialect } from '../../dialects/kernel/dialect.ts';
import type { Wire } from '../../dialects/kernel/wire.ts';
import { txty } from '../../dialects/txty/index.ts';
import { presentContact, presentGroup, presentGroupWithMembers } from '../../dialects/txty/present.ts';
import type { Contact, Group } from '../../domain/contact.ts';

const contact: Contact = {
  id: 100,
  textId: '1000658322',
  name: 'John Doe',
  email: 'john.doe@example.com',
  phone: null,
  street: null,
  zipcode: null,
  birthdaySeconds: null,
  sex: null,
  groups: [],
};

const whole = <T>(...first: readonly T[]) => ({ first, rest: undefined });

const group = (textId: string, name: string): Group => ({ id: 100, textId, name });

function exampleOf(dialect: Dialect, id: string): string {
  return JSON.stringify(dialect.endpoints.find((endpoint) => endpoint.id === id)?.example);
}

const written = (body: Wire) => JSON.stringify(body);

describe('an example of Filemail is what is presented, key for key:', () => {
  const coworkers = group('86e24d651c494b28bacda061d56f85f9', 'Coworkers');

  test('the list of contacts', () => {
    const groups = [group('1c12267ae0244adf956bf80788b4f4da', 'Business Contacts')];
    const body = presentContacts(whole({ ...contact, groups }), 'compatible');
    expect(exampleOf(filemail, 'contacts.get')).toBe(written(body));
  });

  test('a contact that was added', () => {
    const body = presentAddedContact({ ...contact, textId: '1000658318' });
    expect(exampleOf(filemail, 'contacts.add')).toBe(written(body));
  });

  test('the list of groups', () => {
    expect(exampleOf(filemail, 'contacts.group.get')).toBe(
      written(presentGroups(whole(coworkers), 'compatible')),
    );
  });

  test('a group that was added', () => {
    expect(exampleOf(filemail, 'contacts.group.add')).toBe(
      written(presentAddedGroup(coworkers, 'compatible')),
    );
  });
});

describe('an example of Txty is what is presented, key for key:', () => {
  const fullname: Contact = {
    ...contact,
    name: 'Fullname',
    email: null,
    phone: { dialcode: 45, msisdn: 4512345678 },
  };
  const inGroup = { ...fullname, groups: [group('', 'Name')] };
  const success = (code: string, members: Record<string, Wire>) =>
    written({ status: 'success', success: code, ...members });

  test('the list of contacts', () => {
    expect(exampleOf(txty, 'view.contacts')).toBe(
      success('VIEW_CONTACTS', { contacts: [presentContact(fullname)] }),
    );
  });

  test.each([
    ['view.contact', 'VIEW_CONTACT'],
    ['contact.edit', 'EDIT_CONTACT'],
  ])('one contact of %s', (id, code) => {
    expect(exampleOf(txty, id)).toBe(success(code, { contact: presentContact(fullname) }));
  });

  test('the list of groups', () => {
    const presented = presentGroupWithMembers({ ...group('', 'Name'), members: whole(inGroup) });
    expect(exampleOf(txty, 'view.groups')).toBe(success('VIEW_GROUPS', { groups: [presented] }));
    expect(exampleOf(txty, 'view.group')).toBe(success('VIEW_GROUP', { group: presented }));
  });

  test('a group that was renamed', () => {
    expect(exampleOf(txty, 'group.edit')).toBe(
      success('EDIT_GROUP', { group: presentGroup(group('', 'Name')) }),
    );
  });
});

test('the contact of Txty has the page’s eleven keys in the page’s order', () => {
  expect(Object.keys(presentContact(contact))).toEqual([
    'birthday',
    'controlcontact',
    'dialcode',
    'email',
    'fullname',
    'groups',
    'msisdn',
    'number',
    'sex',
    'street',
    'zipcode',
  ]);
});

test.each<[string | null, string | number | null]>([
  ['5550', 5550],
  ['1', 1],
  ['0999', '0999'],
  ['0', '0'],
  ['DK-5550', 'DK-5550'],
  ['5550 ', '5550 '],
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', '9007199254740993'],
  ['٥٥٥٠', '٥٥٥٠'],
  [null, null],
])('Txty shows the zip code %j as %j', (zipcode, shown) => {
  expect(presentContact({ ...contact, zipcode }).zipcode).toBe(shown);
});
