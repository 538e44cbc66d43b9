import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { type Reply, readReply } from '../support/client.ts';
import { at, errorText, invalidText } from '../support/filemail-wire.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const UNREADABLE = errorText('InvalidParameter', 'The request could not be read');

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway();
});

beforeEach(async () => {
  account = await gateway.addAccount();
});

interface Part {
  /** The header lines of the part. */
  readonly head: string;
  readonly value: string;
  /** How the value is written into bytes. */
  readonly encoding?: BufferEncoding;
}

function encodeParts(parts: readonly Part[], boundary: string): Buffer {
  const pieces = parts.flatMap(({ head, value, encoding = 'utf8' }) => [
    Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`),
    Buffer.from(value, encoding),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

async function add(body: Buffer, contentType: string): Promise<Reply> {
  const url = `${gateway.url}/api/contacts/add?logintoken=${account.token}&email=jane@example.com`;
  return readReply(await fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body }));
}

function addNamed(name: Omit<Part, 'head'> & { readonly lines?: readonly string[] }): Promise<Reply> {
  const head = ['Content-Disposition: form-data; name="name"', ...(name.lines ?? [])].join('\r\n');
  return add(encodeParts([{ ...name, head }], 'XX'), 'multipart/form-data; boundary=XX');
}

describe('the value of a part', () => {
  test.each([
    ['is UTF-8 where the part names no charset', [], 'utf8'],
    ['is UTF-8 where the part says so', ['Content-Type: text/plain; charset=UTF-8'], 'utf8'],
    ['is UTF-8 where the part names only its type', ['Content-Type: text/plain'], 'utf8'],
    ['is of the charset that the part names', ['Content-Type: text/plain; charset=iso-8859-1'], 'latin1'],
    ['is of the charset named in quotes', ['content-type: text/plain; charset="ISO-8859-1"'], 'latin1'],
    ['is of the charset UTF-16', ['Content-Type: text/plain; charset=utf-16le'], 'utf16le'],
  ] as const)('%s', async (_, lines, encoding) => {
    const reply = await addNamed({ value: 'Jørgen Ærø', lines, encoding });
    expect(at(reply, 'contact', 'name')).toBe('Jørgen Ærø');
  });

  test.each([
    ['its bytes are not UTF-8', [], 'latin1'],
    ['its bytes are not of the charset named', ['Content-Type: text/plain; charset=utf-8'], 'latin1'],
    ['its charset is unknown', ['Content-Type: text/plain; charset=klingon'], 'utf8'],
  ] as const)('is refused where %s', async (_, lines, encoding) => {
    const reply = await addNamed({ value: 'Jørgen', lines, encoding });
    expect([reply.status, reply.text]).toEqual([200, invalidText('name')]);
  });

  test('may hold line ends, and what looks like the boundary of another body', async () => {
    const value = '\r\nJane\r\n\r\n--YY\r\n--Doe--\n';
    expect(at(await addNamed({ value }), 'contact', 'name')).toBe(value);
  });

  test('may not be a file', async () => {
    const body = new FormData();
    body.append('name', new Blob(['Jane']), 'name.txt');
    const url = `${gateway.url}/api/contacts/add?logintoken=${account.token}&email=jane@example.com`;
    const reply = await readReply(await fetch(url, { method: 'POST', body }));
    expect([reply.status, reply.text]).toEqual([200, invalidText('name')]);
  });
});

const JANE = encodeParts([{ head: 'content-disposition: form-data; name=name', value: 'Jane' }], 'X Y');

test.each([
  ['a boundary in quotes', 'multipart/form-data; boundary="X Y"', JANE],
  ['a type in capitals', 'MULTIPART/FORM-DATA; BOUNDARY="X Y"', JANE],
  ['text around its parts', 'multipart/form-data; boundary="X Y"', Buffer.from(`intro\r\n${JANE}outro\r\n`)],
])('a body with %s is read', async (_, contentType, body) => {
  expect(at(await add(body, contentType), 'contact', 'name')).toBe('Jane');
});

test.each([
  ['whose type names no boundary', 'multipart/form-data', JANE],
  ['of another boundary', 'multipart/form-data; boundary=ZZ', JANE],
  ['that is cut', 'multipart/form-data; boundary="X Y"', JANE.subarray(0, -8)],
  [
    'with a part of no name',
    'multipart/form-data; boundary=Z',
    Buffer.from('--Z\r\nX: y\r\n\r\nJane\r\n--Z--\r\n'),
  ],
])('a body %s is unreadable', async (_, contentType, body) => {
  const reply = await add(body, contentType);
  expect([reply.status, reply.text]).toEqual([400, UNREADABLE]);
});
