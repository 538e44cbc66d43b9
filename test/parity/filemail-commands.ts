import fc from 'fast-check';
import { expect } from 'vitest';
import { filemailGroups, pick, txtyGroups } from './both-dialects.ts';
import { editContact, join, leave, NO_FIELDS, removeContact, removeGroup, renameGroup } from './model.ts';
import {
  type Command,
  command,
  expectBody,
  pickContact,
  pickGroup,
  place,
  someEmail,
  someMobile,
  someText,
} from './model-picks.ts';

const OK = { responsestatus: 'OK' };

const notFound = (what: string) => ({
  responsestatus: 'InvalidParameter',
  errorcode: 1002,
  errormessage: `${what} not found`,
});

const CONTACT_NOT_FOUND = notFound('Contact');
const GROUP_NOT_FOUND = notFound('Contact group');

const add = fc.record({ name: someText, email: someEmail, mobile: someMobile }).map((chosen) =>
  command('filemail contacts/add', chosen, async (book, { account }) => {
    const { name, email, mobile } = chosen;
    const reply = await account.filemail('contacts/add', { name, email, mobile: mobile.sent });
    const text = String(pick(reply, 'contact', 'contactid'));
    expectBody(reply, { ...OK, contact: { contactid: text, name, email } });
    const fields = { ...NO_FIELDS, name, email, phone: mobile.phone ?? null };
    book.contacts = [...book.contacts, { ids: { number: Number(text), text }, fields }];
  }),
);

const changes = fc.record({ name: someText, email: someEmail, mobile: someMobile }, { requiredKeys: [] });

const update = fc.record({ at: place, changes }).map((chosen) =>
  command('filemail contacts/update', chosen, async (book, world) => {
    const { ids, found } = pickContact(book, world, chosen.at);
    const { mobile, ...texts } = chosen.changes;
    const sent = { contactid: ids.text, ...texts, ...(mobile === undefined ? {} : { mobile: mobile.sent }) };
    expectBody(
      await world.account.filemail('contacts/update', sent),
      found === undefined ? CONTACT_NOT_FOUND : OK,
    );
    editContact(book, ids, { ...texts, ...(mobile === undefined ? {} : { phone: mobile.phone ?? null }) });
  }),
);

const remove = place.map((at) =>
  command('filemail contacts/delete', at, async (book, world) => {
    const { ids, found } = pickContact(book, world, at);
    const reply = await world.account.filemail('contacts/delete', { contactid: ids.text });
    expectBody(reply, found === undefined ? CONTACT_NOT_FOUND : OK);
    if (found !== undefined) removeContact(book, ids);
  }),
);

const addGroup = someText.map((name) =>
  command('filemail group/add', name, async (book, { account }) => {
    const reply = await account.filemail('contacts/group/add', { name });
    const text = String(pick(reply, 'Groups', 0, 'contactgroupid'));
    const shown = [{ contactgroupid: text, contactgroupname: name }];
    expectBody(reply, { ...OK, Groups: shown, groups: shown });
    const number = Number(Object((await txtyGroups(account)).at(-1)).controlgroup);
    book.groups = [...book.groups, { ids: { number, text }, name }];
  }),
);

const updateGroup = fc.record({ at: place, name: someText, byContactid: fc.boolean() }).map((chosen) =>
  command('filemail group/update', chosen, async (book, world) => {
    const { ids, found } = pickGroup(book, world, chosen.at);
    const id = chosen.byContactid ? { contactid: ids.text } : { contactgroupid: ids.text };
    const reply = await world.account.filemail('contacts/group/update', { ...id, name: chosen.name });
    expectBody(reply, found === undefined ? GROUP_NOT_FOUND : OK);
    renameGroup(book, ids, chosen.name);
  }),
);

const removeGroupCommand = place.map((at) =>
  command('filemail group/delete', at, async (book, world) => {
    const { ids, found } = pickGroup(book, world, at);
    const reply = await world.account.filemail('contacts/group/delete', { contactgroupid: ids.text });
    expectBody(reply, found === undefined ? GROUP_NOT_FOUND : OK);
    if (found !== undefined) removeGroup(book, ids);
  }),
);

const membership = fc.record({ at: place, groupAt: place, joins: fc.boolean() }).map((chosen) => {
  const path = chosen.joins ? 'contacts/addtogroup' : 'contacts/removefromgroup';
  return command(`filemail ${path}`, chosen, async (book, world) => {
    const contact = pickContact(book, world, chosen.at);
    const group = pickGroup(book, world, chosen.groupAt);
    const ids = { contactid: contact.ids.text, contactgroupid: group.ids.text };
    const reply = await world.account.filemail(path, ids);
    if (contact.found === undefined) return expectBody(reply, CONTACT_NOT_FOUND);
    if (group.found === undefined) return expectBody(reply, GROUP_NOT_FOUND);
    expectBody(reply, OK);
    (chosen.joins ? join : leave)(book, contact.ids, [group.ids]);
  });
});

const listGroups = fc.constant(
  command('filemail group/get', null, async (book, { account }) => {
    const expected = book.groups.map(({ ids: { text }, name }) => ({
      contactgroupid: text,
      contactgroupname: name,
    }));
    expect(await filemailGroups(account)).toEqual(expected);
  }),
);

/** Every change that Filemail can make, with what it must answer; the more telling ones come more often. */
export const filemailCommands: readonly fc.Arbitrary<Command>[] = [
  ...[add, update, remove, addGroup, updateGroup, removeGroupCommand, listGroups],
  ...[add, membership, membership],
];
