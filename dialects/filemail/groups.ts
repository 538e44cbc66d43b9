import { refByText } from '../../domain/contact.ts';
import {
  addToGroups,
  createGroup,
  deleteGroup,
  listGroups,
  removeFromGroups,
  renameGroup,
} from '../../domain/groups.ts';
import { callerEndpoint, contactgroupid, contactid, groupNameText, requiredOf } from './fields.ts';
import { OK, presentAddedGroup, presentGroups } from './present.ts';
import { GROUP } from './shows.ts';

const GROUP_EXAMPLE = { contactgroupid: '86e24d651c494b28bacda061d56f85f9', contactgroupname: 'Coworkers' };

/** The page's own example requests name the group by `contactid` (Filemail contacts page). */
const GROUP_BY_CONTACTID = { contactgroupid: 'contactid' };

const get = callerEndpoint({
  id: 'contacts.group.get',
  path: '/contacts/group/get',
  summary: 'Returns all groups.',
  verb: 'group.list',
  source: 'page',
  params: {},
  means: {},
  errors: [],
  example: { status: 'OK', responsestatus: 'OK', groups: [GROUP_EXAMPLE] },
  shows: GROUP,
  run: ({ store }, caller) => listGroups(store, caller),
  present: (groups, { answers }) => presentGroups(groups, answers),
});

const add = callerEndpoint({
  id: 'contacts.group.add',
  path: '/contacts/group/add',
  summary: 'Adds a group.',
  verb: 'group.create',
  source: 'page',
  params: { name: requiredOf(groupNameText, 'Name of contact group.') },
  means: { name: 'group name' },
  errors: ['InvalidParameter'],
  example: { responsestatus: 'OK', Groups: [GROUP_EXAMPLE], groups: [GROUP_EXAMPLE] },
  shows: GROUP,
  run: ({ store }, caller, { name }) => createGroup(store, caller, name),
  present: (group, { answers }) => presentAddedGroup(group, answers),
});

const update = callerEndpoint({
  id: 'contacts.group.update',
  path: '/contacts/group/update',
  summary: 'Renames a group.',
  verb: 'group.rename',
  source: 'page',
  params: { contactgroupid, name: requiredOf(groupNameText, 'New name of the contact group.') },
  means: { contactgroupid: 'group', name: 'group name' },
  standIns: GROUP_BY_CONTACTID,
  errors: ['InvalidParameter'],
  example: OK,
  shows: {},
  run: ({ store }, caller, { contactgroupid: id, name }) => renameGroup(store, caller, refByText(id), name),
  present: () => OK,
});

const remove = callerEndpoint({
  id: 'contacts.group.delete',
  path: '/contacts/group/delete',
  summary: 'Deletes a group and leaves its contacts.',
  verb: 'group.delete',
  source: 'page',
  params: { contactgroupid },
  means: { contactgroupid: 'group' },
  standIns: GROUP_BY_CONTACTID,
  errors: ['InvalidParameter'],
  example: OK,
  shows: {},
  run: ({ store }, caller, { contactgroupid: id }) => deleteGroup(store, caller, refByText(id)),
  present: () => OK,
});

const addMember = callerEndpoint({
  id: 'contacts.addtogroup',
  path: '/contacts/addtogroup',
  summary: 'Adds a contact to a group; adding it twice is no error.',
  verb: 'membership.add',
  source: 'page',
  params: { contactgroupid, contactid },
  means: { contactgroupid: 'group', contactid: 'contact' },
  errors: ['InvalidParameter'],
  example: OK,
  shows: {},
  run: ({ store }, caller, input) =>
    addToGroups(store, caller, refByText(input.contactid), [refByText(input.contactgroupid)]),
  present: () => OK,
});

const removeMember = callerEndpoint({
  id: 'contacts.removefromgroup',
  path: '/contacts/removefromgroup',
  summary: 'Removes a contact from a group; removing one that is not in it is no error.',
  verb: 'membership.remove',
  source: 'page',
  params: { contactgroupid, contactid },
  means: { contactgroupid: 'group', contactid: 'contact' },
  errors: ['InvalidParameter'],
  example: OK,
  shows: {},
  run: ({ store }, caller, input) =>
    removeFromGroups(store, caller, refByText(input.contactid), [refByText(input.contactgroupid)]),
  present: () => OK,
});

export const groups = [get, add, update, remove, addMember, removeMember];
