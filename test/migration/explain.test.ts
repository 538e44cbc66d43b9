import { beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createQuickRunner, type Outcome } from '../support/run-program.ts';
import { addScene, type Scene } from '../support/sample-call.ts';

let gateway: TestGateway;
let explain: (text: string, ...options: readonly string[]) => Promise<Outcome>;
let jane: Scene;

beforeAll(async () => {
  gateway = await startTestGateway();
  const run = createQuickRunner({ DATABASE_URL: gateway.databaseUrl });
  explain = (text, ...options) => run(['explain', ...options], text);
});

beforeEach(async () => {
  jane = await addScene(gateway);
  await addScene(gateway);
});

/** What was explained, for programs. */
async function explainJson(text: string, ...options: readonly string[]) {
  const { exitCode, stdout, stderr } = await explain(text, '--json', ...options);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}

test('says what a URL is, what it becomes, and what both dialects answer', async () => {
  const { contact, group, key, userName } = jane;
  const url = `https://example.com/api/4/view/contact/api.json?user=${userName}&key=${key}&contact=${contact.id}`;
  const { exitCode, stdout, stderr } = await explain(url);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout.split('\n')).toEqual([
    'This is view.contact of txty: Returns one contact.',
    '',
    `  Account    ${userName}`,
    '  Sent by    GET',
    `  Parameter  user=${userName}`,
    '  Parameter  key=KEY',
    `  Parameter  contact=${contact.id}`,
    '',
    'In filemail it is contacts.get: pick the contact by its id.',
    '',
    '  curl -G https://GATEWAY/api/contacts/get \\',
    '    --data-urlencode logintoken=LOGINTOKEN',
    '',
    'txty answers:                      filemail answers:',
    '{                                  {',
    '  "status": "success",               "contacts": [',
    '  "success": "VIEW_CONTACT",           {',
    `  "contact": {                           "contactid": "${contact.textId}",`,
    '    "birthday": -86400,                  "name": "Åse & <Søn>",',
    `    "controlcontact": ${contact.id},        "email": "aase@example.com",`,
    '    "dialcode": 45,                      "groups": [',
    '    "email": "aase@example.com",           {',
    `    "fullname": "Åse & <Søn>",               "contactgroupid": "${group.textId}",`,
    '    "groups": [                              "name": "Skøn & <Ven>"',
    `      ${group.id}                           }`,
    '    ],                                   ]',
    '    "msisdn": 4512345678,              }',
    '    "number": 12345678,              ],',
    '    "sex": 2,                        "responsestatus": "OK"',
    '    "street": "Æblevej \\"1\\"",     }',
    '    "zipcode": "0999"',
    '  }',
    '}',
    '',
    'What would be lost:',
    '  msisdn, dialcode, number, street, zipcode, birthday, sex: not shown by filemail.',
    '',
    'What else is different:',
    '  No e-mail is shown as "", not null.',
    '  No group is shown as [], not null.',
    '  logintoken instead of user, key.',
    '  The id of a contact or group is another one: a text in filemail, a number in txty.',
    '',
  ]);
});

test('tries what a curl line would change, in both dialects, and tells what the other lacks', async () => {
  const line = `curl 'https://example.com/contact/create/api.json' \\
    -d 'user=${jane.userName}&key=${jane.key}' --data-urlencode 'fullname=Åse O'\\''Neil' \\
    -d msisdn=87654321 -d sex=1 -d color=red`;
  const explained = await explainJson(line);
  const id = expect.any(Number);
  expect(explained).toEqual({
    ...{ dialect: 'txty', operation: 'contact.create', summary: 'Creates a contact.' },
    ...{ account: jane.userName, method: 'POST', format: 'json', undeclared: 1, off: [] },
    parameters: [
      { name: 'user', value: jane.userName },
      { name: 'key', value: 'KEY' },
      { name: 'fullname', value: "Åse O'Neil" },
      { name: 'msisdn', value: '87654321' },
      { name: 'sex', value: '1' },
    ],
    answer: {
      live: true,
      cuts: [],
      body: {
        ...{ status: 'success', success: 'CREATE_CONTACT' },
        contact: {
          ...{ fullname: "Åse O'Neil", msisdn: 4587654321, dialcode: 45, number: 87654321 },
          ...{ controluser: jane.accountId, controlcontact: id },
        },
      },
    },
    counterparts: [
      {
        ...{ dialect: 'filemail', operation: 'contacts.add', how: '' },
        requests: [
          {
            ...{ method: 'POST', path: '/api/contacts/add' },
            parameters: [
              { name: 'logintoken', value: 'LOGINTOKEN' },
              { name: 'name', value: "Åse O'Neil" },
              { name: 'mobile', value: '+4587654321' },
            ],
            curl: [
              'curl https://GATEWAY/api/contacts/add \\',
              '  --data-urlencode logintoken=LOGINTOKEN \\',
              "  --data-urlencode 'name=Åse O'\\''Neil' \\",
              '  --data-urlencode mobile=+4587654321',
            ].join('\n'),
            answer: {
              live: true,
              cuts: [],
              body: {
                ...{ responsestatus: 'InputParameterMissing', errorcode: 1003 },
                errormessage: 'Required parameter missing: "email"',
              },
            },
          },
        ],
        lost: [
          'sex: not taken by filemail.',
          'msisdn, dialcode, number, controluser: not shown by filemail.',
        ],
        demanded: ['email: demanded by filemail.'],
        elsewhere: [],
        differences: [
          'mobile keeps what is no possible number as a text, msisdn refuses it.',
          'Digits without a plus sign are read as a home number first in mobile, as an international one first in msisdn.',
          'logintoken instead of user, key.',
          'The id of a contact or group is another one: a text in filemail, a number in txty.',
        ],
      },
    ],
  });
});

test('becomes a call for each where the other dialect takes one at a time', async () => {
  const caller = { kind: 'token', secret: jane.token } as const;
  const { value: second } = await gateway.open.store.createGroup(caller, 'Second');
  const line =
    `curl -X POST https://example.com/contact/addgroup/api.xml -d user=${jane.userName} -d key=${jane.key} ` +
    `-F contact=${jane.contact.id} -F 'group[]=${jane.group.id}' -F 'group[]=${second.id}'`;
  const [counterpart] = (await explainJson(line)).counterparts;
  expect(counterpart.requests.map(({ parameters }: { parameters: unknown }) => parameters)).toEqual(
    [jane.group, second].map(({ textId }) => [
      { name: 'logintoken', value: 'LOGINTOKEN' },
      { name: 'contactid', value: jane.contact.textId },
      { name: 'contactgroupid', value: textId },
      { name: 'format', value: 'xml' },
    ]),
  );
  expect(counterpart.elsewhere).toEqual(['groups: in the answer of contacts.get.']);
});

test('keeps the values of Filemail for Txty: ids, a phone of the home region and the format', async () => {
  const url =
    `example.com/API/Contacts/Update/?format=XML&LoginToken=${jane.token}&contactid=${jane.contact.textId}` +
    '&mobile=12%2034%2056%2078&name=New&callback=show';
  const { format, counterparts } = await explainJson(url);
  const [{ requests, lost }] = counterparts;
  expect({ format, path: requests[0].path, lost }).toEqual({
    ...{ format: 'xml', path: '/contact/edit/api.xml' },
    lost: ['callback: not taken by txty.'],
  });
  expect(requests[0].parameters).toEqual([
    { name: 'user', value: jane.userName },
    { name: 'key', value: 'KEY' },
    { name: 'contact', value: String(jane.contact.id) },
    { name: 'fullname', value: 'New' },
    { name: 'msisdn', value: '4512345678' },
  ]);
  expect(requests[0].answer.body.contact).toMatchObject({ fullname: 'New', msisdn: 4512345678 });
});
