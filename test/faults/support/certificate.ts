import { execFile } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NOBODY } from '../../support/data-dirs.ts';
import { makeFolder } from '../../support/embedded-site.ts';

/** A certificate that vouches for itself, of the server at 127.0.0.1. */
export interface Certificate {
  readonly path: string;
  readonly keyPath: string;
}

/** Makes one for a day. */
export async function makeCertificate(): Promise<Certificate> {
  const folder = await makeFolder();
  const certificate = { path: join(folder, 'server.crt'), keyPath: join(folder, 'server.key') };
  const wanted =
    '-x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1';
  await promisify(execFile)('openssl', [
    'req',
    ...wanted.split(' '),
    '-out',
    certificate.path,
    '-keyout',
    certificate.keyPath,
  ]);
  // Postgres, which root does not run, takes no key that others may read.
  if (NOBODY !== undefined) await chown(certificate.keyPath, NOBODY, NOBODY);
  return certificate;
}
