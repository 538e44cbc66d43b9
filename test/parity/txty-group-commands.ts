import fc from 'fast-check';
import { filemailGroups, pick } from './both-dialects.ts';
import { asTxtyGroup, join, leave, removeGroup, renameGroup } from './model.ts';
import {
  type Command,
  command,
  expectBody,
  NOWHERE,
  pickContact,
  pickGroup,
  place,
  someText,
} from './model-picks.ts';
import { contactNotFound, groupNotFound, success } from './txty-answers.ts';

const createGroup = someText.map((name) =>
  command('txty group/create', name, async (book, { account }) => {
    const reply = await account.txty('group/create', { name });
    const number = Number(pick(reply, 'group', 'controlgroup'));
    expectBody(reply, success('CREATE_GROUP', { group: { name, controlgroup: number } }));
    const text = String(Object((await filemailGroups(account)).at(-1)).contactgroupid);
    book.groups = [...book.groups, { ids: { number, text }, name }];
  }),
);

const editGroup = fc.record({ at: place, name: someText }).map((chosen) =>
  command('txty group/edit', chosen, async (book, world) => {
    const { ids, found } = pickGroup(book, world, chosen.at);
    const sent = { group: String(ids.number), name: chosen.name };
    const reply = await world.account.txty('group/edit', sent);
    if (found === undefined) return expectBody(reply, groupNotFound(ids.number));
    expectBody(reply, success('EDIT_GROUP', { group: { controlgroup: ids.number, name: chosen.name } }));
    renameGroup(book, ids, chosen.name);
  }),
);

const viewGroup = place.map((at) =>
  command('txty view/group', at, async (book, world) => {
    const { ids, found } = pickGroup(book, world, at);
    const reply = await world.account.txty('view/group', { group: String(ids.number) });
    if (found === undefined) return expectBody(reply, groupNotFound(ids.number));
    expectBody(reply, success('VIEW_GROUP', { group: asTxtyGroup(book, found) }));
  }),
);

const removeGroupCommand = place.map((at) =>
  command('txty group/delete', at, async (book, world) => {
    const { ids, found } = pickGroup(book, world, at);
    const reply = await world.account.txty('group/delete', { group: String(ids.number) });
    if (found === undefined) return expectBody(reply, groupNotFound(ids.number));
    expectBody(reply, success('DELETE_GROUP'));
    removeGroup(book, ids);
  }),
);

// One that is unknown among several that are known must keep all of them from being changed.
const places = fc.array(fc.oneof(place, place, fc.constant(NOWHERE)), { minLength: 1, maxLength: 3 });

const membership = fc.record({ at: place, groupsAt: places, joins: fc.boolean() }).map((chosen) => {
  const [path, code, object] = chosen.joins
    ? ['contact/addgroup', 'ADD_GROUP', 'addgroup']
    : ['contact/removegroup', 'REMOVE_GROUP', 'removegroup'];
  return command(`txty ${path}`, chosen, async (book, world) => {
    const contact = pickContact(book, world, chosen.at);
    const groups = chosen.groupsAt.map((at) => pickGroup(book, world, at));
    const sent = groups.map(({ ids }) => String(ids.number));
    const parameters = { contact: String(contact.ids.number), group: sent };
    const reply = await world.account.txty(path, parameters);
    if (contact.found === undefined) return expectBody(reply, contactNotFound(contact.ids.number));
    const unknown = groups.find(({ found }) => found === undefined);
    if (unknown !== undefined) return expectBody(reply, groupNotFound(unknown.ids.number));
    expectBody(reply, success(code, { [object]: { groups: sent } }));
    (chosen.joins ? join : leave)(
      book,
      contact.ids,
      groups.map(({ ids }) => ids),
    );
  });
});

/** Every operation of Txty on groups and memberships; the more telling ones come more often. */
export const txtyGroupCommands: readonly fc.Arbitrary<Command>[] = [
  ...[createGroup, editGroup, viewGroup, removeGroupCommand, membership, membership],
];
