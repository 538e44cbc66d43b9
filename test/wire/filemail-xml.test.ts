import { XMLParser } from 'fast-xml-parser';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { callUrl, type Parameters, type Reply } from '../support/client.ts';
import { addContact, addGroup } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const XML = 'application/xml; charset=utf-8';
const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

const parser = new XMLParser({
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: (_, path) => /\.(contacts\.contact|groups\.group|Groups\.Group)$/.test(String(path)),
});

function callXml(path: string, parameters: Parameters = {}): Promise<Reply> {
  return account.filemail(path, { ...parameters, format: 'XML' });
}

/** What an XML answer holds below its root. */
function readXml({ status, headers, text }: Reply): unknown {
  expect([status, headers.get('content-type')]).toEqual([200, XML]);
  return parser.parse(text).response;
}

describe('XML', () => {
  test.each(['XML', 'xml', 'Xml', ' xml '])('is the format that "%s" asks for', async (format) => {
    const reply = await account.filemail('contacts/get', { format });
    expect([reply.headers.get('content-type'), reply.text]).toEqual([
      XML,
      `${DECLARATION}<response><Contacts></Contacts><contacts></contacts>` +
        '<responsestatus>OK</responsestatus></response>',
    ]);
  });

  test('has an element for each key in the order of JSON, and one for each item of a list', async () => {
    const [jane, joan] = [await addContact(account, 'Jane'), await addContact(account, 'Joan')];
    const friends = await addGroup(account, 'Friends');
    await account.filemail('contacts/addtogroup', { contactid: jane, contactgroupid: friends });
    const group = `<group><contactgroupid>${friends}</contactgroupid><name>Friends</name></group>`;
    expect((await callXml('contacts/get')).text).toBe(
      `${DECLARATION}<response><contacts>` +
        `<contact><contactid>${jane}</contactid><name>Jane</name><email>jane@example.com</email>` +
        `<groups>${group}</groups></contact>` +
        `<contact><contactid>${joan}</contactid><name>Joan</name><email>joan@example.com</email>` +
        '<groups></groups></contact></contacts><responsestatus>OK</responsestatus></response>',
    );
  });

  test('holds what JSON holds, whatever the operation', async () => {
    const contactid = await addContact(account, 'Jane');
    const contactgroupid = await addGroup(account, 'Friends');
    const group = { contactgroupid, contactgroupname: 'Friends' };
    await account.filemail('contacts/addtogroup', { contactid, contactgroupid });
    const jane = { contactid, name: 'Jane', email: 'jane@example.com' };
    expect(readXml(await callXml('contacts/get'))).toEqual({
      contacts: { contact: [{ ...jane, groups: { group: [{ contactgroupid, name: 'Friends' }] } }] },
      responsestatus: 'OK',
    });
    expect(readXml(await callXml('contacts/group/get'))).toEqual({
      status: 'OK',
      responsestatus: 'OK',
      groups: { group: [group] },
    });
    expect(readXml(await callXml('contacts/update', { contactid }))).toEqual({ responsestatus: 'OK' });
    expect(readXml(await callXml('contacts/update', { contactid: '0' }))).toEqual({
      responsestatus: 'InvalidParameter',
      errorcode: '1002',
      errormessage: 'Contact not found',
    });
    expect(readXml(await callXml('authentication/logout'))).toEqual({
      responsestatus: 'ok',
      logintoken: account.token,
    });
  });

  test('returns text as it was sent, markup, blanks and line ends included', async () => {
    const name = ' <b>Tom & "Jerry\'s"</b> ]]> &amp; &#65;\r\n\t🙂 é ';
    const reply = await callXml('contacts/add', { name, email: 'tom@example.com' });
    expect(readXml(reply)).toMatchObject({ responsestatus: 'OK', contact: { name } });
    expect(readXml(await callXml('contacts/get'))).toMatchObject({ contacts: { contact: [{ name }] } });
  });

  test('leaves out the characters that it can not hold, and JSON does not', async () => {
    const name = 'a\u0001b\u0008c\u000Bd\u001Fe\uFFFEf\uFFFFg\u007Fh';
    await addContact(account, name);
    const kept = 'abcdefg\u007Fh';
    expect(readXml(await callXml('contacts/get'))).toMatchObject({ contacts: { contact: [{ name: kept }] } });
    expect((await account.filemail('contacts/get')).json).toMatchObject({ contacts: [{ name }] });
  });

  test('may be asked for in a form, and by a header', async () => {
    const form = await account.filemail('contacts/get', { format: 'xml' }, { method: 'POST' });
    const header = await account.filemail('contacts/get', {}, { headers: { format: 'xml' } });
    expect([form, header].map(({ headers }) => headers.get('content-type'))).toEqual([XML, XML]);
  });

  test('comes with the cookie of a login', async () => {
    const { userName: username, password } = account;
    const sent = { username, password, format: 'xml' };
    const reply = await callUrl(`${gateway.url}/api/authentication/login`, sent);
    const token = /<logintoken>([0-9a-f]{32})</.exec(reply.text)?.[1];
    expect(readXml(reply)).toEqual({ responsestatus: 'ok', logintoken: token });
    expect(reply.headers.getSetCookie()).toEqual([`logintoken=${token}; Path=/; HttpOnly; SameSite=Strict`]);
  });
});
