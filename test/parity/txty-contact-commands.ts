import fc from 'fast-check';
import { pick } from './both-dialects.ts';
import { asTxty, editContact, type ModelFields, NO_FIELDS, removeContact } from './model.ts';
import {
  type Command,
  command,
  expectBody,
  pickContact,
  place,
  someEmail,
  someMsisdn,
  someText,
} from './model-picks.ts';
import { contactNotFound, failure, success } from './txty-answers.ts';

/** What is known beside the name; an empty text clears it, or is as if absent on create. */
const details = {
  msisdn: someMsisdn,
  email: fc.oneof(someEmail, fc.constant('')),
  street: fc.oneof(someText, fc.constant('')),
  zipcode: fc.constantFrom('0999', '5550', 'SW1A 1AA', ''),
  birthday: fc.oneof(fc.integer().map(String), fc.constantFrom('-999999999999999', '')),
  sex: fc.constantFrom('1', '2', ''),
};

type Details = {
  readonly [Key in keyof typeof details]: (typeof details)[Key] extends fc.Arbitrary<infer T> ? T : never;
};

function toSent({ msisdn, ...texts }: Partial<Details>) {
  return { ...texts, ...(msisdn === undefined ? {} : { msisdn: msisdn.sent }) };
}

function toFields({ msisdn, email, street, zipcode, birthday, sex }: Partial<Details>): Partial<ModelFields> {
  const number = (text: string) => (text === '' ? null : Number(text));
  return {
    ...(msisdn === undefined ? {} : { phone: msisdn.phone ?? null }),
    ...(email === undefined ? {} : { email: email || null }),
    ...(street === undefined ? {} : { street: street || null }),
    ...(zipcode === undefined ? {} : { zipcode: zipcode || null }),
    ...(birthday === undefined ? {} : { birthday: number(birthday) }),
    ...(sex === undefined ? {} : { sex: number(sex) }),
  };
}

/** The error where the msisdn is one that Txty refuses. */
function msisdnRefusal({ msisdn }: Partial<Details>) {
  if (msisdn === undefined || msisdn.phone !== undefined) return undefined;
  return failure('MSISDN_INVALID', 'contact', 'msisdn', msisdn.sent);
}

const create = fc.record({ fullname: someText, ...details }).map(({ fullname, ...known }) =>
  command('txty contact/create', { fullname, ...known }, async (book, { account }) => {
    const reply = await account.txty('contact/create', { fullname, ...toSent(known) });
    const refusal = msisdnRefusal(known);
    if (refusal !== undefined) return expectBody(reply, refusal);
    const number = Number(pick(reply, 'contact', 'controlcontact'));
    const contact = {
      ids: { number, text: String(number) },
      fields: { ...NO_FIELDS, ...toFields(known), name: fullname },
    };
    const { msisdn, dialcode, number: national } = asTxty(book, contact);
    const phone = { msisdn, dialcode, number: national };
    const shown = { fullname, ...phone, controluser: account.id, controlcontact: number };
    expectBody(reply, success('CREATE_CONTACT', { contact: shown }));
    book.contacts = [...book.contacts, contact];
  }),
);

const changes = fc.record({ fullname: someText, ...details }, { requiredKeys: [] });

const edit = fc.record({ at: place, changes }).map((chosen) =>
  command('txty contact/edit', chosen, async (book, world) => {
    const { ids, found } = pickContact(book, world, chosen.at);
    const { fullname, ...known } = chosen.changes;
    const name = fullname === undefined ? {} : { fullname };
    const sent = { contact: String(ids.number), ...name, ...toSent(known) };
    const reply = await world.account.txty('contact/edit', sent);
    const refusal = msisdnRefusal(known);
    if (refusal !== undefined) return expectBody(reply, refusal);
    if (found === undefined) return expectBody(reply, contactNotFound(ids.number));
    editContact(book, ids, { ...toFields(known), ...(fullname === undefined ? {} : { name: fullname }) });
    const edited = pickContact(book, world, chosen.at).found ?? found;
    expectBody(reply, success('EDIT_CONTACT', { contact: asTxty(book, edited) }));
  }),
);

const view = place.map((at) =>
  command('txty view/contact', at, async (book, world) => {
    const { ids, found } = pickContact(book, world, at);
    const reply = await world.account.txty('view/contact', { contact: String(ids.number) });
    if (found === undefined) return expectBody(reply, contactNotFound(ids.number));
    expectBody(reply, success('VIEW_CONTACT', { contact: asTxty(book, found) }));
  }),
);

const remove = place.map((at) =>
  command('txty contact/delete', at, async (book, world) => {
    const { ids, found } = pickContact(book, world, at);
    const reply = await world.account.txty('contact/delete', { contact: String(ids.number) });
    if (found === undefined) return expectBody(reply, contactNotFound(ids.number));
    expectBody(reply, success('DELETE_CONTACT'));
    removeContact(book, ids);
  }),
);

/** Every operation of Txty on contacts, with what it must answer. */
export const txtyContactCommands: readonly fc.Arbitrary<Command>[] = [create, edit, view, remove];
