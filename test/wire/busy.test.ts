import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connect } from '../store/test-store.ts';
import type { TestAccount } from '../support/account.ts';
import { atEndOfFile } from '../support/end-of-file.ts';
import { errorText as filemailError } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { lockContacts } from '../support/lock-contacts.ts';
import { sendRaw } from '../support/raw-socket.ts';
import { errorText as txtyError } from '../support/txty-wire.ts';

const BUSY = filemailError('ServiceInterruption', 'The service is busy, try again later');
const UNAVAILABLE = txtyError('SERVICE_UNAVAILABLE');

let gateway: TestGateway;
let account: TestAccount;
let unlock: () => Promise<void>;
let waiting: Promise<unknown>;

beforeAll(async () => {
  gateway = await startTestGateway({ store: { maxQueue: 1 } });
  account = await gateway.addAccount();
  const sql = connect(gateway.databaseUrl);
  atEndOfFile(() => sql.end());
  unlock = await lockContacts(sql);
  waiting = account.txty('view/contacts');
  await vi.waitFor(() => expect(gateway.open.isFull()).toBe(true));
});

afterAll(async () => {
  await unlock();
  await waiting;
});

test.each([
  ['/api/contacts/get', 'application/json; charset=utf-8', BUSY],
  ['/API/Contacts/Get/?apikey=1', 'application/json; charset=utf-8', BUSY],
  ['/api/contacts/get?callback=go.on', 'application/javascript; charset=utf-8', `/**/go.on(${BUSY});`],
  ['/view/contacts/api.json', 'application/json; charset=utf-8', UNAVAILABLE],
  ['/api/4/get/dialcodes/api.json', 'application/json; charset=utf-8', UNAVAILABLE],
])('%s is refused at once in its own words and format', async (path, contentType, text) => {
  const reply = await sendRaw(gateway.port, `GET ${path} HTTP/1.1\r\n\r\n`);
  const { headers } = reply;
  expect({ status: reply.status, text: reply.text }).toEqual({ status: 503, text });
  expect(headers.get('content-type')).toBe(contentType);
  expect(headers.get('retry-after')).toBe('2');
  expect(headers.get('cache-control')).toBe('no-store');
  const line = gateway.log.find(({ requestId }) => requestId === headers.get('x-request-id'));
  expect(line).toMatchObject({ status: 503, reason: 'overloaded', operation: expect.any(String) });
});

test('a refusal in XML is XML, and a body that nobody read does not stand in the way of the next call', async () => {
  const body = 'logintoken=x&format=xml';
  const request = `POST /view/contacts/api.xml HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const { status, text } = await sendRaw(gateway.port, request);
  expect({ status, text }).toEqual({
    status: 503,
    text: '<?xml version="1.0" encoding="utf-8"?>\n<response><status>error</status><error>SERVICE_UNAVAILABLE</error></response>',
  });
});

test.each([
  ['/livez', 200],
  ['/openapi/txty.json', 200],
  ['/api/nothing', 404],
])('%s is no call, and answers as ever', async (path, status) => {
  expect((await fetch(`${gateway.url}${path}`)).status).toBe(status);
});
