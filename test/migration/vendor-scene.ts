import { expect } from 'vitest';
import { type Source, SourceError, type SourceRecord } from '../../src/migration/records.ts';
import type { VendorPatience } from '../../src/migration/vendor/retry.ts';
import type { VendorCredential } from '../../src/migration/vendor/source.ts';
import type { Behave } from '../support/hostile-vendor.ts';

/** Asks again at once. */
export const PATIENCE: VendorPatience = {
  attempts: 3,
  firstDelayMs: 1,
  longestDelayMs: 40,
  silenceMs: 10_000,
};

export const KEY: VendorCredential = { kind: 'key', user: 'jane', key: 'a very secret key' };
export const PASSWORD: VendorCredential = {
  kind: 'password',
  user: 'jane',
  password: 'a very secret password',
};

/** A status, a body and headers. */
export function answer(
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Behave {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
}

/** All that the source tells; it is closed. */
export async function readAll(source: Source): Promise<readonly SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const record of source.read()) records.push(record);
  await source.close();
  return records;
}

/** The message of a `SourceError`; anything else fails the test. */
export async function refusalOf(opening: Promise<Source>): Promise<string> {
  const error = await opening.then(
    () => new Error('the vendor could be read'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SourceError);
  return error instanceof Error ? error.message : '';
}

/** Answers by the end of the path, without its query. */
export function answerBy(answers: Readonly<Record<string, Behave>>): Behave {
  return (response, call) => {
    const path = call.url.replace(/\?.*/s, '');
    const [, behave = answer(404, '')] = Object.entries(answers).find(([end]) => path.endsWith(end)) ?? [];
    return behave(response, call);
  };
}

/** A body as JSON. */
export const say = (body: unknown) => answer(200, JSON.stringify(body));
const success = (list: object) => say({ status: 'success', ...list });
/** A Txty vendor with these lists. */
export const txty = (groups: readonly unknown[], contacts: readonly unknown[]) =>
  answerBy({
    '/view/groups/api.json': success({ groups }),
    '/view/contacts/api.json': success({ contacts }),
  });
/** A Filemail vendor with these lists; `more` is answered in place of what is answered else. */
export const filemail = (
  groups: readonly unknown[],
  contacts: readonly unknown[],
  more: Record<string, Behave> = {},
) =>
  answerBy({
    '/api/authentication/login': say({ responsestatus: 'ok', logintoken: 'secret' }),
    '/api/authentication/logout': say({ responsestatus: 'ok' }),
    '/api/contacts/group/get': say({ status: 'OK', groups }),
    '/api/contacts/get': say({ responsestatus: 'OK', contacts }),
    ...more,
  });
