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

const get = callerEndpoint({
  id: 'contacts.get',
  path: '/contacts/get',
  summary: 'Returns all contacts with their groups.',
  source: 'page',
  params: {},
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
  run: ({ store }, caller) => listContacts(store, caller),
  present: (contacts, { answers }) => presentContacts(contacts, answers),
});

const add = callerEndpoint({
  id: 'contacts.add',
  path: '/contacts/add',
  summary: 'Adds a contact.',
  source: 'page',
  params: {
    name: requiredOf(nameText, 'Name of the contact.'),
    email: requiredOf(emailText, 'Email address of the contact.'),
    mobile: optional(mobileText, 'Mobile phone of the contact.'),
  },
  errors: ['InvalidParameter', 'InvalidEmail'],
  example: {
    responsestatus: 'OK',
    contact: { contactid: '1000658318', name: 'John Doe', email: 'john.doe@example.com' },
  },
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
  source: 'page',
  params: {
    contactid,
    name: replaceable('InvalidParameter', nameText, 'New name of the contact.'),
    email: replaceable('InvalidEmail', emailText, 'New email address of the contact.'),
    mobile: clearable(mobileText, 'New mobile phone of the contact; empty clears it.'),
  },
  errors: ['InvalidParameter', 'InvalidEmail'],
  example: OK,
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
  source: 'page',
  params: { contactid },
  errors: ['InvalidParameter'],
  example: OK,
  run: ({ store }, caller, { contactid: id }) => deleteContact(store, caller, refByText(id)),
  present: () => OK,
});

/** Free text to the page: read as a home number first, and kept as it is where it is no number. */
function mobileEntry(text: string): PhoneEntry {
  return { text, reading: 'home', otherwise: 'keep' };
}

export const contacts = [get, add, update, remove];
