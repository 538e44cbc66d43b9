import { beforeAll, describe, expect, test } from 'vitest';
import { type PublishedExample, publishedExamples, SOURCE } from '../fixtures/txty-page.ts';
import type { TestAccount } from '../support/account.ts';
import type { Reply } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addContact, addGroup } from '../support/txty-wire.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  const other = await gateway.addAccount();
  await addContact(other, { fullname: 'Somebody Else' });
  await addGroup(other);
});

/** Calls as an example of the page does, with ids that exist in this account where it names existing ones. */
async function replay(account: TestAccount, { path, parameters }: PublishedExample): Promise<Reply> {
  const ids: Record<string, string> = {};
  if (path !== 'contact/create') ids.contact = `${await addContact(account, { msisdn: '4512345678' })}`;
  if ('group' in parameters) ids.group = `${await addGroup(account)}`;
  const sent = Object.entries(parameters).map(([key, value]) => [key, ids[key] ?? value]);
  return account.txty(path, Object.fromEntries(sent));
}

/** The keys of a value in their order, with the types of what they hold. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return { list: value.map(shapeOf) };
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.entries(value).map(([key, member]) => [key, shapeOf(member)]);
}

/** The text of an answer without the ids, which differ from the page's. */
function withoutIds(body: unknown): string {
  const isId = (key: string, value: unknown) =>
    key.startsWith('control') || (typeof value === 'string' && /^\d+$/.test(value));
  return JSON.stringify(body, (key, value) => (isId(key, value) ? 'id' : value));
}

describe.each(publishedExamples)(`${SOURCE}, $title`, (example) => {
  test('is answered with exactly the keys of the page, in its order, of its types', async () => {
    const reply = await replay(await gateway.addAccount(), example);
    expect(reply.status).toBe(200);
    expect(shapeOf(reply.json)).toEqual(shapeOf(example.body));
  });

  test('is answered word for word, but for the ids', async () => {
    const reply = await replay(await gateway.addAccount(), example);
    expect(withoutIds(reply.json)).toBe(withoutIds(example.body));
  });
});
