import { afterEach, describe, expect, test } from 'vitest';
import { createRunner } from '../support/run-program.ts';
import { makeCertificate } from './support/certificate.ts';
import { tidyUp } from './support/gateways.ts';
import { goThrough, TROUBLES } from './support/go-through.ts';
import { waitForServer } from './support/probes.ts';
import { timeoutFor } from './support/rounds.ts';
import { setSceneOn } from './support/scene.ts';
import { askOnce } from './support/sql.ts';
import { makeServerStore } from './support/stores.ts';
import { cutConnections } from './support/troubles.ts';

afterEach(tidyUp);

test(
  'a Postgres that speaks TLS is found again after it was stopped, and costs no acknowledged write',
  async () => {
    const scene = await setSceneOn(await makeServerStore({ certificate: await makeCertificate() }));
    await goThrough('connections cut, TLS', scene, async () => {
      expect(await cutConnections(await scene.store.findUrl())).toBeGreaterThan(0);
    });
    await goThrough('Postgres restarted, TLS', scene, async () => {
      await scene.store.stopServer('SIGINT');
      await scene.store.startServer();
      await waitForServer(scene.store);
    });
  },
  timeoutFor(25, TROUBLES),
);

describe('sslmode', () => {
  const isEncrypted = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()';
  const withMode = (url: string, mode: string) => {
    const changed = new URL(url);
    changed.searchParams.set('sslmode', mode);
    return changed.href;
  };

  test('takes TLS where it is to be had, and demands it where it is required', async () => {
    const plain = await (await makeServerStore()).findUrl();
    const byTls = await (await makeServerStore({ certificate: await makeCertificate() })).findUrl();
    expect(await askOnce(withMode(byTls, 'disable'), isEncrypted)).toBe(false);
    expect(await askOnce(withMode(byTls, 'prefer'), isEncrypted)).toBe(true);
    expect(await askOnce(withMode(plain, 'prefer'), isEncrypted)).toBe(false);
    const refused = await createRunner({ DATABASE_URL: withMode(plain, 'require') })(['migrate']);
    expect(refused).toMatchObject({ stderr: expect.stringContaining('The server has no TLS') });
    expect(refused.exitCode).toBeGreaterThan(1);
  });

  test('verify-full takes a certificate only from somebody who is trusted', async () => {
    const certificate = await makeCertificate();
    const url = withMode(await (await makeServerStore({ certificate })).findUrl(), 'verify-full');
    const refused = await createRunner({ DATABASE_URL: url })(['migrate']);
    expect(refused).toMatchObject({ stderr: expect.stringContaining('certificate') });
    expect(refused.exitCode).toBeGreaterThan(1);
    const trusted = { DATABASE_URL: url, NODE_EXTRA_CA_CERTS: certificate.path };
    expect(await createRunner(trusted)(['migrate'])).toMatchObject({ exitCode: 0 });
  });
});
