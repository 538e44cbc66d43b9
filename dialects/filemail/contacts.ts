import { refByText } from '../../domain/contact.ts';
import {
  createContact,
  deleteContact,
  editContact,
  listContacts,
  type PhoneEntry,
} from '../../domain/contacts.ts';
import { clearable, optional, replaceable } from '../kernel/fields.ts';
import { callerEndpoint, contactid, emailText, mobileText, nameText, requiredOf } from './fields.ts';
import { OK, presentAddedContact, presentContacts } from './present.ts';
import { ADDED_CONTACT, LISTED_CONTACT } from './shows.ts';
import { spelling } from './spelling.ts';

const get = callerEndpoint({
  id: 'contacts.get',
  path: '/contacts/get',
  summary: 'Returns all contacts with their groups.',
  verb: 'contact.list',
  source: 'page',
  params: {},
  means: {},
  errors: [],
  example: {
    contacts: [
      {
        contactid: '1000658322',
        name: 'John Doe',
        email: 'john.doe@example.com',
        groups: [{ contactgroupid: '1c12267ae0244adf956bf80788b4f4da', name: 'Business Contacts' }],
      },
    ],
    responsestatus: 'OK',
  },
  shows: LISTED_CONTACT,
  run: ({ store }, caller) => listContacts(store, caller),
  present: (contacts, { answers }) => presentContacts(contacts, answers),
});

const add = callerEndpoint({
  id: 'contacts.add',
  path: '/contacts/add',
  summary: 'Adds a contact.',
  verb: 'contact.create',
  source: 'page',
  params: {
    name: requiredOf(nameText, 'Name of the contact.'),
    email: requiredOf(emailText, 'Email address of the contact.'),
    mobile: optional(mobileText, 'Mobile phone of the contact.'),
  },
  means: { name: 'name', email: 'e-mail', mobile: 'phone' },
  errors: ['InvalidParameter', 'InvalidEmail'],
  example: {
    responsestatus: 'OK',
    contact: { contactid: '1000658318', name: 'John Doe', email: 'john.doe@example.com' },
  },
  shows: ADDED_CONTACT,
  run: ({ store }, caller, { name, email, mobile }) =>
    createContact(store, caller, {
      name,
      email,
      phone: mobile === undefined ? null : mobileEntry(mobile),
      street: null,
      zipcode: null,
      birthdaySeconds: null,
      sex: null,
    }),
  present: presentAddedContact,
});

const update = callerEndpoint({
  id: 'contacts.update',
  path: '/contacts/update',
  summary: 'Changes the fields of a contact that are sent.',
  verb: 'contact.edit',
  source: 'page',
  params: {
    contactid,
    name: replaceable('InvalidParameter', nameText, 'New name of the contact.'),
    email: replaceable('InvalidEmail', emailText, 'New email address of the contact.'),
    mobile: clearable(mobileText, 'New mobile phone of the contact; empty clears it.'),
  },
  means: { contactid: 'contact', name: 'name', email: 'e-mail', mobile: 'phone' },
  errors: ['InvalidParameter', 'InvalidEmail'],
  example: OK,
  shows: {},
  run: ({ store }, caller, { contactid: id, name, email, mobile }) =>
    editContact(store, caller, refByText(id), {
      name,
      email,
      phone: typeof mobile === 'string' ? mobileEntry(mobile) : mobile,
    }),
  present: () => OK,
});

const remove = callerEndpoint({
  id: 'contacts.delete',
  path: '/contacts/delete',
  summary: 'Deletes a contact.',
  verb: 'contact.delete',
  source: 'page',
  params: { contactid },
  means: { contactid: 'contact' },
  errors: ['InvalidParameter'],
  example: OK,
  shows: {},
  run: ({ store }, caller, { contactid: id }) => deleteContact(store, caller, refByText(id)),
  present: () => OK,
});

function mobileEntry(text: string): PhoneEntry {
  return { text, ...spelling.phone };
}

export const contacts = [get, add, update, remove];
