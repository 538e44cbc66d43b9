import { beforeAll, describe, expect, test } from 'vitest';
import { createSecret } from '../../domain/credential.ts';
import type { AccountDraft } from '../../domain/store.ts';
import { openTestStore, type TestStore } from './test-store.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openTestStore();
});

function draft(userName: string, email: string): AccountDraft {
  return { userName, email, passwordHash: null, region: 'DK', answers: null };
}

const add = (userName: string, email: string) => testStore.open.directory.addAccount(draft(userName, email));

const TAKEN = { name: 'DirectoryError', code: 'login-name-taken' };

describe('a login name', () => {
  test('belongs to one account, be it a user name or an e-mail address, in any case', async () => {
    await add('Åse Køb', 'Shop@Example.com');
    const clashes = [
      ['åse køb', 'other@example.com'],
      ['ÅSE KØB', 'other@example.com'],
      ['other', 'SHOP@example.COM'],
      ['shop@EXAMPLE.com', 'other@example.com'],
      ['other', 'ÅSE køb'],
      [' Åse Køb ', 'other@example.com'],
      ['åse køb'.normalize('NFD'), 'other@example.com'],
    ] as const;
    for (const [userName, email] of clashes)
      await expect(add(userName, email), `${userName} ${email}`).rejects.toMatchObject(TAKEN);
    expect((await testStore.open.directory.listAccounts()).map(({ userName }) => userName)).toEqual([
      'Åse Køb',
    ]);
    await add('other', 'other@example.com');
  });

  test('may be both the user name and the e-mail address of one account', async () => {
    const { id } = await add('Both@example.com', 'both@example.com');
    expect((await testStore.open.directory.findAccount('BOTH@EXAMPLE.COM'))?.id).toBe(id);
  });

  test('can not be taken by a change either, which then changes nothing', async () => {
    const { directory, store } = testStore.open;
    await add('first', 'first@example.com');
    const second = await add('second', 'second@example.com');
    for (const changes of [{ userName: 'FIRST@example.com' }, { email: 'First' }, { userName: 'First' }])
      await expect(directory.updateAccount(second.id, { region: 'SE', ...changes })).rejects.toMatchObject(
        TAKEN,
      );
    expect(await directory.findAccount('second')).toEqual(second);
    expect((await store.findLogin('SECOND@example.com'))?.accountId).toBe(second.id);
    expect((await store.findLogin('first'))?.accountId).not.toBe(second.id);
  });

  test('that an account gives up is free for another', async () => {
    const { directory, store } = testStore.open;
    const { id } = await add('old-name', 'name@example.com');
    await directory.updateAccount(id, { userName: 'new-name' });
    expect(await store.findLogin('old-name')).toBeUndefined();
    const another = await add('OLD-name', 'another@example.com');
    expect((await store.findLogin('old-name'))?.accountId).toBe(another.id);
    await directory.removeAccount(id);
    await add('new-name', 'name@example.com');
  });

  test('goes to exactly one of several accounts that ask for it at once', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => add(`racer-${index}`, 'race@example.com')),
    );
    const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(lost.length).toBe(7);
    for (const reason of lost) expect(reason).toMatchObject(TAKEN);
    const accounts = await testStore.open.directory.listAccounts();
    expect(accounts.filter(({ email }) => email === 'race@example.com').length).toBe(1);
  });
});

describe('a new password', () => {
  test('ends the tokens of its account at once, and no key and nothing of another account', async () => {
    const { directory, store } = testStore.open;
    const [own, other] = [await testStore.addCaller(), await testStore.addCaller()];
    const spare = createSecret();
    await store.addCredential(own.accountId, 'token', spare, null);
    await directory.setPassword(own.accountId, 'a hash');
    for (const secret of [own.token.secret, spare])
      await expect(store.identify({ kind: 'token', secret })).rejects.toMatchObject({
        code: 'credential-invalid',
      });
    expect((await store.identify(own.key)).account.id).toBe(own.accountId);
    expect((await store.identify(other.token)).account.id).toBe(other.accountId);
    expect(await directory.listCredentials(own.accountId, 'token')).toEqual([]);
    expect((await directory.listCredentials(own.accountId, 'key')).length).toBe(1);
  });
});

describe('the first account', () => {
  test('is added once, however many processes start at once', async () => {
    const empty = await openTestStore();
    const opened = await Promise.all([empty.openAgain(), empty.openAgain(), empty.openAgain()]);
    const added = await Promise.all(
      opened.map(({ directory }, index) =>
        directory.addFirstAccount(draft(`demo-${index}`, `demo-${index}@example.com`)),
      ),
    );
    expect(added.filter((account) => account !== undefined).length).toBe(1);
    expect((await empty.open.directory.listAccounts()).length).toBe(1);
    await Promise.all(opened.map((store) => store.close()));
  });
});
