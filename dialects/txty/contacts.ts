import { refByNumber } from '../../domain/contact.ts';
import {
  createContact,
  deleteContact,
  editContact,
  getContact,
  listContacts,
  type PhoneEntry,
} from '../../domain/contacts.ts';
import { clearable, optional, replaceable, required } from '../kernel/fields.ts';
import { presentPages } from '../kernel/wire.ts';
import { CONTACT_EXAMPLE } from './examples.ts';
import {
  birthdaySeconds,
  callerEndpoint,
  contact,
  emailText,
  fullnameText,
  msisdnText,
  sexNumber,
  streetText,
  zipcodeText,
} from './fields.ts';
import { presentContact, presentPhone, success } from './present.ts';
import { CONTACT, CREATED_CONTACT } from './shows.ts';
import { spelling } from './spelling.ts';

const viewContacts = callerEndpoint({
  id: 'view.contacts',
  path: '/view/contacts/api',
  summary: 'Returns all contacts.',
  verb: 'contact.list',
  source: 'page',
  params: {},
  means: {},
  errors: [],
  example: success('VIEW_CONTACTS', { contacts: [CONTACT_EXAMPLE] }),
  shows: CONTACT,
  run: ({ store }, caller) => listContacts(store, caller),
  present: (contacts) => success('VIEW_CONTACTS', { contacts: presentPages(contacts, presentContact) }),
});

const viewContact = callerEndpoint({
  id: 'view.contact',
  path: '/view/contact/api',
  summary: 'Returns one contact.',
  verb: 'contact.get',
  source: 'page',
  params: { contact },
  means: { contact: 'contact' },
  errors: ['EMPTY_CONTACT', 'CONTACT_NOT_FOUND'],
  example: success('VIEW_CONTACT', { contact: CONTACT_EXAMPLE }),
  shows: CONTACT,
  run: ({ store }, caller, input) => getContact(store, caller, refByNumber(input.contact)),
  present: (found) => success('VIEW_CONTACT', { contact: presentContact(found) }),
});

const FIELD_ERRORS = [
  'FULLNAME_EMPTY',
  'FULLNAME_INVALID',
  'STREET_INVALID',
  'ZIPCODE_INVALID',
  'MSISDN_INVALID',
  'EMAIL_INVALID',
  'BIRTHDAY_INVALID',
  'SEX_INVALID',
] as const;

const FIELD_MEANINGS = {
  fullname: 'name',
  street: 'street',
  zipcode: 'zip code',
  msisdn: 'phone',
  email: 'e-mail',
  birthday: 'birthday',
  sex: 'sex',
} as const;

const create = callerEndpoint({
  id: 'contact.create',
  path: '/contact/create/api',
  summary: 'Creates a contact.',
  verb: 'contact.create',
  source: 'page',
  params: {
    fullname: required('FULLNAME_EMPTY', fullnameText, 'The contacts fullname.'),
    street: optional(streetText, 'The contacts street.'),
    zipcode: optional(zipcodeText, 'The contacts zipcode.'),
    msisdn: optional(msisdnText, 'The contacts MSISDN.'),
    email: optional(emailText, 'The contacts e-mail.'),
    birthday: optional(birthdaySeconds, 'The contacts birthday: Unix timestamp, zone Europe/Copenhagen.'),
    sex: optional(sexNumber, 'The contacts sex: 1 is male and 2 is female.'),
  },
  means: FIELD_MEANINGS,
  errors: [...FIELD_ERRORS, 'TOO_MANY_CONTACTS'],
  example: success('CREATE_CONTACT', {
    contact: {
      fullname: 'Fullname',
      msisdn: 4512345678,
      dialcode: 45,
      number: 12345678,
      controluser: 1,
      controlcontact: 100,
    },
  }),
  shows: CREATED_CONTACT,
  run: async ({ store }, caller, input) => {
    const { account, value } = await createContact(store, caller, {
      name: input.fullname,
      email: input.email ?? null,
      phone: input.msisdn === undefined ? null : msisdnEntry(input.msisdn),
      street: input.street ?? null,
      zipcode: input.zipcode ?? null,
      birthdaySeconds: input.birthday ?? null,
      sex: input.sex ?? null,
    });
    return { account, value: { created: value, controluser: account.id } };
  },
  present: ({ created, controluser }) =>
    success('CREATE_CONTACT', {
      contact: {
        fullname: created.name,
        ...presentPhone(created.phone),
        controluser,
        controlcontact: created.id,
      },
    }),
});

const edit = callerEndpoint({
  id: 'contact.edit',
  path: '/contact/edit/api',
  summary: 'Changes the fields of a contact that are sent; an empty optional one is cleared.',
  verb: 'contact.edit',
  source: 'client',
  params: {
    contact,
    fullname: replaceable('FULLNAME_EMPTY', fullnameText, 'The contacts fullname.'),
    street: clearable(streetText, 'The contacts street.'),
    zipcode: clearable(zipcodeText, 'The contacts zipcode.'),
    msisdn: clearable(msisdnText, 'The contacts MSISDN.'),
    email: clearable(emailText, 'The contacts e-mail.'),
    birthday: clearable(birthdaySeconds, 'The contacts birthday: Unix timestamp, zone Europe/Copenhagen.'),
    sex: clearable(sexNumber, 'The contacts sex: 1 is male and 2 is female.'),
  },
  means: { contact: 'contact', ...FIELD_MEANINGS },
  errors: ['EMPTY_CONTACT', 'CONTACT_NOT_FOUND', ...FIELD_ERRORS],
  example: success('EDIT_CONTACT', { contact: CONTACT_EXAMPLE }),
  shows: CONTACT,
  run: ({ store }, caller, input) =>
    editContact(store, caller, refByNumber(input.contact), {
      name: input.fullname,
      email: input.email,
      phone: typeof input.msisdn === 'string' ? msisdnEntry(input.msisdn) : input.msisdn,
      street: input.street,
      zipcode: input.zipcode,
      birthdaySeconds: input.birthday,
      sex: input.sex,
    }),
  present: (edited) => success('EDIT_CONTACT', { contact: presentContact(edited) }),
});

const remove = callerEndpoint({
  id: 'contact.delete',
  path: '/contact/delete/api',
  summary: 'Deletes a contact.',
  verb: 'contact.delete',
  source: 'page',
  params: { contact },
  means: { contact: 'contact' },
  errors: ['EMPTY_CONTACT', 'CONTACT_NOT_FOUND'],
  example: success('DELETE_CONTACT'),
  shows: {},
  run: ({ store }, caller, input) => deleteContact(store, caller, refByNumber(input.contact)),
  present: () => success('DELETE_CONTACT'),
});

function msisdnEntry(text: string): PhoneEntry {
  return { text, ...spelling.phone };
}

export const contacts = [viewContacts, viewContact, create, edit, remove];
