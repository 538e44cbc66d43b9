import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createFindVendor, type UpstreamReport } from '../../src/upstream-login.ts';
import { cleanUp } from '../support/embedded-site.ts';
import { makeCertificate } from './support/certificate.ts';

afterEach(cleanUp);

test('a vendor whose certificate nobody vouches for is told no password', async () => {
  const { path, keyPath } = await makeCertificate();
  let calls = 0;
  const server = createServer({ cert: await readFile(path), key: await readFile(keyPath) }, (_, response) => {
    calls += 1;
    response.end('{"responsestatus":"ok","logintoken":"x"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reports: UpstreamReport[] = [];
  const findVendor = createFindVendor({
    urls: { filemail: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, txty: undefined },
    timeoutMs: 5000,
    untilMs: undefined,
    onAsked: (report) => reports.push(report),
  });
  expect(await findVendor('filemail')?.('jane', 'password')).toBe('unknown');
  expect(reports).toEqual([
    {
      dialect: 'filemail',
      verdict: 'unknown',
      reason: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      durationMs: expect.any(Number),
    },
  ]);
  expect(calls).toBe(0);
  server.close();
});
