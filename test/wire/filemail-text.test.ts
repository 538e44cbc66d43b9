import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { callUrl, type Reply, readReply } from '../support/client.ts';
import {
  addContact,
  addGroup,
  at,
  CONTACT_NOT_FOUND,
  GROUP_NOT_FOUND,
  invalidEmailText,
  invalidText,
  sendRaw,
} from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const NO_CONTACTS = '{"Contacts":[],"contacts":[],"responsestatus":"OK"}';

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

/** Calls with a query that is sent as it stands here. */
function callQuery(path: string, query: string): Promise<Reply> {
  return callUrl(`${gateway.url}/api/${path}?logintoken=${account.token}&${query}`);
}

function postJson(path: string, json: string): Promise<Reply> {
  const headers = { 'content-type': 'application/json', logintoken: account.token };
  return fetch(`${gateway.url}/api/${path}`, { method: 'POST', headers, body: json }).then(readReply);
}

async function list(): Promise<string> {
  return (await account.filemail('contacts/get')).text;
}

describe('a name', () => {
  test.each([
    'Jørgen Ærø Åse',
    '🙂👩‍👩‍👧',
    'مرحبا بالعالم',
    'A\u030Ase',
    ' blanks\taround \r\n ',
    '"quotes" \\ and </script> & \'more\'',
    '\u2028\u0001\u007F\uFEFF\uFFFD\uFFFF',
    '100% + 1 = 101; ?#&',
    'null',
  ])('is kept and returned as it was sent: %j', async (name) => {
    const id = await addContact(account, name);
    const contactgroupid = await addGroup(account, name);
    await account.filemail('contacts/addtogroup', { contactid: id, contactgroupid });
    const { contacts } = JSON.parse(await list());
    expect([contacts[0].name, contacts[0].groups[0].name]).toEqual([name, name]);
    const groups = await account.filemail('contacts/group/get', {}, { method: 'POST' });
    expect(at(groups, 'groups', 0, 'contactgroupname')).toBe(name);
  });

  test.each(['contacts/add', 'contacts/update', 'contacts/group/add', 'contacts/group/update'])(
    'has at most 255 characters, however many bytes they have: %s',
    async (path) => {
      const ids = {
        contactid: await addContact(account, 'Jane'),
        contactgroupid: await addGroup(account, 'A'),
      };
      for (const character of ['x', 'é', '語', '🙂']) {
        const sent = { ...ids, email: 'jane@example.com' };
        const longest = await account.filemail(path, { ...sent, name: character.repeat(255) });
        expect(longest.json).toMatchObject({ responsestatus: 'OK' });
        const longer = await account.filemail(path, { ...sent, name: character.repeat(256) });
        expect(longer.text).toBe(invalidText('name'));
      }
    },
  );
});

test('an e-mail address has at most 254 characters, however many bytes they have', async () => {
  for (const character of ['x', '🙂']) {
    const longest = `${character.repeat(242)}@example.com`;
    const added = await account.filemail(
      'contacts/add',
      { name: 'Jane', email: longest },
      { method: 'POST' },
    );
    expect(at(added, 'contact', 'email')).toBe(longest);
    const refused = await account.filemail('contacts/add', { name: 'Jane', email: `x${longest}` });
    expect(refused.text).toBe(invalidEmailText(`x${longest}`));
  }
});

describe.each([
  ['a byte of no UTF-8', '%FF'],
  ['a cut character', 'a%C3'],
  ['a wrong second byte', '%C3%28'],
  ['an overlong form', '%C0%AF'],
  ['an encoded surrogate', '%ED%A0%80'],
  ['a character beyond the last', '%F4%90%80%80'],
  ['a lone percent sign', '100%'],
  ['an escape of one digit', '%4'],
  ['an escape of no digits', '%GG'],
])('%s', (_, raw) => {
  test('is refused as a value of each parameter, and never replaced', async () => {
    const contact = await addContact(account, 'Jane');
    const before = await list();
    const answers = [
      [`name=${raw}&email=j@example.com`, invalidText('name')],
      [`name=Jane&email=${raw}@example.com`, invalidEmailText('')],
      [`name=Jane&email=j@example.com&mobile=${raw}`, invalidText('mobile')],
    ] as const;
    for (const [query, text] of answers) {
      expect((await callQuery('contacts/add', query)).text).toBe(text);
      expect((await callQuery('contacts/update', `contactid=${contact}&${query}`)).text).toBe(text);
    }
    expect((await callQuery('contacts/group/add', `name=${raw}`)).text).toBe(invalidText('name'));
    expect((await callQuery('contacts/delete', `contactid=${raw}`)).text).toBe(CONTACT_NOT_FOUND);
    expect((await callQuery('contacts/group/delete', `contactgroupid=${raw}`)).text).toBe(GROUP_NOT_FOUND);
    expect(await list()).toBe(before);
  });

  test('does no harm where nobody asked for the parameter', async () => {
    expect((await callQuery('contacts/get', `apikey=${raw}&x=${raw}&${raw}=1`)).text).toBe(NO_CONTACTS);
  });
});

test('U+0000 is refused in every text', async () => {
  expect((await callQuery('contacts/add', 'name=a%00b&email=j@example.com')).text).toBe(invalidText('name'));
  expect((await callQuery('contacts/add', 'name=a&email=a%00b@example.com')).text).toBe(
    invalidEmailText('a\0b@example.com'),
  );
  expect((await callQuery('contacts/add', 'name=a&email=j@example.com&mobile=%00')).text).toBe(
    invalidText('mobile'),
  );
  expect((await callQuery('contacts/group/add', 'name=%00')).text).toBe(invalidText('name'));
  expect(await list()).toBe(NO_CONTACTS);
});

test('a lone surrogate in JSON is refused in every text, a pair is not', async () => {
  for (const lone of ['\\ud83d', '\\ude42', '\\ude42\\ud83d', 'a\\ud83db']) {
    const name = await postJson('contacts/add', `{"name":"${lone}","email":"j@example.com"}`);
    expect(name.text).toBe(invalidText('name'));
    const email = await postJson('contacts/add', `{"name":"Jane","email":"${lone}@example.com"}`);
    expect(email.text).toBe(invalidEmailText(''));
    const mobile = await postJson('contacts/add', `{"name":"J","email":"j@example.com","mobile":"${lone}"}`);
    expect(mobile.text).toBe(invalidText('mobile'));
  }
  expect(await list()).toBe(NO_CONTACTS);
  const pair = await postJson('contacts/add', '{"name":"\\ud83d\\ude42","email":"j@example.com"}');
  expect(at(pair, 'contact', 'name')).toBe('🙂');
});

describe('bytes that stand in the URL without an escape', () => {
  // node:http takes no such target: RFC 9112 has none.
  test.each(['utf8', 'latin1'] as const)('are refused in words, in %s too', async (encoding) => {
    const target = `/api/contacts/add?logintoken=${account.token}&name=Jørgen&email=jorgen@example.com`;
    const request = `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
    const { status, text } = await sendRaw(gateway.port, Buffer.from(request, encoding));
    expect([status, text]).toEqual([
      400,
      '{"responsestatus":"InvalidParameter","errorcode":1002,"errormessage":"The request could not be read"}',
    ]);
    expect(await list()).toBe(NO_CONTACTS);
  });

  test('are taken for text in a form where they are UTF-8', async () => {
    const body = `logintoken=${account.token}&name=Jørgen+🙂%20語&email=jørgen@example.com`;
    const reply = await fetch(`${gateway.url}/api/contacts/add`, { method: 'POST', body });
    expect(await reply.json()).toMatchObject({
      contact: { name: 'Jørgen 🙂 語', email: 'jørgen@example.com' },
    });
  });
});
