import { runInNewContext } from 'node:vm';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { addContact, BAD_TOKEN, errorText, invalidText, missingText } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const NO_CONTACTS = '{"Contacts":[],"contacts":[],"responsestatus":"OK"}';
const XML = 'application/xml; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

describe('JSON', () => {
  test.each(['json', 'JSON', '', '  ', 'yaml', 'xml2', 'text/xml', '\0', '🙂'])(
    'is the format that "%s" asks for',
    async (format) => {
      const reply = await account.filemail('contacts/get', { format });
      expect([reply.headers.get('content-type'), reply.text]).toEqual([JSON_TYPE, NO_CONTACTS]);
    },
  );
});

describe('JSONP', () => {
  test.each(['f', '$', '_', 'jQuery1124_99', 'angular.callbacks._0', 'å.ø', 'x'.repeat(128)])(
    'calls the function that callback names: %s',
    async (callback) => {
      for (const format of [undefined, 'json', 'JSON', '', 'yaml', 'jsonp']) {
        const reply = await account.filemail('contacts/get', { format, callback });
        expect(reply.text).toBe(`/**/${callback}(${NO_CONTACTS});`);
        expect(reply.headers.get('content-type')).toMatch(/^application\/javascript(;|$)/);
      }
    },
  );

  test('calls it with errors too', async () => {
    const reply = await account.filemail('contacts/get', { callback: 'f', logintoken: 'x' });
    expect([reply.status, reply.text]).toEqual([200, `/**/f(${BAD_TOKEN});`]);
    const missing = await account.filemail('contacts/add', { callback: 'f' });
    expect([missing.status, missing.text]).toEqual([200, `/**/f(${missingText('name')});`]);
    const unknown = await account.filemail('contacts/count', { callback: 'f' });
    const text = errorText('NotFound', 'There is no such operation');
    expect([unknown.status, unknown.text]).toEqual([404, `/**/f(${text});`]);
  });

  test('is a script whatever the names in it', async () => {
    const name = '</script>\u2028\u2029*/"\'\\);//🙂';
    await addContact(account, name);
    const { text } = await account.filemail('contacts/get', { callback: 'window.receive' });
    const received: unknown[] = [];
    runInNewContext(text, { window: { receive: (answer: unknown) => received.push(answer) } });
    expect(received).toMatchObject([{ contacts: [{ name }], responsestatus: 'OK' }]);
    expect(text).not.toMatch(/[\u2028\u2029]/);
  });

  test('gives way to XML', async () => {
    const reply = await account.filemail('contacts/get', { format: 'xml', callback: 'f' });
    expect(reply.headers.get('content-type')).toBe(XML);
  });

  test.each([
    'x'.repeat(129),
    '1f',
    'a-b',
    'a.',
    '.a',
    'a..b',
    'a b',
    ' f',
    'a[0]',
    'alert(1)',
    'f;g',
    'f//',
    '</script>',
    'f\u2028',
    'f\0',
    '"f"',
  ])('is refused to what is no dotted identifier, and nothing is done: %.20j', async (callback) => {
    const sent = { name: 'Jane', email: 'jane@example.com', callback };
    for (const format of [undefined, 'json']) {
      const reply = await account.filemail('contacts/add', { ...sent, format });
      expect([reply.status, reply.headers.get('content-type')]).toEqual([200, JSON_TYPE]);
      expect(reply.text).toBe(invalidText('callback'));
    }
    expect((await account.filemail('contacts/get')).text).toBe(NO_CONTACTS);
  });

  test.each(['', ' \t '])('is not meant by an empty callback: "%s"', async (callback) => {
    const reply = await account.filemail('contacts/get', { callback });
    expect([reply.headers.get('content-type'), reply.text]).toEqual([JSON_TYPE, NO_CONTACTS]);
  });
});
