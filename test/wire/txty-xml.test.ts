import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { callUrl, type Parameters, type Reply } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { readXml } from '../support/read-xml.ts';
import { addContact, addGroup, at } from '../support/txty-wire.ts';

const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';

// Every character up to U+00FF but U+0000, which is no text here.
const LOWEST = String.fromCodePoint(...Array.from({ length: 255 }, (_, index) => index + 1));
const FORBIDDEN = /[\x01-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g;

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
  await addContact(await gateway.addAccount(), { fullname: 'Somebody Else' });
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

async function callXml(path: string, parameters: Parameters = {}): Promise<Reply> {
  const reply = await account.txty(path, parameters, { suffix: 'xml' });
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/xml; charset=utf-8']);
  return reply;
}

async function askXml(path: string, parameters: Parameters = {}): Promise<unknown> {
  return readXml((await callXml(path, parameters)).text);
}

describe('XML', () => {
  test('has an element for each key in the order of JSON, an item in the singular, null empty', async () => {
    const [id, group] = [await addContact(account, { msisdn: '4512345678' }), await addGroup(account)];
    const bo = await addContact(account, { fullname: 'Bo' });
    await account.txty('contact/addgroup', { contact: `${id}`, group: `${group}` });
    expect((await callXml('view/contacts')).text).toBe(
      `${DECLARATION}<response><status>success</status><success>VIEW_CONTACTS</success><contacts>` +
        `<contact><birthday></birthday><controlcontact>${id}</controlcontact><dialcode>45</dialcode>` +
        `<email></email><fullname>Fullname</fullname><groups><group>${group}</group></groups>` +
        '<msisdn>4512345678</msisdn><number>12345678</number><sex></sex><street></street><zipcode></zipcode>' +
        `</contact><contact><birthday></birthday><controlcontact>${bo}</controlcontact><dialcode></dialcode>` +
        '<email></email><fullname>Bo</fullname><groups></groups><msisdn></msisdn><number></number>' +
        '<sex></sex><street></street><zipcode></zipcode></contact></contacts></response>',
    );
  });

  test('has an empty element for an empty list', async () => {
    expect((await callXml('view/contacts')).text).toBe(
      `${DECLARATION}<response><status>success</status><success>VIEW_CONTACTS</success>` +
        '<contacts></contacts></response>',
    );
    expect(await askXml('view/groups')).toEqual({ status: 'success', success: 'VIEW_GROUPS', groups: '' });
  });

  test('holds what JSON holds, whatever the operation', async () => {
    const [id, group] = [`${await addContact(account)}`, `${await addGroup(account)}`];
    const nothing = { birthday: '', dialcode: '', email: '', msisdn: '', number: '', sex: '', street: '' };
    const contact = {
      ...nothing,
      zipcode: '',
      controlcontact: id,
      fullname: 'Fullname',
      groups: { group: [group] },
    };
    const shownGroup = { controlgroup: group, name: 'Name', contacts: { contact: [contact] } };
    const done = (success: string, members = {}) => ({ status: 'success', success, ...members });
    expect(await askXml('contact/addgroup', { contact: id, group })).toEqual(
      done('ADD_GROUP', { addgroup: { groups: { group: [group] } } }),
    );
    expect(await askXml('view/contact', { contact: id })).toEqual(done('VIEW_CONTACT', { contact }));
    expect(await askXml('contact/edit', { contact: id })).toEqual(done('EDIT_CONTACT', { contact }));
    expect(await askXml('view/group', { group })).toEqual(done('VIEW_GROUP', { group: shownGroup }));
    expect(await askXml('view/groups')).toEqual(done('VIEW_GROUPS', { groups: { group: [shownGroup] } }));
    expect(await askXml('contact/removegroup', { contact: id, group: `${group},${group}` })).toEqual(
      done('REMOVE_GROUP', { removegroup: { groups: { group: [group, group] } } }),
    );
    expect(await askXml('group/edit', { group, name: 'Another' })).toEqual(
      done('EDIT_GROUP', { group: { controlgroup: group, name: 'Another' } }),
    );
    expect(await askXml('group/delete', { group })).toEqual(done('DELETE_GROUP'));
    expect(await askXml('contact/delete', { contact: id })).toEqual(done('DELETE_CONTACT'));
    expect(await askXml('user/deleteapikey', { apikey: account.key })).toEqual(done('DELETE_APIKEY'));
  });

  test('is what the login answers at its own address', async () => {
    const { userName: user, password: pass } = account;
    const { text } = await callUrl(`${gateway.url}/user/newapikey/login.xml`, { user, pass });
    const key = /<key>([0-9a-f]{32})</.exec(text)?.[1];
    const controlapikey = /<controlapikey>(\d+)</.exec(text)?.[1];
    const newapikey = { controlapikey, key };
    expect(readXml(text)).toEqual({ status: 'success', success: 'ADDED_KEY', newapikey });
    expect((await account.txty('view/contacts', { key })).json).toMatchObject({ status: 'success' });
  });

  test('shows an error with what was sent, and null as an empty element', async () => {
    expect((await callXml('view/contact', { contact: ' <&> ' })).text).toBe(
      `${DECLARATION}<response><status>error</status><error>CONTACT_NOT_FOUND</error>` +
        '<contact><contact> &lt;&amp;&gt; </contact></contact></response>',
    );
    expect(await askXml('view/contacts', { key: 'wrong' })).toEqual({
      status: 'error',
      error: 'USER_NOT_FOUND',
      login: { user: account.userName, key: '' },
    });
  });
});

describe('a stored text in XML', () => {
  test.each([
    ['markup', `<b a="1">&amp;&#65;</b>]]><!-- x --><![CDATA[y]]>'"`],
    ['blanks and line ends, carriage returns too', ' \ta\rb\nc\r\nd\n\re\r'],
    ['the line ends of Unicode', 'a\u0085b\u2028c\u2029d'],
    ['every script', 'Åse עברית العربية 用户 👩‍👩‍👧 𝔘 é'],
    ['the ends of what XML holds', '\x7F\u009F\uD7FF\uE000\uFFFD\u{10000}\u{1FFFE}\u{10FFFF}'],
  ])('is kept with %s', async (_, text) => {
    const id = await addContact(account, { fullname: text, street: text });
    const name = `${text}x`;
    const group = `${await addGroup(account, name)}`;
    const contact = { controlcontact: `${id}`, fullname: text, street: text };
    expect(await askXml('view/contacts')).toMatchObject({ contacts: { contact: [contact] } });
    expect(await askXml('view/contact', { contact: `${id}` })).toMatchObject({ contact });
    expect(await askXml('view/group', { group })).toMatchObject({ group: { name } });
  });

  test('loses only the characters that XML can not hold, which JSON keeps', async () => {
    const street = 'a\uFFFEb\uFFFFc\u{10FFFF}';
    const id = await addContact(account, { fullname: LOWEST, street });
    const [keptName, keptStreet] = [LOWEST.replaceAll(FORBIDDEN, ''), street.replaceAll(FORBIDDEN, '')];
    expect(await askXml('view/contact', { contact: `${id}` })).toMatchObject({
      contact: { fullname: keptName, street: keptStreet },
    });
    const asJson = await account.txty('view/contact', { contact: `${id}` });
    expect([at(asJson, 'contact', 'fullname'), at(asJson, 'contact', 'street')]).toEqual([LOWEST, street]);
  });
});
