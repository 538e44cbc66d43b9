import { beforeAll, describe, expect, test } from 'vitest';
import { type PublishedExample, publishedExamples, SOURCE } from '../fixtures/filemail-page.ts';
import type { TestAccount } from '../support/account.ts';
import { addContact, addGroup } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  await fill(await gateway.addAccount(), 'contacts/get');
});

/** What published clients read where the page says otherwise. */
const READ_BY_CLIENTS: Readonly<Record<string, string>> = {
  Contacts: 'contacts',
  Groups: 'groups',
  status: 'responsestatus',
};

/** The keys of a value in their order, with the types of what they hold. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return { list: value.map(shapeOf) };
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, member]) => [key, shapeOf(member)]);
}

/** The page's answer with each key doubled that clients read by another name. */
function inBothSpellings(body: PublishedExample['body']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) => {
      const twin = READ_BY_CLIENTS[key];
      return twin === undefined
        ? [[key, value]]
        : [
            [key, value],
            [twin, value],
          ];
    }),
  );
}

/** Calls as an example of the page does, with ids that exist in this account where it names existing ones. */
async function replay(account: TestAccount, example: PublishedExample): Promise<unknown> {
  const { path, parameters, body } = example;
  const found = body.errormessage === undefined;
  const ids = found && example !== publishedExamples.noContacts ? await fill(account, path) : {};
  const sent = Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, ids[key] ?? value]));
  return (await account.filemail(path, sent)).json;
}

/** One contact in one group, and the ids by the names that the page's request for `path` gives them. */
async function fill(account: TestAccount, path: string): Promise<Readonly<Record<string, string>>> {
  const contactid = await addContact(account, 'John Doe');
  const contactgroupid = await addGroup(account, 'Business Contacts');
  await account.filemail('contacts/addtogroup', { contactid, contactgroupid });
  return path.startsWith('contacts/group/')
    ? { contactid: contactgroupid, contactgroupid }
    : { contactid, contactgroupid };
}

describe.each(Object.values<PublishedExample>(publishedExamples))(`${SOURCE}, $title`, (example) => {
  test('has exactly the keys of the page in its order, for an account set to documented answers', async () => {
    const account = await gateway.addAccount({ answers: 'documented' });
    expect(shapeOf(await replay(account, example))).toEqual(shapeOf(example.body));
  });

  test('has the keys that clients read beside those of the page, by default', async () => {
    const account = await gateway.addAccount();
    expect(shapeOf(await replay(account, example))).toEqual(shapeOf(inBothSpellings(example.body)));
  });
});

const refusals = Object.values<PublishedExample>(publishedExamples).filter(
  ({ body }) => body.errorcode !== undefined,
);

test.each(refusals)(`${SOURCE}, $title: is answered word for word`, async (example) => {
  const account = await gateway.addAccount();
  const { path, parameters, body } = example;
  expect((await account.filemail(path, parameters)).text).toBe(JSON.stringify(body));
});
