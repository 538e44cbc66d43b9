import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { addContact, at, OK } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

const NONE = [null, null, null];

/** What the other dialect shows of a contact's phone: msisdn, dialcode and number. */
async function readNumber(contact: string, owner = account): Promise<unknown> {
  const reply = await owner.txty('view/contact', { contact });
  return ['msisdn', 'dialcode', 'number'].map((key) => at(reply, 'contact', key));
}

/** What is kept of a contact's phone, which no answer of this dialect shows. */
async function readKept(contact: string): Promise<unknown> {
  const found = await gateway.open.store.findContact(
    { kind: 'token', secret: account.token },
    { textId: contact },
  );
  return found.value?.phone;
}

async function setMobile(contactid: string, mobile: string): Promise<void> {
  expect((await account.filemail('contacts/update', { contactid, mobile })).text).toBe(OK);
}

describe('a mobile that is a possible number', () => {
  test.each([
    '12345678',
    '12 34 56 78',
    '+45 12 34 56 78',
    '+4512345678',
    '004512345678',
    '4512345678',
    ' 4512345678',
    '+45-1234-5678',
    '  12345678  ',
  ])('becomes the msisdn, written as "%s"', async (mobile) => {
    const contact = await addContact(account, 'Jane', mobile);
    expect(await readNumber(contact)).toEqual([4512345678, 45, 12345678]);
  });

  test('is read as a number of the home region first', async () => {
    // Both would be possible numbers of Egypt (+20) and Sri Lanka (+94).
    for (const [mobile, number] of [
      ['20123456', 20123456],
      ['94123456', 94123456],
    ] as const) {
      const contact = await addContact(account, 'Jane', mobile);
      expect(await readNumber(contact)).toEqual([4500000000 + number, 45, number]);
    }
  });

  test.each([
    ['US', '(202) 555-0123', [12025550123, 1, 2025550123]],
    ['DE', '030 123456', [4930123456, 49, 30123456]],
    ['IT', '06 12345678', [390612345678, 39, 612345678]],
    ['DK', '2025550123', [2025550123, 20, 25550123]],
  ] as const)('is dialled from the home region of the account, %s: %s', async (region, mobile, number) => {
    const owner = await gateway.addAccount({ region });
    expect(await readNumber(await addContact(owner, 'Jane', mobile), owner)).toEqual(number);
  });
});

describe('a mobile that is no possible number', () => {
  test.each([
    'ask at the reception',
    '12',
    'call 12345678 after six',
    '12345678 ext. 9',
    '+4512345678901234567',
    'مكتب 🙂',
    'x'.repeat(5000),
  ])('is taken, kept as it is, and shows in neither dialect: %.40s', async (mobile) => {
    const reply = await account.filemail('contacts/add', { name: 'Jane', email: 'jane@example.com', mobile });
    const contact = String(at(reply, 'contact', 'contactid'));
    const shown = { contactid: contact, name: 'Jane', email: 'jane@example.com' };
    expect(reply.text).toBe(JSON.stringify({ responsestatus: 'OK', contact: shown }));
    expect((await account.filemail('contacts/get')).text).toBe(
      JSON.stringify({ contacts: [{ ...shown, groups: [] }], responsestatus: 'OK' }),
    );
    expect(await readNumber(contact)).toEqual(NONE);
    expect(await readKept(contact)).toEqual({ text: mobile });
  });
});

describe('a mobile', () => {
  test.each(['12345678', 'ask at the reception'])(
    'stays where an update does not send it: %s',
    async (mobile) => {
      const contactid = await addContact(account, 'Jane', mobile);
      const before = await readKept(contactid);
      const changes = { contactid, name: 'Joan', email: 'joan@example.com' };
      expect((await account.filemail('contacts/update', changes)).text).toBe(OK);
      expect(before).toEqual(mobile === '12345678' ? { dialcode: 45, msisdn: 4512345678 } : { text: mobile });
      expect(await readKept(contactid)).toEqual(before);
    },
  );

  test.each(['', '  \t'])('is cleared by an update to "%s"', async (empty) => {
    for (const mobile of ['12345678', 'ask at the reception']) {
      const contact = await addContact(account, 'Jane', mobile);
      await setMobile(contact, empty);
      expect([await readNumber(contact), await readKept(contact)]).toEqual([NONE, null]);
    }
  });

  test('is none where a contact is added with an empty one', async () => {
    for (const mobile of ['', '  '])
      expect(await readKept(await addContact(account, 'Jane', mobile))).toBeNull();
  });

  test('gives way to a text, and the text to a number', async () => {
    const contact = await addContact(account, 'Jane', '12345678');
    await setMobile(contact, 'ask at the reception');
    expect([await readNumber(contact), await readKept(contact)]).toEqual([
      NONE,
      { text: 'ask at the reception' },
    ]);
    await setMobile(contact, '+1 202 555 0123');
    expect(await readNumber(contact)).toEqual([12025550123, 1, 2025550123]);
  });

  test.each(['', '4587654321'])(
    'gives way to the msisdn that the other dialect sets: "%s"',
    async (msisdn) => {
      const contact = await addContact(account, 'Jane', 'ask at the reception');
      await account.txty('contact/edit', { contact, msisdn });
      const kept = msisdn === '' ? null : { dialcode: 45, msisdn: 4587654321 };
      expect(await readKept(contact)).toEqual(kept);
    },
  );

  test('outlives an edit of other fields through the other dialect', async () => {
    const contact = await addContact(account, 'Jane', 'ask at the reception');
    await account.txty('contact/edit', { contact, fullname: 'Joan', street: 'Main Street 1' });
    expect(await readKept(contact)).toEqual({ text: 'ask at the reception' });
  });
});
