import { type BookContact, txtyContact, txtyPhone } from './book.ts';
import { hole } from './expected.ts';
import type { Account, Outcome } from './oracle.ts';
import type { Received } from './received.ts';
import { certainMsisdn, echoed, isBlank, readSeconds } from './rules.ts';
import { success, txtyError } from './txty-answers.ts';

/** The answers to the making of a contact. */
export function create(received: Received, account: Account): readonly Outcome[] {
  const contact: BookContact = {
    ...{
      id: undefined,
      textId: undefined,
      name: '',
      email: null,
      phone: 'none',
      street: null,
      zipcode: null,
    },
    ...{ birthday: null, sex: null, groups: new Set() },
  };
  change(contact, received);
  const created = {
    ...success('CREATE_CONTACT', {
      contact: {
        fullname: contact.name,
        ...txtyPhone(contact.phone, 'new'),
        controluser: account.id,
        controlcontact: hole('id new', 'number', (text) => /^[1-9]\d*$/.test(text)),
      },
    }),
    adds: { contact },
  };
  return withBadPhone(received, contact, created);
}

/** The answers to an edit; `unknown` where there is no such contact. */
export function edit(
  contact: BookContact | undefined,
  unknown: Outcome,
  received: Received,
): readonly Outcome[] {
  if (contact === undefined) return withBadPhone(received, { phone: { sent: '', isText: false } }, unknown);
  const changed = { ...contact };
  change(changed, received);
  const shown = success('EDIT_CONTACT', { contact: txtyContact(changed, 'one') });
  return withBadPhone(received, changed, { ...shown, effect: () => void Object.assign(contact, changed) });
}

/** Whether a text is a possible number is the numbering plan's to say, so the answer may be either. */
function withBadPhone(
  received: Received,
  { phone }: Pick<BookContact, 'phone'>,
  outcome: Outcome,
): readonly Outcome[] {
  const msisdn = received.text('msisdn');
  if (msisdn === undefined || isBlank(msisdn) || phone === 'none' || 'msisdn' in phone) return [outcome];
  return [txtyError('MSISDN_INVALID', { contact: { msisdn: echoed(msisdn) } }), outcome];
}

function change(contact: BookContact, received: Received): void {
  const set = (name: string, take: (text: string | null) => void) => {
    const text = received.text(name);
    if (text !== undefined) take(isBlank(text) ? null : text);
  };
  set('fullname', (text) => {
    contact.name = text ?? '';
  });
  set('street', (text) => {
    contact.street = text;
  });
  set('zipcode', (text) => {
    contact.zipcode = text;
  });
  set('email', (text) => {
    contact.email = text?.trim() ?? null;
  });
  set('birthday', (text) => {
    contact.birthday = text === null ? null : (readSeconds(text) ?? null);
  });
  set('sex', (text) => {
    contact.sex = text === null ? null : text.trim() === '1' ? 1 : 2;
  });
  set('msisdn', (text) => {
    const msisdn = text === null ? undefined : certainMsisdn(text);
    if (text === null) contact.phone = 'none';
    else if (msisdn === undefined) contact.phone = { sent: text, isText: false };
    else contact.phone = { msisdn, dialcode: 45, number: msisdn - 4_500_000_000 };
  });
}
