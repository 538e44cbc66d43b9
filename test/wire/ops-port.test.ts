import { beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/account.ts';
import { callUrl } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { sendRaw } from '../support/raw-socket.ts';

let gateway: TestGateway;
let account: TestAccount;

beforeAll(async () => {
  gateway = await startTestGateway({ ops: true });
  account = await gateway.addAccount();
});

describe('nothing that a client sent', () => {
  test('stands in any name, label or value', async () => {
    const sent = 'zzqx';
    const odd = { [sent]: sent, name: sent, email: `${sent}@example.com`, fullname: sent, logintoken: sent };
    const calls = [
      callUrl(`${gateway.url}/${sent}`, odd),
      callUrl(`${gateway.url}/api/${sent}?${sent}`, odd),
      callUrl(`${gateway.url}/api/contacts/add`, odd, { headers: { 'user-agent': sent, cookie: sent } }),
      callUrl(
        `${gateway.url}/contact/create/api.json`,
        { ...odd, user: sent, key: sent },
        { method: 'POST' },
      ),
      callUrl(`${gateway.url}/user/newapikey/login.json`, { user: sent, pass: sent, description: sent }),
      account.filemail('contacts/add', { name: sent, email: `${sent}@example.com`, apikey: sent }),
      account.txty('contact/create', { fullname: sent, msisdn: sent }),
      sendRaw(gateway.port, `${sent.toUpperCase()} /${sent} ${sent}\r\n\r\n`),
      sendRaw(gateway.port, `PURGE /${sent} HTTP/1.1\r\nHost: ${sent}\r\n\r\n`),
    ];
    await Promise.all(calls);
    const { text } = await callUrl(`${gateway.opsUrl}/metrics`);
    for (const secret of [sent, account.userName, account.token, account.key, account.email])
      expect(text.toLowerCase()).not.toContain(secret);
    expect(text).not.toContain('PURGE');
  });

  test('makes a new label: they are the dialects’, operations’ and outcomes’', async () => {
    const { text } = await callUrl(`${gateway.opsUrl}/metrics`);
    const names = text.split('\n').filter((line) => line.startsWith('diglot_'));
    const labels = names.flatMap((name) => [...name.matchAll(/(\w+)="([^"]*)"/g)].map(([, label]) => label));
    expect([...new Set(labels)].toSorted()).toEqual([
      'dialect',
      'le',
      'operation',
      'outcome',
      'queue',
      'status',
      'version',
      'why',
    ]);
    const values = names.flatMap((name) =>
      [...name.matchAll(/dialect="([^"]*)"/g)].map(([, value]) => value),
    );
    expect([...new Set(values)].toSorted()).toEqual(['filemail', 'txty']);
  });
});

describe('the operator’s port', () => {
  test('shows metrics as text that Prometheus reads, which nobody may keep', async () => {
    const { headers, text } = await callUrl(`${gateway.opsUrl}/metrics`);
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text).toMatch(/^# HELP diglot_requests_total .+\n# TYPE diglot_requests_total counter$/m);
    expect(text).toMatch(/^# TYPE diglot_request_duration_seconds histogram$/m);
    expect(text.endsWith('\n')).toBe(true);
  });

  test.each([
    ['/livez', 'ok\n'],
    ['/readyz', 'ready\n'],
  ])('answers at %s as the public one does', async (path, text) => {
    expect(await callUrl(`${gateway.opsUrl}${path}`)).toMatchObject({ status: 200, text });
  });

  test.each(['/api/contacts/get', '/view/contacts/api.json', '/openapi/txty.json', '/nothing'])(
    'serves no client at %s',
    async (path) => {
      const { token, userName: user, key } = account;
      expect((await callUrl(`${gateway.opsUrl}${path}`, { logintoken: token, user, key })).status).toBe(404);
    },
  );
});

test.each(['/metrics', '/METRICS', '/metrics/', '/metrics/api.json'])(
  'the public port knows no %s',
  async (path) => {
    const { status, text } = await callUrl(`${gateway.url}${path}`);
    expect({ status, text }).toEqual({ status: 404, text: '{"status":"error","error":"PAGE_NOT_FOUND"}' });
  },
);
