import type { AnswerStyle } from '../../domain/account.ts';
import type { Contact, ContactDraft, Group, Identity } from '../../domain/contact.ts';
import type { Pages } from '../../domain/pages.ts';
import { presentPages, type Wire, type WireObject } from '../kernel/wire.ts';

/** The whole answer of an operation that has nothing to tell. */
export const OK = { responsestatus: 'OK' } as const;

/** All contacts; the page shows a capital C where there are none (Filemail contacts page). */
export function presentContacts(contacts: Pages<Contact>, answers: AnswerStyle): WireObject {
  if (contacts.first.length === 0)
    return { ...bothKeys('Contacts', 'contacts', [], answers), responsestatus: 'OK' };
  return { contacts: presentPages(contacts, presentContact), responsestatus: 'OK' };
}

/** A contact with its groups; clients read `email` of every contact. */
function presentContact(contact: Contact): WireObject {
  return {
    contactid: contact.textId,
    name: contact.name,
    email: contact.email ?? '',
    groups: contact.groups.map((group) => ({ contactgroupid: group.textId, name: group.name })),
  };
}

/** A contact that was just added. */
export function presentAddedContact(contact: Identity & ContactDraft): WireObject {
  return {
    responsestatus: 'OK',
    contact: { contactid: contact.textId, name: contact.name, email: contact.email ?? '' },
  };
}

/** All groups; this answer alone says `status` (Filemail contacts page). */
export function presentGroups(groups: Pages<Group>, answers: AnswerStyle): WireObject {
  return {
    ...bothKeys('status', 'responsestatus', 'OK', answers),
    groups: presentPages(groups, presentGroup),
  };
}

/** A group that was just added, in a list of its own under a capital G (Filemail contacts page). */
export function presentAddedGroup(group: Group, answers: AnswerStyle): WireObject {
  return { responsestatus: 'OK', ...bothKeys('Groups', 'groups', [presentGroup(group)], answers) };
}

function presentGroup(group: Group): WireObject {
  return { contactgroupid: group.textId, contactgroupname: group.name };
}

/** The documented key and, unless the account wants the documented one alone, the one that clients read. */
function bothKeys(documented: string, expected: string, value: Wire, answers: AnswerStyle): WireObject {
  return answers === 'documented' ? { [documented]: value } : { [documented]: value, [expected]: value };
}
