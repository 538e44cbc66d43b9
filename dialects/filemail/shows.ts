/** What is told of a contact that was just added. */
export const ADDED_CONTACT = { contactid: 'contact', name: 'name', email: 'e-mail' } as const;

/** What the keys of a contact in the list mean. */
export const LISTED_CONTACT = {
  ...ADDED_CONTACT,
  contactgroupid: 'group',
  'groups.name': 'group name',
} as const;

export const GROUP = { contactgroupid: 'group', contactgroupname: 'group name' } as const;
