import { refByNumber } from '../../domain/contact.ts';
import {
  addToGroups,
  createGroup,
  deleteGroup,
  getGroupWithMembers,
  listGroupsWithMembers,
  removeFromGroups,
  renameGroup,
} from '../../domain/groups.ts';
import { required, requiredList } from '../kernel/fields.ts';
import { presentPages } from '../kernel/wire.ts';
import { CONTACT_EXAMPLE, GROUP_EXAMPLE } from './examples.ts';
import { callerEndpoint, contact, group, groupNameText } from './fields.ts';
import { presentGroup, presentGroupWithMembers, success } from './present.ts';
import { CONTACT, GROUP } from './shows.ts';

const GROUP_WITH_MEMBERS_EXAMPLE = { ...GROUP_EXAMPLE, contacts: [{ ...CONTACT_EXAMPLE, groups: [100] }] };

const groupName = required('NAME_EMPTY', groupNameText, 'The name of the group.');
const groupList = requiredList('EMPTY_GROUP', 'The group ID; several as group[] or parted by commas.');

const viewGroups = callerEndpoint({
  id: 'view.groups',
  path: '/view/groups/api',
  summary: 'Returns all groups with their contacts.',
  verb: 'group.list-with-members',
  source: 'vendor',
  params: {},
  means: {},
  errors: [],
  example: success('VIEW_GROUPS', { groups: [GROUP_WITH_MEMBERS_EXAMPLE] }),
  shows: { ...GROUP, ...CONTACT },
  run: ({ store }, caller) => listGroupsWithMembers(store, caller),
  present: (groups) => success('VIEW_GROUPS', { groups: presentPages(groups, presentGroupWithMembers) }),
});

const viewGroup = callerEndpoint({
  id: 'view.group',
  path: '/view/group/api',
  summary: 'Returns one group with its contacts.',
  verb: 'group.get',
  source: 'vendor',
  params: { group },
  means: { group: 'group' },
  errors: ['EMPTY_GROUP', 'GROUP_NOT_FOUND'],
  example: success('VIEW_GROUP', { group: GROUP_WITH_MEMBERS_EXAMPLE }),
  shows: { ...GROUP, ...CONTACT },
  run: ({ store }, caller, input) => getGroupWithMembers(store, caller, refByNumber(input.group)),
  present: (found) => success('VIEW_GROUP', { group: presentGroupWithMembers(found) }),
});

const create = callerEndpoint({
  id: 'group.create',
  path: '/group/create/api',
  summary: 'Creates a group.',
  verb: 'group.create',
  source: 'vendor',
  params: { name: groupName },
  means: { name: 'group name' },
  errors: ['NAME_EMPTY', 'NAME_INVALID'],
  example: success('CREATE_GROUP', { group: { name: 'Name', controlgroup: 101 } }),
  shows: GROUP,
  run: ({ store }, caller, { name }) => createGroup(store, caller, name),
  present: ({ id, name }) => success('CREATE_GROUP', { group: { name, controlgroup: id } }),
});

const edit = callerEndpoint({
  id: 'group.edit',
  path: '/group/edit/api',
  summary: 'Renames a group.',
  verb: 'group.rename',
  source: 'client',
  params: { group, name: groupName },
  means: { group: 'group', name: 'group name' },
  errors: ['EMPTY_GROUP', 'GROUP_NOT_FOUND', 'NAME_EMPTY', 'NAME_INVALID'],
  example: success('EDIT_GROUP', { group: GROUP_EXAMPLE }),
  shows: GROUP,
  run: ({ store }, caller, input) => renameGroup(store, caller, refByNumber(input.group), input.name),
  present: (renamed) => success('EDIT_GROUP', { group: presentGroup(renamed) }),
});

const remove = callerEndpoint({
  id: 'group.delete',
  path: '/group/delete/api',
  summary: 'Deletes a group and leaves its contacts.',
  verb: 'group.delete',
  source: 'vendor',
  params: { group },
  means: { group: 'group' },
  errors: ['EMPTY_GROUP', 'GROUP_NOT_FOUND'],
  example: success('DELETE_GROUP'),
  shows: {},
  run: ({ store }, caller, input) => deleteGroup(store, caller, refByNumber(input.group)),
  present: () => success('DELETE_GROUP'),
});

const addGroup = callerEndpoint({
  id: 'contact.addgroup',
  path: '/contact/addgroup/api',
  summary: 'Adds a contact to groups: to all of them, or to none where one is unknown.',
  verb: 'membership.add',
  source: 'page',
  params: { contact, group: groupList },
  means: { contact: 'contact', group: 'group' },
  errors: ['EMPTY_CONTACT', 'EMPTY_GROUP', 'CONTACT_NOT_FOUND', 'GROUP_NOT_FOUND'],
  example: success('ADD_GROUP', { addgroup: { groups: ['100'] } }),
  shows: { groups: 'group' },
  run: ({ store }, caller, input) =>
    addToGroups(store, caller, refByNumber(input.contact), input.group.map(refByNumber)),
  present: (_, { input }) => success('ADD_GROUP', { addgroup: { groups: input.group } }),
});

const removeGroup = callerEndpoint({
  id: 'contact.removegroup',
  path: '/contact/removegroup/api',
  summary: 'Removes a contact from groups: from all of them, or from none where one is unknown.',
  verb: 'membership.remove',
  source: 'page',
  params: { contact, group: groupList },
  means: { contact: 'contact', group: 'group' },
  errors: ['EMPTY_CONTACT', 'EMPTY_GROUP', 'CONTACT_NOT_FOUND', 'GROUP_NOT_FOUND'],
  example: success('REMOVE_GROUP', { removegroup: { groups: ['100'] } }),
  shows: { groups: 'group' },
  run: ({ store }, caller, input) =>
    removeFromGroups(store, caller, refByNumber(input.contact), input.group.map(refByNumber)),
  present: (_, { input }) => success('REMOVE_GROUP', { removegroup: { groups: input.group } }),
});

export const groups = [viewGroups, viewGroup, create, edit, remove, addGroup, removeGroup];
