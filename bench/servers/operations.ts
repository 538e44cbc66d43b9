import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { Book, Caller, RefColumn } from './book.ts';
import { nationalNumber, presentFilemailContact, presentTxtyContact } from './present.ts';

export type Parameters = Readonly<Record<string, string | undefined>>;

/** Answers a call with the object that its JSON shows. */
export type Operation = (parameters: Parameters) => object | Promise<object>;

/** The few operations that are compared, by their paths. */
export function createOperations(book: Book): ReadonlyMap<string, Operation> {
  return new Map(Object.entries({ ...txtyOperations(book), ...filemailOperations(book) }));
}

function txtyOperations(book: Book): Record<string, Operation> {
  const change =
    (kind: 'add' | 'remove', code: string, name: string): Operation =>
    async (sent) => {
      if (!sent.contact) return txtyError('EMPTY_CONTACT', 'contact', { contact: null });
      if (!sent.group) return txtyError('EMPTY_GROUP', 'group', { group: null });
      const done = await book.changeMembership(kind, txtyCaller(sent), 'id', sent.contact, sent.group);
      if (done === undefined) return refuseTxtyCaller(sent);
      if (!done) return txtyError('GROUP_NOT_FOUND', 'group', { group: sent.group });
      return txtySuccess(code, { [name]: { groups: [sent.group] } });
    };
  return {
    '/view/contact/api.json': async (sent) => {
      if (!sent.contact) return txtyError('EMPTY_CONTACT', 'contact', { contact: null });
      const found = await book.findContact(txtyCaller(sent), sent.contact);
      if (found === undefined) return refuseTxtyCaller(sent);
      if (found === null) return txtyError('CONTACT_NOT_FOUND', 'contact', { contact: sent.contact });
      return txtySuccess('VIEW_CONTACT', { contact: presentTxtyContact(found) });
    },
    '/view/contacts/api.json': async (sent) => {
      const contacts = await book.listContacts(txtyCaller(sent));
      if (contacts === undefined) return refuseTxtyCaller(sent);
      return txtySuccess('VIEW_CONTACTS', { contacts: contacts.map(presentTxtyContact) });
    },
    '/contact/create/api.json': async (sent) => {
      if (!sent.fullname) return txtyError('FULLNAME_EMPTY', 'contact', { fullname: null });
      const phone = sent.msisdn ? parsePhoneNumberFromString(`+${sent.msisdn}`) : undefined;
      if (sent.msisdn && phone?.isPossible() !== true)
        return txtyError('MSISDN_INVALID', 'contact', { msisdn: sent.msisdn });
      if (sent.email && !isEmail(sent.email))
        return txtyError('EMAIL_INVALID', 'contact', { email: sent.email });
      const msisdn = phone === undefined ? null : Number(phone.number.slice(1));
      const dialcode = phone === undefined ? null : Number(phone.countryCallingCode);
      const { fullname: name, email = null, street = null, zipcode = null } = sent;
      const draft = { name, email, dialcode, msisdn, street, zipcode };
      const created = await book.createContact(txtyCaller(sent), draft);
      if (created === undefined) return refuseTxtyCaller(sent);
      const number = nationalNumber(draft);
      const { account_id: controluser, id: controlcontact } = created;
      return txtySuccess('CREATE_CONTACT', {
        contact: { fullname: name, msisdn, dialcode, number, controluser, controlcontact },
      });
    },
    '/contact/addgroup/api.json': change('add', 'ADD_GROUP', 'addgroup'),
    '/contact/removegroup/api.json': change('remove', 'REMOVE_GROUP', 'removegroup'),
  };
}

function filemailOperations(book: Book): Record<string, Operation> {
  const by: RefColumn = 'text_id';
  const change =
    (kind: 'add' | 'remove'): Operation =>
    async (sent) => {
      if (!sent.contactgroupid) return refuseMissing('contactgroupid');
      if (!sent.contactid) return refuseMissing('contactid');
      const done = await book.changeMembership(
        kind,
        filemailCaller(sent),
        by,
        sent.contactid,
        sent.contactgroupid,
      );
      if (done === undefined) return REFUSED_TOKEN;
      return done ? { responsestatus: 'OK' } : filemailError('InvalidParameter', 1002, 'Contact not found');
    };
  return {
    '/api/contacts/get': async (sent) => {
      const contacts = await book.listContacts(filemailCaller(sent));
      if (contacts === undefined) return REFUSED_TOKEN;
      return { contacts: contacts.map(presentFilemailContact), responsestatus: 'OK' };
    },
    '/api/contacts/add': async (sent) => {
      const { name, email } = sent;
      if (!name) return refuseMissing('name');
      if (!email) return refuseMissing('email');
      if (!isEmail(email))
        return filemailError(
          'InvalidEmail',
          1004,
          `Parameter 'email' is not a valid e-mail address: ${email}`,
        );
      const draft = { name, email, dialcode: null, msisdn: null, street: null, zipcode: null };
      const created = await book.createContact(filemailCaller(sent), draft);
      if (created === undefined) return REFUSED_TOKEN;
      return { responsestatus: 'OK', contact: { contactid: String(created.id), name, email } };
    },
    '/api/contacts/addtogroup': change('add'),
    '/api/contacts/removefromgroup': change('remove'),
  };
}

function txtyCaller({ user = '', key = '' }: Parameters): Caller {
  return { kind: 'key', user, secret: key };
}

function filemailCaller({ logintoken = '' }: Parameters): Caller {
  return { kind: 'token', user: '', secret: logintoken };
}

function txtySuccess(success: string, members: object): object {
  return { status: 'success', success, ...members };
}

function txtyError(error: string, object: string, echo: object): object {
  return { status: 'error', error, [object]: echo };
}

function refuseTxtyCaller({ user }: Parameters): object {
  return txtyError('USER_NOT_FOUND', 'login', { user: user ?? null, key: null });
}

function filemailError(responsestatus: string, errorcode: number, errormessage: string): object {
  return { responsestatus, errorcode, errormessage };
}

function refuseMissing(name: string): object {
  return filemailError('InputParameterMissing', 1003, `Required parameter missing: "${name}"`);
}

const REFUSED_TOKEN = filemailError(
  'InvalidOrExpiredLoginToken',
  2003,
  'The login token is invalid or has expired',
);

function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}
