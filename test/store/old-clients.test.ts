import { connect as openSocket } from 'node:net';
import { beforeAll, expect, test, vi } from 'vitest';
import { PAGE_SIZE } from '../../domain/pages.ts';
import type { TestAccount } from '../support/account.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { openRaw } from '../support/raw-socket.ts';
import { toXml } from '../support/to-xml.ts';
import { fillBook } from './big-book.ts';
import { connect } from './test-store.ts';

const COUNT = 5 * PAGE_SIZE + 7;
const HTTP10_MAX_BYTES = 100_000;

let gateway: TestGateway;
let strict: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  strict = await startTestGateway({ limits: { http10MaxBytes: HTTP10_MAX_BYTES } });
});

async function addFullAccount({ addAccount, databaseUrl }: TestGateway): Promise<TestAccount> {
  const account = await addAccount();
  const sql = connect(databaseUrl);
  await fillBook(sql, account.id, { contacts: COUNT, groups: [[0, COUNT]] });
  await sql.end();
  return account;
}

interface OldReply {
  readonly statusLine: string;
  /** The header lines in lower case. */
  readonly headers: readonly string[];
  readonly text: string;
}

/** Sends a request of HTTP/1.0 and reads until the server closes. */
function askOldWay({ port }: TestGateway, target: string): Promise<OldReply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = openSocket(port, '127.0.0.1', () => socket.write(`GET ${target} HTTP/1.0\r\n\r\n`));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('error', reject);
    socket.once('close', () => {
      const [head = '', ...rest] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n');
      const [statusLine = '', ...headers] = head.toLowerCase().split('\r\n');
      resolve({ statusLine, headers, text: rest.join('\r\n\r\n') });
    });
  });
}

function valuesOf({ headers }: OldReply, name: string): readonly string[] {
  return headers.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
}

function targetsOf({ token, userName, key }: TestAccount) {
  const user = `user=${userName}&key=${key}`;
  return {
    filemail: `/api/contacts/get?logintoken=${token}`,
    filemailXml: `/api/contacts/get?logintoken=${token}&format=xml`,
    filemailJsonp: `/api/contacts/get?logintoken=${token}&callback=f`,
    txty: `/view/contacts/api.json?${user}`,
    txtyXml: `/api/4/view/groups/api.xml?${user}`,
  };
}

test('a client of HTTP/1.0 gets a long list whole, with one length told beforehand and not in chunks', async () => {
  const account = await addFullAccount(gateway);
  for (const target of Object.values(targetsOf(account))) {
    const reply = await askOldWay(gateway, target);
    expect(reply.statusLine).toMatch(/^http\/1\.[01] 200 /);
    expect(valuesOf(reply, 'content-length')).toEqual([String(Buffer.byteLength(reply.text))]);
    expect(valuesOf(reply, 'transfer-encoding')).toEqual([]);
    const modern = await fetch(`${gateway.url}${target}`);
    expect(modern.headers.get('transfer-encoding')).toBe('chunked');
    expect(reply.text === (await modern.text()), target).toBe(true);
  }
});

const FILEMAIL_REFUSAL = {
  responsestatus: 'ServiceInterruption',
  errorcode: 1009,
  errormessage: 'The service is interrupted, try again later',
};
const TXTY_REFUSAL = { status: 'error', error: 'SERVICE_UNAVAILABLE' };

test('a list too long for a client of HTTP/1.0 is refused in the envelope, and for others is not', async () => {
  const targets = targetsOf(await addFullAccount(strict));
  const refusals = {
    filemail: JSON.stringify(FILEMAIL_REFUSAL),
    filemailXml: toXml(FILEMAIL_REFUSAL),
    filemailJsonp: `/**/f(${JSON.stringify(FILEMAIL_REFUSAL)});`,
    txty: JSON.stringify(TXTY_REFUSAL),
    txtyXml: toXml(TXTY_REFUSAL),
  };
  for (const [name, target] of Object.entries(targets)) {
    const reply = await askOldWay(strict, target);
    expect(reply.text).toBe(Object(refusals)[name]);
    expect(reply.statusLine).toMatch(/^http\/1\.[01] 503 /);
    expect(valuesOf(reply, 'content-length')).toEqual([String(Buffer.byteLength(reply.text))]);
    expect(valuesOf(reply, 'retry-after')).toEqual([expect.stringMatching(/^[1-9]\d*$/)]);
    const modern = await fetch(`${strict.url}${target}`);
    expect(modern.status).toBe(200);
    expect(Buffer.byteLength(await modern.text())).toBeGreaterThan(HTTP10_MAX_BYTES);
  }
});

test('lists hold their part of the limit until they are sent, and give it back when their client goes away', async () => {
  const account = await strict.addAccount();
  const name = 'x'.repeat(250);
  for (let sent = 0; sent < 200; sent += 1) await account.filemail('contacts/group/add', { name });
  const target = `/api/contacts/group/get?logintoken=${account.token}`;
  for (let round = 0; round < 5; round += 1) {
    const staying = await openRaw(strict.port);
    staying.write(`GET ${target} HTTP/1.0\r\n\r\n`);
    await staying.readReply();
    const leaving = await openRaw(strict.port);
    leaving.write(`GET ${target} HTTP/1.0\r\n\r\n`);
    leaving.destroy();
    staying.destroy();
  }
  await vi.waitFor(async () => expect((await askOldWay(strict, target)).statusLine).toMatch(/ 200 /));
});

test('a list of a single page is held against the limit too', async () => {
  const account = await strict.addAccount();
  const name = '王'.repeat(250);
  for (let sent = 0; sent < 150; sent += 1) await account.filemail('contacts/group/add', { name });
  const target = `/api/contacts/group/get?logintoken=${account.token}`;
  const reply = await askOldWay(strict, target);
  expect(reply.statusLine).toMatch(/^http\/1\.[01] 503 /);
  expect(JSON.parse(reply.text)).toMatchObject({ responsestatus: 'ServiceInterruption', errorcode: 1009 });
});
