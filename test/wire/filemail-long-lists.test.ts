import { beforeAll, describe, expect, test } from 'vitest';
import { createClient, parseDatabaseUrl } from '../../db/client.ts';
import { PAGE_SIZE } from '../../domain/pages.ts';
import type { TestAccount } from '../support/account.ts';
import { errorText, sendRaw } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const CONTACT_BYTES = 90;
const LARGEST_FOR_OLD_CLIENTS = 1.5 * PAGE_SIZE * CONTACT_BYTES;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ limits: { http10MaxBytes: LARGEST_FOR_OLD_CLIENTS } });
});

/** An account with so many contacts and groups, and their numbers. */
async function addLongBook(size: number): Promise<{ account: TestAccount; ids: readonly number[] }> {
  const account = await gateway.addAccount();
  const settings = parseDatabaseUrl(gateway.databaseUrl);
  const client = createClient(settings, { connections: 1, statementTimeoutSeconds: 30 });
  await client`
    insert into contact_group (account_id, id, text_id, name)
    select ${account.id}, n, lpad(to_hex(n), 32, '0'), 'Group ' || n from generate_series(1, ${size}) as n`;
  const rows = await client`
    insert into contact (account_id, id, text_id, name, email)
    select ${account.id}, n, n::text, 'Contact æ' || n, 'c' || n || '@example.com'
    from (select nextval('contact_numbers') as n from generate_series(1, ${size})) as numbers
    returning id`;
  await client.end();
  return { account, ids: rows.map(({ id }) => Number(id)).sort((a, b) => a - b) };
}

function contactsText(ids: readonly number[]): string {
  const contacts = ids.map((id) => ({
    contactid: String(id),
    name: `Contact æ${id}`,
    email: `c${id}@example.com`,
    groups: [],
  }));
  return JSON.stringify({ contacts, responsestatus: 'OK' });
}

function askAsOldClient({ token }: TestAccount) {
  const request = `GET /api/contacts/get?logintoken=${token} HTTP/1.0\r\n\r\n`;
  return sendRaw(gateway.port, Buffer.from(request));
}

describe.each([PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1])('a list of %d', (size) => {
  test('is sent whole and in order, in every format', async () => {
    const { account, ids } = await addLongBook(size);
    const text = contactsText(ids);
    expect((await account.filemail('contacts/get')).text).toBe(text);
    expect((await account.filemail('contacts/get', { callback: 'f' })).text).toBe(`/**/f(${text});`);
    const xml = (await account.filemail('contacts/get', { format: 'xml' })).text;
    expect([...xml.matchAll(/<contact><contactid>(\d+)</g)].map(([, id]) => Number(id))).toEqual(ids);
    expect(xml).toMatch(/<\/contact><\/contacts><responsestatus>OK<\/responsestatus><\/response>$/);
    const groups = Array.from({ length: size }, (_, index) => ({
      contactgroupid: (index + 1).toString(16).padStart(32, '0'),
      contactgroupname: `Group ${index + 1}`,
    }));
    expect((await account.filemail('contacts/group/get')).text).toBe(
      JSON.stringify({ status: 'OK', responsestatus: 'OK', groups }),
    );
  });

  test('is sent whole to a client of HTTP/1.0, with its length told beforehand', async () => {
    const { account, ids } = await addLongBook(size);
    const { status, head, text } = await askAsOldClient(account);
    expect([status, text]).toEqual([200, contactsText(ids)]);
    const headers = head.toLowerCase().split('\r\n');
    expect(headers).toContain(`content-length: ${Buffer.byteLength(text)}`);
    expect(headers.filter((line) => line.startsWith('transfer-encoding'))).toEqual([]);
  });
});

test('a list too long to be sent to a client of HTTP/1.0 is refused, and to HTTP/1.1 it is not', async () => {
  const { account, ids } = await addLongBook(2 * PAGE_SIZE);
  const { status, head, text } = await askAsOldClient(account);
  const message = 'The service is interrupted, try again later';
  expect([status, text]).toEqual([503, errorText('ServiceInterruption', message)]);
  expect(head).toMatch(/\r\nretry-after: [1-9]\d*(\r\n|$)/i);
  expect((await account.filemail('contacts/get')).text).toBe(contactsText(ids));
});
