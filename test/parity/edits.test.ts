import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  addByFilemail,
  type BothIds,
  createByTxty,
  filemailContacts,
  txtyContact,
  txtyContacts,
  txtyShape,
} from './both-dialects.ts';

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

describe('an edit by Filemail', () => {
  const KNOWN = { street: 'Søndergade 1', zipcode: '0999', birthday: '-86400', sex: '2' };
  const SHOWN = { ...KNOWN, birthday: -86_400, sex: 2 };
  const PHONE = { msisdn: 4512345678, dialcode: 45, number: 12345678 };

  const createKnown = () =>
    createByTxty(account, { fullname: 'Anna', email: 'anna@example.com', msisdn: '4512345678', ...KNOWN });

  test.each([
    ['name', { name: 'Anne' }, { fullname: 'Anne' }],
    ['email', { email: 'anne@example.com' }, { email: 'anne@example.com' }],
    ['mobile', { mobile: '87 65 43 21' }, { msisdn: 4587654321, number: 87654321 }],
    ['an empty mobile', { mobile: '' }, { msisdn: null, dialcode: null, number: null }],
    ['nothing', {}, {}],
  ])(
    'of %s keeps street, zip code, birthday and sex, and all that was not sent',
    async (_, sent, changed) => {
      const anna = await createKnown();
      const reply = await account.filemail('contacts/update', { contactid: anna.text, ...sent });
      expect(reply.text).toBe('{"responsestatus":"OK"}');
      const known = { controlcontact: anna.number, fullname: 'Anna', email: 'anna@example.com' };
      expect(await txtyContacts(account)).toEqual([txtyShape({ ...known, ...SHOWN, ...PHONE, ...changed })]);
    },
  );

  test('that is refused changes nothing at all', async () => {
    const anna = await createKnown();
    const before = await txtyContacts(account);
    for (const sent of [{ email: 'nowhere' }, { email: '' }, { name: ' ' }]) {
      await account.filemail('contacts/update', { contactid: anna.text, mobile: '87654321', ...sent });
      expect(await txtyContacts(account)).toEqual(before);
    }
  });
});

describe('a mobile that is no possible number', () => {
  const add = () =>
    addByFilemail(account, { name: 'Anna', email: 'anna@example.com', mobile: 'ask reception' });

  // The pages show a mobile nowhere, so what is kept of it is read where it is kept.
  async function keptText({ number }: BothIds): Promise<unknown> {
    const caller = { kind: 'token', secret: account.token } as const;
    const { value } = await gateway.open.store.findContact(caller, { id: number });
    return value?.phone;
  }

  test('is kept as text and shows as no number in Txty', async () => {
    const anna = await add();
    expect(await keptText(anna)).toEqual({ text: 'ask reception' });
    const known = { controlcontact: anna.number, fullname: 'Anna', email: 'anna@example.com' };
    expect(await txtyContacts(account)).toEqual([txtyShape(known)]);
  });

  test('outlives an edit by Txty that does not send an msisdn', async () => {
    const anna = await add();
    const sent = { fullname: 'Anne', email: '', street: 'Søndergade 1', zipcode: '5550', sex: '2' };
    await account.txty('contact/edit', { contact: String(anna.number), ...sent, birthday: '0' });
    expect(await keptText(anna)).toEqual({ text: 'ask reception' });
    const known = { fullname: 'Anne', street: 'Søndergade 1', zipcode: 5550, sex: 2, birthday: 0 };
    expect(await txtyContact(account, anna)).toEqual(txtyShape({ controlcontact: anna.number, ...known }));
    expect(await filemailContacts(account)).toEqual([
      { contactid: anna.text, name: 'Anne', email: '', groups: [] },
    ]);
  });

  test('is replaced by the msisdn that Txty sends, and does not come back', async () => {
    const anna = await add();
    await account.txty('contact/edit', { contact: String(anna.number), msisdn: '4512345678' });
    expect(await keptText(anna)).toEqual({ dialcode: 45, msisdn: 4512345678 });
    await account.txty('contact/edit', { contact: String(anna.number), msisdn: '' });
    expect(await keptText(anna)).toBeNull();
  });

  test('is cleared by an empty msisdn, and kept when the msisdn is refused', async () => {
    const anna = await add();
    await account.txty('contact/edit', { contact: String(anna.number), fullname: 'X', msisdn: '12' });
    expect(await keptText(anna)).toEqual({ text: 'ask reception' });
    expect(Object(await txtyContact(account, anna)).fullname).toBe('Anna');
    await account.txty('contact/edit', { contact: String(anna.number), msisdn: ' ' });
    expect(await keptText(anna)).toBeNull();
  });

  test('takes the place of a number, and a number takes its place, by Filemail', async () => {
    const anna = await createByTxty(account, { fullname: 'Anna', msisdn: '4512345678' });
    await account.filemail('contacts/update', { contactid: anna.text, mobile: 'ask reception' });
    expect(await keptText(anna)).toEqual({ text: 'ask reception' });
    expect(await txtyContact(account, anna)).toEqual(
      txtyShape({ controlcontact: anna.number, fullname: 'Anna' }),
    );
    await account.filemail('contacts/update', { contactid: anna.text, mobile: '12345678' });
    expect(await keptText(anna)).toEqual({ dialcode: 45, msisdn: 4512345678 });
  });
});

describe('an edit by Txty', () => {
  test('clears what it sends empty and keeps the rest, as Filemail then shows', async () => {
    const anna = await addByFilemail(account, {
      name: 'Anna',
      email: 'anna@example.com',
      mobile: '12345678',
    });
    await account.txty('contact/edit', { contact: String(anna.number), email: '' });
    expect(await filemailContacts(account)).toEqual([
      { contactid: anna.text, name: 'Anna', email: '', groups: [] },
    ]);
    const phone = { msisdn: 4512345678, dialcode: 45, number: 12345678 };
    expect(await txtyContact(account, anna)).toEqual(
      txtyShape({ controlcontact: anna.number, fullname: 'Anna', ...phone }),
    );
  });
});
