import { beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createQuickRunner, type Outcome } from '../support/run-program.ts';
import { addScene, type Scene } from '../support/sample-call.ts';

const SECRET = 'hunter2-hunter2';
const NOT_HERE =
  'Nobody here has the credential of this request. Give --account NAME to explain it for an account all the same.\n';

let gateway: TestGateway;
let explain: (text: string, ...options: readonly string[]) => Promise<Outcome>;
let jane: Scene;

beforeAll(async () => {
  gateway = await startTestGateway();
  const run = createQuickRunner({ DATABASE_URL: gateway.databaseUrl });
  explain = (text, ...options) => run(['explain', ...options], text);
  jane = await addScene(gateway);
});

describe('what can’t be explained is refused:', () => {
  test.each([
    ['nothing', '', 2, 'Nothing came on standard input: give a URL or a curl line.\n'],
    ['a text', `the password is ${SECRET}`, 2, 'This is neither a URL nor a curl line.\n'],
    [
      'an open quote',
      `curl 'https://x.example/?key=${SECRET}`,
      2,
      "A quote (') is opened and never closed.\n",
    ],
    [
      ...([
        'a path of Filemail that is none',
        `https://x.example/api/${SECRET}?logintoken=${SECRET}`,
        3,
      ] as const),
      'filemail answers this with HTTP 404 (NotFound): it has no operation at this path.\n',
    ],
    [
      ...([
        'a path of Txty that is none',
        `https://x.example/view/${SECRET}/api.json?key=${SECRET}`,
        3,
      ] as const),
      'txty answers this with HTTP 404 (PAGE_NOT_FOUND): it has no operation at this path.\n',
    ],
    [
      ...(['a method', `curl -X DELETE 'https://x.example/view/user/api.json?key=${SECRET}'`, 3] as const),
      'txty answers this with HTTP 405 (METHOD_NOT_ALLOWED): it takes GET and POST alone.\n',
    ],
    [
      ...([
        'JSON that is none',
        `curl https://x.example/api/contacts/get --json '{"logintoken":"${SECRET}"'`,
        3,
      ] as const),
      'filemail answers this with HTTP 400 (InvalidParameter): the request cannot be read.\n',
    ],
    ['a token that nobody has', `https://x.example/api/contacts/get?logintoken=${SECRET}`, 3, NOT_HERE],
    ['a key that nobody has', `https://x.example/view/user/api.json?user=demo&key=${SECRET}`, 3, NOT_HERE],
    [
      ...(['no credential', 'https://x.example/view/user/api.json', 3] as const),
      'The request has no credential. Give --account NAME to explain it for an account all the same.\n',
    ],
  ])('%s', async (_what, text, exitCode, stderr) => {
    expect(await explain(text)).toEqual({ exitCode, stdout: '', stderr });
  });

  test('bytes that are not UTF-8, and far too many of them', async () => {
    const tooLong = `https://example.com/?a=${SECRET.repeat(20_000)}`;
    expect(await explain(tooLong)).toEqual({
      ...{ exitCode: 2, stdout: '' },
      stderr: 'Standard input is longer than 262144 bytes.\n',
    });
  });

  test('an account that is not there, or is disabled', async () => {
    const { accountId, userName, token } = await addScene(gateway);
    await gateway.open.directory.updateAccount(accountId, { disabled: true });
    const url = `https://example.com/api/contacts/get?logintoken=${token}`;
    const disabled = { exitCode: 3, stdout: '', stderr: expect.stringContaining('is disabled') };
    expect(await explain(url)).toEqual(disabled);
    expect(await explain(url, '--account', userName)).toEqual(disabled);
    expect(await explain(url, '--account', 'nobody')).toEqual({
      ...{ exitCode: 3, stdout: '' },
      stderr: 'There is no account "nobody". See them with: diglot account list\n',
    });
  });
});

test('--account counts more than the credential of the request', async () => {
  const { exitCode, stdout } = await explain(
    `https://example.com/api/contacts/get?logintoken=${SECRET}`,
    ...['--account', jane.email.toUpperCase()],
  );
  expect({ exitCode, secret: stdout.includes(SECRET) }).toEqual({ exitCode: 0, secret: false });
  expect(stdout).toContain(`  Account    ${jane.userName}\n`);
  expect(stdout).toContain('aase@example.com');
});

test('says of a dialect that it is off, and explains it all the same', async () => {
  const { accountId, token } = await addScene(gateway);
  await gateway.open.directory.setDialectAccess(accountId, 'filemail', { state: 'off' });
  const { exitCode, stdout } = await explain(`https://example.com/api/contacts/get?logintoken=${token}`);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('  Mind       filemail is off for this account: calls of it are refused\n');
});

describe('no secret is told, wherever it stands:', () => {
  const inPlaces = (request: (secret: string) => string) => request;
  test.each([
    [
      'in the URL’s own user',
      inPlaces((s) => `https://jane:${s}@x.example/api/contacts/get?logintoken=${s}`),
    ],
    ['in a fragment', inPlaces((s) => `https://x.example/api/contacts/get?logintoken=${s}#${s}`)],
    [
      'in parameters that nobody declares',
      inPlaces((s) => `x.example/api/contacts/get?key=${s}&${s}=1&logintoken=${s}`),
    ],
    ['in an apikey of old', inPlaces((s) => `x.example/api/contacts/get?apikey=${s}&logintoken=${s}`)],
    [
      'in headers and cookies',
      inPlaces(
        (s) =>
          `curl x.example/api/contacts/get -u jane:${s} -b logintoken=${s} -H 'Authorization: Bearer ${s}' -H 'logintoken: ${s}'`,
      ),
    ],
    ['sent twice', inPlaces((s) => `x.example/api/contacts/get?logintoken=${s}2&logintoken=${s}`)],
    [
      'in another parameter too',
      inPlaces((s) => `x.example/api/contacts/add?logintoken=${s}&name=I+am+${s}!&email=${s}@x.example`),
    ],
    [
      'in another parameter that is refused',
      inPlaces((s) => `x.example/api/contacts/add?logintoken=${s}&name=a&email=${s}`),
    ],
    [
      'in an id',
      inPlaces((s) => `x.example/contact/addgroup/api.json?user=${s}&key=${s}&contact=${s}&group=${s},${s}`),
    ],
    [
      'between blanks',
      inPlaces((s) => `curl x.example/view/contact/api.json -d 'key= ${s} ' -d contact=${s}`),
    ],
    [
      'in another case',
      inPlaces((s) => `curl x.example/VIEW/contact/api.json -d 'KEY=${s}' -d CONTACT=${s}`),
    ],
    [
      'in JSON',
      inPlaces(
        (s) =>
          `curl x.example/api/contacts/add --json '{"logintoken":"${s}","name":"${s}","email":["${s}"]}'`,
      ),
    ],
    [
      'in a login',
      inPlaces((s) => `x.example/api/authentication/login?username=${s}&password=${s}&source=${s}`),
    ],
    ['in a callback', inPlaces((s) => `x.example/api/contacts/get?logintoken=${s}&callback=${s}`)],
    [
      'as the key that is to end',
      inPlaces((s) => `x.example/user/deleteapikey/api.json?user=a&key=a&apikey=${s}`),
    ],
  ])('%s', async (_where, request) => {
    const { exitCode, stdout, stderr } = await explain(request(SECRET), '--account', jane.userName);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).not.toContain(SECRET);
  });

  test('for programs neither', async () => {
    const line = `curl x.example/api/contacts/add -d name=${SECRET} -d email=a@x.example -H 'logintoken: ${SECRET}'`;
    const { stdout } = await explain(line, '--account', jane.userName, '--json');
    expect(stdout).not.toContain(SECRET);
    expect(JSON.parse(stdout)).toMatchObject({
      answer: { live: true, body: { contact: { name: 'LOGINTOKEN', email: 'a@x.example' } } },
    });
  });

  test('what could steer a terminal is told as an escape, as bash reads it', async () => {
    const name = 'a\u001b[2Jb\u202ec\u009b';
    const url = `https://example.com/group/create/api.json?name=${encodeURIComponent(name)}`;
    const { stdout } = await explain(url, '--account', jane.userName);
    expect(stdout).not.toMatch(/[\u001b\u202e\u009b]/);
    expect(stdout).toContain(`    --data-urlencode $'name=a\\u001b[2Jb\\u202ec\\u009b'\n`);
  });
});
