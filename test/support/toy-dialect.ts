import { type Dialect, sentText } from '../../dialects/kernel/dialect.ts';
import { endpointsOf } from '../../dialects/kernel/endpoint.ts';
import { required, textReader } from '../../dialects/kernel/fields.ts';
import { json } from '../../dialects/kernel/formats.ts';
import { presentPages } from '../../dialects/kernel/wire.ts';
import { refByNumber } from '../../domain/contact.ts';
import { createContact, deleteContact, listContacts } from '../../domain/contacts.ts';
import { isTextWithin, TEXT_LIMITS } from '../../domain/text.ts';

type ToyCode =
  | 'missing'
  | 'bad name'
  | 'no such contact'
  | 'who are you'
  | 'not any more'
  | 'no such page'
  | 'sorry';

const { callerEndpoint } = endpointsOf<ToyCode>();

const anyText = textReader<ToyCode>(() => true, 'missing');
const nameText = textReader<ToyCode>((text) => isTextWithin(text, TEXT_LIMITS.name), 'bad name');
const nothingElse = {
  email: null,
  phone: null,
  street: null,
  zipcode: null,
  birthdaySeconds: null,
  sex: null,
};

const list = callerEndpoint({
  id: 'list',
  path: '/list',
  summary: 'Lists the names of all contacts.',
  verb: 'contact.list',
  source: 'ours',
  params: {},
  means: {},
  errors: [],
  example: { people: [{ no: 1, name: 'John Doe' }] },
  shows: { no: 'contact', name: 'name' },
  run: ({ store }, caller) => listContacts(store, caller),
  present: (contacts) => ({ people: presentPages(contacts, ({ id, name }) => ({ no: id, name })) }),
});

const add = callerEndpoint({
  id: 'add',
  path: '/add',
  summary: 'Adds a contact.',
  verb: 'contact.create',
  source: 'ours',
  params: { name: required('missing', nameText, 'Name of the contact.') },
  means: { name: 'name' },
  errors: ['bad name'],
  example: { added: 1 },
  shows: { added: 'contact' },
  run: ({ store }, caller, { name }) => createContact(store, caller, { ...nothingElse, name }),
  present: ({ id }) => ({ added: id }),
});

const remove = callerEndpoint({
  id: 'remove',
  path: '/remove',
  summary: 'Removes a contact.',
  verb: 'contact.delete',
  source: 'ours',
  params: { no: required('missing', anyText, 'Number of the contact.') },
  means: { no: 'contact' },
  errors: ['no such contact'],
  example: { removed: true },
  shows: {},
  run: ({ store }, caller, { no }) => deleteContact(store, caller, refByNumber(no)),
  present: (removed) => ({ removed }),
});

/** A third dialect, as small as one can be: it shows what a new one takes. */
export const toy: Dialect<ToyCode> = {
  name: 'toy',
  title: 'Toy contact API',
  mounts: ['/toy'],
  suffixes: [''],
  endpoints: [list, add, remove],
  credential: {
    params: { token: required('missing', anyText, 'A login token.') },
    errors: ['who are you', 'not any more'],
    read: (values) => ({ kind: 'token', secret: sentText(values, 'token') ?? '' }),
  },
  common: {},
  means: { token: 'credential' },
  spelling: {
    ids: { half: 'number', read: refByNumber, write: ({ id }) => String(id) },
    phone: { reading: 'home', otherwise: 'refuse', write: () => '' },
    sex: undefined,
    unset: {},
  },
  secret: ['token'],
  commonErrors: ['missing', 'who are you', 'not any more', 'sorry'],
  inHeaders: false,
  chooseFormat: () => json,
  judgeCommon: () => undefined,
  presentFailure: (failure) => {
    const code = codeOf(failure);
    return { code, body: { oops: code } };
  },
};

function codeOf(failure: Parameters<typeof toy.presentFailure>[0]): string {
  if (failure.kind === 'parameter') return failure.code;
  if (failure.kind === 'refusal') return failure.refusal === 'not-found' ? 'no such page' : failure.refusal;
  if (failure.kind === 'fault') return 'sorry';
  if (failure.error.code === 'contact-not-found') return 'no such contact';
  if (failure.error.code === 'dialect-off') return 'not any more';
  return failure.error.code === 'credential-invalid' ? 'who are you' : 'sorry';
}
