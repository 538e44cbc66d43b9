import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  addByFilemail,
  createByTxty,
  createGroupByTxty,
  filemailContacts,
  filemailGroups,
  txtyContacts,
  txtyGroups,
} from './both-dialects.ts';

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

const TEXTS: readonly (readonly [what: string, text: string])[] = [
  ['Danish', 'Jørgen Ærø Ågård'],
  ['Greek and Cyrillic', 'Ελένη Юлия'],
  ['Chinese and Japanese', '王小明 さくら ｶﾅ'],
  ['Korean, composed and as jamo', '김 \u1100\u1175\u11B7'],
  ['Hindi and Thai', 'अनिता สมชาย'],
  ['Hebrew and Arabic with marks of direction', '\u202Bדוד\u202C محمد\u200F'],
  ['letters beyond the basic plane', '𐐷𠮷𝒜'],
  ['emoji with joiners and skin tones', '👩🏽‍💻👨‍👩‍👧‍👦🇩🇰'],
  ['accents as letters and as marks of their own', 'é e\u0301'],
  ['what JSON, XML, HTML and SQL escape', `"\\'</name>&amp;<script>';--%00{}`],
  ['controls that are text', 'a\tb\nc\u0085d\u2028e\u2029f'],
  ['blanks at both ends', '  \u00A0wide\u3000 '],
  ['characters that are often lost', '\uFEFFbom \u00AD\u200B\uFFFD \u007F'],
  ['the longest name', `${'ø'.repeat(254)}😀`],
];

describe.each(TEXTS)('text with %s', (_, text) => {
  test('is stored and returned as it was sent, by both dialects and methods', async () => {
    const form = { method: 'POST' } as const;
    await addByFilemail(account, { name: text, email: 'anna@example.com' });
    await createByTxty(account, { fullname: text, street: text });
    await account.filemail('contacts/add', { name: text, email: 'anna@example.com' }, form);
    await account.txty('contact/create', { fullname: text }, form);
    await account.filemail('contacts/group/add', { name: text });
    await account.txty('group/create', { name: text }, form);
    const names = (list: readonly unknown[], key: string) => list.map((item) => Object(item)[key]);
    expect(names(await filemailContacts(account), 'name')).toEqual([text, text, text, text]);
    expect(names(await txtyContacts(account), 'fullname')).toEqual([text, text, text, text]);
    expect(names(await txtyContacts(account), 'street')).toEqual([null, text, null, null]);
    expect(names(await filemailGroups(account), 'contactgroupname')).toEqual([text, text]);
    expect(names(await txtyGroups(account), 'name')).toEqual([text, text]);
  });
});

test.each(['jørgen@bücher.example', "o'neil+x@mail.example.com", '王@例え.テスト'])(
  'the e-mail address %s is returned as it was sent, by both dialects',
  async (email) => {
    await addByFilemail(account, { name: 'Anna', email });
    await createByTxty(account, { fullname: 'Bo', email });
    for (const contacts of [await filemailContacts(account), await txtyContacts(account)])
      expect(contacts.map((contact) => Object(contact).email)).toEqual([email, email]);
  },
);

test('names, e-mail addresses, numbers and group names may repeat, in both dialects', async () => {
  const twin = { email: 'anna@example.com' };
  const ids = [
    await addByFilemail(account, { name: 'Anna', mobile: '+4512345678', ...twin }),
    await createByTxty(account, { fullname: 'Anna', msisdn: '4512345678', ...twin }),
    await addByFilemail(account, { name: 'Anna', mobile: '+4512345678', ...twin }),
  ];
  const groups = [await createGroupByTxty(account, 'Team'), await createGroupByTxty(account, 'Team')];
  expect(new Set(ids.map(({ number }) => number)).size).toBe(3);
  expect(new Set(ids.map(({ text }) => text)).size).toBe(3);
  expect(await filemailContacts(account)).toEqual(
    ids.map(({ text }) => ({ contactid: text, name: 'Anna', email: 'anna@example.com', groups: [] })),
  );
  expect((await txtyContacts(account)).map((contact) => Object(contact).msisdn)).toEqual(
    ids.map(() => 4512345678),
  );
  expect(await filemailGroups(account)).toEqual(
    groups.map(({ text }) => ({ contactgroupid: text, contactgroupname: 'Team' })),
  );
});

test('lists come in ascending order of the Txty id, whatever was edited or joined last', async () => {
  const names = ['Zoe', 'anna', 'Åse', 'Bo'];
  const ids = [];
  for (const [index, name] of names.entries())
    ids.push(
      index % 2 === 0
        ? await createByTxty(account, { fullname: name })
        : await addByFilemail(account, { name, email: 'x@example.com' }),
    );
  const groups = [await createGroupByTxty(account, 'Z'), await createGroupByTxty(account, 'A')];
  const groupList = groups.map(({ number }) => String(number)).reverse();
  for (const { number, text } of ids.toReversed()) {
    await account.txty('contact/addgroup', { contact: String(number), group: groupList });
    await account.filemail('contacts/update', { contactid: text, email: 'y@example.com' });
  }
  await account.txty('group/edit', { group: groupList[1], name: 'ZZ' });
  const numbers = ids.map(({ number }) => number);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect((await filemailContacts(account)).map((contact) => Object(contact).contactid)).toEqual(
    ids.map(({ text }) => text),
  );
  expect((await txtyContacts(account)).map((contact) => Object(contact).controlcontact)).toEqual(numbers);
  const groupNumbers = groups.map(({ number }) => number);
  for (const contact of await txtyContacts(account)) expect(Object(contact).groups).toEqual(groupNumbers);
  const listed = (await txtyGroups(account)).map((group) => [
    Object(group).controlgroup,
    Object(group).contacts.map((contact: object) => Object(contact).controlcontact),
  ]);
  expect(listed).toEqual(groupNumbers.map((number) => [number, numbers]));
});
