import { beforeEach, describe, expect, test } from 'vitest';
import type { ContactDraft } from '../../domain/contact.ts';
import { useStore } from './use-store.ts';

const cli = useStore();
let jane: number;

const NOTHING = {
  ...{ email: null, phone: null, street: null, zipcode: null, birthdaySeconds: null, sex: null },
} as const;
const LAST_USED = new Date('2026-11-20T10:00:00Z');

beforeEach(async () => {
  jane = (await cli.add('jane')).id;
  const other = await cli.open.directory.findAccount('other');
  await called(other?.id ?? 0, 'txty', 'view.user', 'other-client', 7);
  await addContacts(other?.id ?? 0, [{ name: 'Other', zipcode: '0999' }]);
});

async function called(accountId: number, dialect: string, operation: string, client: string, calls: number) {
  const day = LAST_USED.toISOString().slice(0, 10);
  const count = { accountId, day, dialect, operation, client, calls, lastUsedAt: LAST_USED };
  await cli.open.usage.addUsage([{ ...count, refusals: 1, undeclared: 2 }]);
}

async function addContacts(accountId: number, drafts: readonly (Partial<ContactDraft> & { name: string })[]) {
  const secret = `token-of-${accountId}`;
  await cli.open.store.addCredential(accountId, 'token', secret, null);
  for (const draft of drafts)
    await cli.open.store.createContact({ kind: 'token', secret }, { ...NOTHING, ...draft });
}

const withPassword = () => cli.open.directory.setPassword(jane, 'a hash');

const readiness = (...args: readonly string[]) => cli.runQuickly(['readiness', 'Jane', ...args]);

describe('an account whose clients lack something in the other dialect', () => {
  test('is not ready, and is told what is lacking, what would be lost and what does not matter', async () => {
    await called(jane, 'txty', 'contact.create', 'shop/1.0', 5);
    await called(jane, 'txty', 'contact.create', 'phone/2', 3);
    await called(jane, 'txty', 'view.contacts', 'shop/1.0', 2);
    await called(jane, 'filemail', 'contacts.get', 'mail/1', 4);
    await addContacts(jane, [
      { name: 'Jane Doe', email: 'jane@example.com', street: 'Street 1' },
      { name: 'John Doe', phone: { dialcode: 45, msisdn: 4512345678 } },
    ]);
    const { exitCode, stdout, stderr } = await readiness('--to', 'filemail');
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: 'jane is not ready for filemail.\n' });
    expect(stdout.split('\n')).toEqual([
      'jane is not ready for filemail.',
      '',
      'Contacts: 2. Calls of filemail: 4.',
      'Calls of other dialects:',
      '',
      'DIALECT  OPERATION       CALLS  REFUSED  UNKNOWN  CLIENTS  LAST USED             BECOMES',
      'txty     contact.create  8      2        4        2        2026-11-20T10:00:00Z  contacts.add',
      'txty     view.contacts   2      1        2        1        2026-11-20T10:00:00Z  contacts.get',
      '',
      'What is lacking:',
      '  The account has no password to log in with: diglot account password sets one.',
      '  contact.create: email: demanded by filemail, and 1 of 2 contacts has none.',
      '',
      'What would be lost:',
      '  contact.create, view.contacts: msisdn, dialcode, number: not shown by filemail, and 1 of 2 contacts has one.',
      '  contact.create: controluser: unknown to filemail.',
      '  contact.create, view.contacts: street: unknown to filemail, and 1 of 2 contacts has one.',
      '',
      'What does not matter for this address book:',
      '  contact.create, view.contacts: zipcode: unknown to filemail, and no contact has one.',
      '  contact.create, view.contacts: birthday: unknown to filemail, and no contact has one.',
      '  contact.create, view.contacts: sex: unknown to filemail, and no contact has one.',
      '',
    ]);
  });

  test('is not ready where a call has nothing like it', async () => {
    await withPassword();
    await called(jane, 'txty', 'view.user', 'shop/1.0', 1);
    const { exitCode, stdout } = await readiness('--to', 'filemail', '--json');
    expect({ exitCode, printed: JSON.parse(stdout) }).toEqual({
      exitCode: 3,
      printed: {
        ...{ account: 'jane', to: 'filemail', since: null, verdict: 'not ready', contacts: 0, callsThere: 0 },
        operations: [
          {
            ...{ dialect: 'txty', operation: 'view.user', calls: 1, refusals: 1, undeclared: 2 },
            ...{ clients: ['shop/1.0'], lastUsedAt: LAST_USED.toISOString(), becomes: null, how: '' },
          },
        ],
        findings: [{ weight: 'lacking', operations: ['view.user'], text: 'filemail has no call like it.' }],
      },
    });
  });

  test('is not ready for a dialect that is off', async () => {
    await withPassword();
    await cli.open.directory.setDialectAccess(jane, 'filemail', { state: 'off' });
    const { exitCode, stdout } = await readiness('--to', 'filemail');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('What is lacking:\n  filemail is off for this account.\n');
  });
});

describe('an account whose clients can be moved', () => {
  test('is ready with losses where a phone is no number', async () => {
    await cli.open.store.addCredential(jane, 'key', 'key-of-jane', null);
    await called(jane, 'filemail', 'contacts.add', 'mail/1', 1);
    await addContacts(jane, [{ name: 'Jane Doe', phone: { text: 'ask at the desk' } }]);
    const { exitCode, stdout, stderr } = await readiness('--to', 'txty');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^jane is ready with losses for txty\.\n/);
    expect(stdout).toContain(
      'What would be lost:\n  contacts.add: msisdn: refuses what is no possible number, and 1 of 1 contacts has such.\n',
    );
  });

  test('is ready where nothing is lost, by the calls since a day', async () => {
    await withPassword();
    await called(jane, 'txty', 'view.user', 'shop/1.0', 1);
    await called(jane, 'filemail', 'contacts.add', 'mail/1', 1);
    const outcome = await readiness('--to', 'filemail', '--since', '2026-11-21');
    expect(outcome).toEqual({
      exitCode: 0,
      stdout: [
        'jane is ready for filemail.',
        '',
        'Contacts: 0. Calls of filemail since 2026-11-21: 0.',
        'No call of another dialect was counted since 2026-11-21: nothing is known of what its clients need.',
        '',
      ].join('\n'),
      stderr: '',
    });
    const there = await readiness('--to', 'txty', '--since', '2026-11-20');
    expect(there).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^jane is ready for txty\.\n/),
    });
  });
});

describe('what can’t be judged is refused:', () => {
  test.each([
    [['--to', 'toy'], 2, 'There is no dialect "toy": write filemail or txty.\n'],
    [['--to', 'txty', '--since', 'yesterday'], 2, expect.stringContaining('A day is such as 2027-01-31.')],
    [[], 2, expect.stringContaining("required option '--to <dialect>' not specified")],
  ])('%j', async (args, exitCode, stderr) => {
    expect(await readiness(...args)).toEqual({ exitCode, stdout: '', stderr });
  });

  test('an account that is not there, or is disabled', async () => {
    await cli.open.directory.updateAccount(jane, { disabled: true });
    expect(await readiness('--to', 'txty')).toEqual({
      ...{ exitCode: 3, stdout: '' },
      stderr: 'The account "jane" is disabled. Unlock it with: diglot account enable NAME\n',
    });
    expect(await cli.runQuickly(['readiness', 'nobody', '--to', 'txty'])).toMatchObject({
      exitCode: 3,
      stdout: '',
    });
  });
});
