import { beforeAll, expect, test } from 'vitest';
import type { OpenStore } from '../../db/connect.ts';
import type { Credential } from '../../domain/credential.ts';
import { atEndOfFile } from '../support/end-of-file.ts';
import { draftOf, openTestStore, type TestStore } from './test-store.ts';

const LIMIT = 3;
const RAISED_LIMIT = 5;
const FULL = { code: 'contacts-full' };

let testStore: TestStore;
let limited: OpenStore;
let raised: OpenStore;

beforeAll(async () => {
  testStore = await openTestStore();
  limited = await testStore.openAgain({ maxContacts: LIMIT });
  raised = await testStore.openAgain({ maxContacts: RAISED_LIMIT });
  atEndOfFile(async () => {
    await limited.close();
    await raised.close();
  });
});

const create = ({ store }: OpenStore, caller: Credential) => store.createContact(caller, draftOf('Anna'));

async function fill(open: OpenStore, caller: Credential, from: number, to: number): Promise<void> {
  for (let count = from; count < to; count += 1) await create(open, caller);
  await expect(create(open, caller)).rejects.toMatchObject(FULL);
}

test('a limit that is raised lets full accounts have more from the next upkeep on, and no more than it says', async () => {
  const { token, accountId } = await testStore.addCaller();
  await fill(limited, token, 0, LIMIT);
  await expect(create(raised, token)).rejects.toMatchObject(FULL);
  await limited.directory.reopenFull();
  await expect(create(raised, token)).rejects.toMatchObject(FULL);
  await raised.directory.reopenFull();
  await fill(raised, token, LIMIT, RAISED_LIMIT);
  await raised.directory.reopenFull();
  await expect(create(raised, token)).rejects.toMatchObject(FULL);
  const rows = await testStore.sql`select from contact where account_id = ${accountId}`;
  expect(rows.length).toBe(RAISED_LIMIT);
});

test('an account whose contacts were removed by other ways has room from the next upkeep on', async () => {
  const { token, accountId } = await testStore.addCaller();
  await fill(limited, token, 0, LIMIT);
  await testStore.sql`delete from contact where account_id = ${accountId}`;
  await expect(create(limited, token)).rejects.toMatchObject(FULL);
  await limited.directory.reopenFull();
  await fill(limited, token, 0, LIMIT);
});

test('the upkeep leaves accounts as they are that are full, or never were', async () => {
  const [full, roomy] = [await testStore.addCaller(), await testStore.addCaller()];
  await fill(limited, full.token, 0, LIMIT);
  await create(limited, roomy.token);
  await limited.directory.reopenFull();
  await expect(create(limited, full.token)).rejects.toMatchObject(FULL);
  await fill(limited, roomy.token, 1, LIMIT);
});
