import { beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addScene } from '../support/sample-call.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

const DRAFT = {
  ...{ name: 'Jane Doe', email: null, phone: null, street: null, zipcode: null },
  ...{ birthdaySeconds: null, sex: null },
};

describe('a rehearsal', () => {
  test('sees what it does, and leaves nothing of it', async () => {
    const scene = await addScene(gateway);
    const before = await gateway.open.rehearse(scene.accountId, (store, caller) =>
      store.listContacts(caller, 0),
    );
    const within = await gateway.open.rehearse(scene.accountId, async (store, caller) => {
      await store.deleteContact(caller, scene.contact);
      const { value } = await store.createContact(caller, DRAFT);
      const { value: contacts } = await store.listContacts(caller, 0);
      await store.revokeOwnCredential(caller);
      return { created: value.id, ids: contacts.map(({ id }) => id) };
    });
    expect(within.ids).toEqual([within.created]);
    const caller = { kind: 'token', secret: scene.token } as const;
    expect(await gateway.open.store.listContacts(caller, 0)).toEqual(before);
    const { directory } = gateway.open;
    expect(await directory.listCredentials(scene.accountId, 'token')).toHaveLength(1);
    expect(await directory.listCredentials(scene.accountId, 'key')).toHaveLength(2);
  });

  test('is of one account alone', async () => {
    const [own, other] = [await addScene(gateway), await addScene(gateway)];
    const found = await gateway.open.rehearse(own.accountId, async (store, caller) => {
      const deleted = (await store.deleteContact(caller, other.contact)).value;
      return { deleted, account: (await store.findOwnAccount(caller)).value.userName };
    });
    expect(found).toEqual({ deleted: false, account: own.userName });
  });

  test('ends with what its work ends with, and is undone all the same', async () => {
    const scene = await addScene(gateway);
    const fault = new Error('of the work');
    const work = gateway.open.rehearse(scene.accountId, async (store, caller) => {
      await store.deleteContact(caller, scene.contact);
      throw fault;
    });
    await expect(work).rejects.toBe(fault);
    const caller = { kind: 'token', secret: scene.token } as const;
    expect((await gateway.open.store.listContacts(caller, 0)).value).toHaveLength(1);
  });
});
