import { beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { startHostileVendor } from '../support/hostile-vendor.ts';
import { createQuickRunner } from '../support/run-program.ts';

let home: TestGateway;
let account: TestAccount;
let run: ReturnType<typeof createQuickRunner>;
beforeAll(async () => {
  home = await startTestGateway();
  run = createQuickRunner({ DATABASE_URL: home.databaseUrl });
  account = await home.addAccount();
});

const against = (dialect: string) => ['verify', '--account', account.userName, '--against', dialect];

describe('what is refused', () => {
  const vendorUrl = ['--url', 'http://127.0.0.1:9'];
  test.each([
    ['neither of the two', []],
    ['both of them', ['--against', 'txty', '--self', ...vendorUrl, '--user', 'jane', '--key-stdin']],
    ['a vendor beside --self', ['--self', ...vendorUrl]],
    ['no such vendor', ['--against', 'gmail']],
    ['no URL', ['--against', 'txty', '--user', 'jane', '--key-stdin']],
    ['no credential', ['--against', 'txty', ...vendorUrl]],
    ["another vendor's credential", ['--against', 'filemail', ...vendorUrl, '--user', 'jane', '--key-stdin']],
    [
      'two credentials',
      ['--against', 'filemail', ...vendorUrl, '--username', 'jane', '--password-stdin', '--logintoken-stdin'],
    ],
    ['a limit that is none', ['--self', '--limit', '-1']],
  ])('%s is wrong usage', async (_, options) => {
    const { exitCode, stdout } = await run(['verify', '--account', account.userName, ...options], 'secret');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  test('an account that is not there', async () => {
    expect(await run(['verify', '--account', 'nobody', '--self'])).toMatchObject({ exitCode: 3, stdout: '' });
  });

  test('an account that is disabled', async () => {
    const own = await home.addAccount();
    await home.open.directory.updateAccount(own.id, { disabled: true });
    expect(await run(['verify', '--account', own.userName, '--self'])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        'The account is disabled, so its clients are shown nothing. Enable it with: diglot account enable NAME\n',
    });
  });
});

describe('a vendor who is not to be had', () => {
  test.each([
    ['txty', ['--user', 'jane', '--key-stdin'], 'view/groups/api.json: USER_NOT_FOUND'],
    ['filemail', ['--username', 'jane', '--password-stdin'], 'authentication/login: WrongUsernamePassword'],
    ['filemail', ['--logintoken-stdin'], 'contacts/group/get: InvalidOrExpiredLoginToken'],
  ])('refuses a wrong credential: %s %s', async (dialect, options, refusal) => {
    expect(await run([...against(dialect), '--url', home.url, ...options], 'secret')).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: `The vendor refuses /${refusal}.\n`,
    });
  });

  test('is told of by the type of what came, and by nothing secret', async () => {
    const hostile = await startHostileVendor();
    hostile.behave = (response) => {
      response.writeHead(403, { 'content-type': 'text/html; charset=utf-8' }).end('<p>go away, secret</p>');
    };
    const args = [...against('txty'), '--url', `${hostile.url}/api/4`, '--user', 'jane', '--key-stdin'];
    expect(await run(args, 'secret')).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: `The call to ${hostile.url}/api/4/view/groups/api.json was answered with HTTP 403 (text/html).\n`,
    });
    expect(hostile.calls.map(({ url, form }) => [url, form.get('key')])).toEqual([
      ['/api/4/view/groups/api.json', 'secret'],
    ]);
  });
});
