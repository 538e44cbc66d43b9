import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  addByFilemail,
  type BothIds,
  createGroupByTxty,
  filemailContacts,
  filemailGroups,
  txtyContacts,
  txtyGroups,
} from './both-dialects.ts';
import { filemailCommands } from './filemail-commands.ts';
import { asFilemail, asTxty, asTxtyGroup, emptyBook, type ModelBook, NO_FIELDS } from './model.ts';
import { txtyContactCommands } from './txty-contact-commands.ts';
import { txtyGroupCommands } from './txty-group-commands.ts';

const RUNS = 40;
const COMMANDS = 40;
// A slow machine makes fewer runs; a run that has begun is finished.
const TIME_LIMIT_MS = 4_000;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

/** Both dialects' lists of the whole book, as they are. */
async function listsOf(account: TestAccount) {
  return {
    filemail: { contacts: await filemailContacts(account), groups: await filemailGroups(account) },
    txty: { contacts: await txtyContacts(account), groups: await txtyGroups(account) },
  };
}

/** Both dialects' lists of the whole book, as the model has them. */
function listsOfModel(book: ModelBook): Awaited<ReturnType<typeof listsOf>> {
  return {
    filemail: {
      contacts: book.contacts.map((contact) => asFilemail(book, contact)),
      groups: book.groups.map(({ ids, name }) => ({ contactgroupid: ids.text, contactgroupname: name })),
    },
    txty: {
      contacts: book.contacts.map((contact) => asTxty(book, contact)),
      groups: book.groups.map((group) => asTxtyGroup(book, group)),
    },
  };
}

/** A book of two contacts and two groups: most commands need some to be telling. */
async function beginBook(account: TestAccount): Promise<ModelBook> {
  const { store } = gateway.open;
  const caller = { kind: 'token', secret: account.token } as const;
  const unknown = { email: null, phone: null, street: null, zipcode: null, birthdaySeconds: null, sex: null };
  const book = emptyBook();
  for (const name of ['Anna', 'Bo']) {
    const { id, textId } = (await store.createContact(caller, { ...unknown, name })).value;
    book.contacts = [...book.contacts, { ids: { number: id, text: textId }, fields: { ...NO_FIELDS, name } }];
  }
  for (const name of ['Team', 'Club']) {
    const { id, textId } = (await store.createGroup(caller, name)).value;
    book.groups = [...book.groups, { ids: { number: id, text: textId }, name }];
  }
  return book;
}

async function fillOther(other: TestAccount): Promise<{ contact: BothIds; group: BothIds }> {
  const contact = await addByFilemail(other, { name: 'Dorte', email: 'dorte@example.com', mobile: 'none' });
  const group = await createGroupByTxty(other, 'Choir');
  await other.txty('contact/addgroup', { contact: String(contact.number), group: String(group.number) });
  return { contact, group };
}

test('whatever is done through both dialects, each shows the address book that a plain model holds', async () => {
  const other = await gateway.addAccount();
  const { contact: foreignContact, group: foreignGroup } = await fillOther(other);
  const othersLists = await listsOf(other);
  const commands = fc.commands([...filemailCommands, ...txtyContactCommands, ...txtyGroupCommands], {
    maxCommands: COMMANDS,
    size: 'max',
  });
  const deadline = performance.now() + TIME_LIMIT_MS;
  const property = fc.asyncProperty(commands, async (chosen) => {
    if (performance.now() > deadline) return;
    const account = await gateway.addAccount();
    const book = await beginBook(account);
    const world = { account, foreignContact, foreignGroup };
    await fc.asyncModelRun(() => ({ model: book, real: world }), chosen);
    expect(await listsOf(account)).toEqual(listsOfModel(book));
    expect(await listsOf(other)).toEqual(othersLists);
  });
  await fc.assert(property, { numRuns: RUNS });
});
