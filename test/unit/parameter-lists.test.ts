import { expect, test } from 'vitest';
import { filemail } from '../../dialects/filemail/index.ts';
import { describeParameters, secretParameters } from '../../dialects/kernel/describe.ts';
import type { Dialect } from '../../dialects/kernel/dialect.ts';
import type { Endpoint } from '../../dialects/kernel/endpoint.ts';
import { txty } from '../../dialects/txty/index.ts';

/** Something that is told of each endpoint, by its id. */
function ofEach<T>(dialect: Dialect, tell: (dialect: Dialect, endpoint: Endpoint) => T) {
  return Object.fromEntries(dialect.endpoints.map((endpoint) => [endpoint.id, tell(dialect, endpoint)]));
}

const requiredNames = (dialect: Dialect, endpoint: Endpoint) =>
  describeParameters(dialect, endpoint).flatMap(({ name, required }) => (required ? [name] : []));

test('the secret parameters of Filemail are these', () => {
  expect(ofEach(filemail, secretParameters)).toEqual({
    'authentication.login': ['password', 'apikey'],
    'authentication.logout': ['logintoken', 'apikey'],
    'contacts.get': ['logintoken', 'apikey'],
    'contacts.add': ['logintoken', 'apikey'],
    'contacts.update': ['logintoken', 'apikey'],
    'contacts.delete': ['logintoken', 'apikey'],
    'contacts.group.get': ['logintoken', 'apikey'],
    'contacts.group.add': ['logintoken', 'apikey'],
    'contacts.group.update': ['logintoken', 'apikey'],
    'contacts.group.delete': ['logintoken', 'apikey'],
    'contacts.addtogroup': ['logintoken', 'apikey'],
    'contacts.removefromgroup': ['logintoken', 'apikey'],
  });
});

test('the secret parameters of Txty are these', () => {
  expect(ofEach(txty, secretParameters)).toEqual({
    'user.newapikey': ['pass', 'tfkey'],
    'user.deleteapikey': ['key', 'apikey'],
    'view.user': ['key'],
    'view.contacts': ['key'],
    'view.contact': ['key'],
    'contact.create': ['key'],
    'contact.edit': ['key'],
    'contact.delete': ['key'],
    'view.groups': ['key'],
    'view.group': ['key'],
    'group.create': ['key'],
    'group.edit': ['key'],
    'group.delete': ['key'],
    'contact.addgroup': ['key'],
    'contact.removegroup': ['key'],
    'get.dialcodes': [],
  });
});

test('the required parameters of Filemail are documented as such', () => {
  expect(ofEach(filemail, requiredNames)).toEqual({
    'authentication.login': ['username', 'password'],
    'authentication.logout': ['logintoken'],
    'contacts.get': ['logintoken'],
    'contacts.add': ['logintoken', 'name', 'email'],
    'contacts.update': ['logintoken', 'contactid'],
    'contacts.delete': ['logintoken', 'contactid'],
    'contacts.group.get': ['logintoken'],
    'contacts.group.add': ['logintoken', 'name'],
    'contacts.group.update': ['logintoken', 'contactgroupid', 'name'],
    'contacts.group.delete': ['logintoken', 'contactgroupid'],
    'contacts.addtogroup': ['logintoken', 'contactgroupid', 'contactid'],
    'contacts.removefromgroup': ['logintoken', 'contactgroupid', 'contactid'],
  });
});

test('the required parameters of Txty are documented as such', () => {
  expect(ofEach(txty, requiredNames)).toEqual({
    'user.newapikey': ['user', 'pass'],
    'user.deleteapikey': ['user', 'key', 'apikey'],
    'view.user': ['user', 'key'],
    'view.contacts': ['user', 'key'],
    'view.contact': ['user', 'key', 'contact'],
    'contact.create': ['user', 'key', 'fullname'],
    'contact.edit': ['user', 'key', 'contact'],
    'contact.delete': ['user', 'key', 'contact'],
    'view.groups': ['user', 'key'],
    'view.group': ['user', 'key', 'group'],
    'group.create': ['user', 'key', 'name'],
    'group.edit': ['user', 'key', 'group', 'name'],
    'group.delete': ['user', 'key', 'group'],
    'contact.addgroup': ['user', 'key', 'contact', 'group'],
    'contact.removegroup': ['user', 'key', 'contact', 'group'],
    'get.dialcodes': [],
  });
});
