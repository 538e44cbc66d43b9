import { beforeAll, describe, expect, test } from 'vitest';
import { secretParameters } from '../../dialects/kernel/describe.ts';
import { entriesOf } from '../../dialects/kernel/mount.ts';
import { createSecret } from '../../domain/credential.ts';
import { readReply } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addScene, sampleParameters } from '../support/sample-call.ts';
import { answered, call, everyEndpoint } from './endpoints.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ loginMaxFailures: 1000 });
});

/** All that a line of a request may hold; `accountId`, `operation` and `reason` are missing where there is none. */
const KEYS = new Set([
  ...['level', 'time', 'msg', 'requestId', 'method', 'dialect', 'operation', 'outcome', 'status'],
  ...['bytes', 'ms', 'undeclared', 'accountId', 'reason'],
]);
const SECRET_NAME = /pass|key|token|secret/;
const COUNTED = /^\d{1,6}$/;

/** Calls in which each of the parameters is sent in every place that a parameter can have. */
async function callEveryWay(path: string, parameters: Readonly<Record<string, string>>): Promise<void> {
  const url = `${gateway.url}${path}`;
  const query = new URLSearchParams(parameters);
  const json = { 'content-type': 'application/json' };
  await call(gateway, path, parameters);
  await call(gateway, path, parameters, { method: 'POST' });
  const requests: readonly (readonly [string, RequestInit])[] = [
    [url, { headers: encodeAll(parameters) }],
    [url, { method: 'POST', headers: json, body: JSON.stringify(parameters) }],
    [url, { method: 'POST', headers: json, body: `{"broken":${JSON.stringify(parameters)}` }],
    [`${url}?${query}`, { method: 'DELETE' }],
    [`${url}/nothing?${query}`, { headers: { cookie: query.toString(), referer: `${url}?${query}` } }],
  ];
  for (const [target, init] of requests) answered(gateway, await readReply(await fetch(target, init)));
}

/** Header values are bytes: what is beyond them travels as Latin-1 of its UTF-8. */
function encodeAll(parameters: Readonly<Record<string, string>>): Record<string, string> {
  const bytes = (value: string) => Buffer.from(value).toString('latin1');
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, bytes(value)]));
}

describe.each(everyEndpoint)('$title', ({ dialect, endpoint, paths }) => {
  const secret = secretParameters(dialect, endpoint);

  test('declares each parameter that is named like a secret to be one', () => {
    const named = Object.keys({ ...entriesOf(dialect, endpoint), ...dialect.common }).filter((name) =>
      SECRET_NAME.test(name),
    );
    expect(new Set(secret)).toEqual(new Set(named));
  });

  test('logs nothing that a client sent, least of all its secrets', async () => {
    const [path = ''] = paths;
    const scene = await addScene(gateway);
    const right = sampleParameters(dialect, endpoint, scene);
    const wrong = Object.fromEntries(secret.map((name) => [name, createSecret()]));
    const more = { apikey: createSecret(), unheard: createSecret(), ...right };
    const begun = gateway.log.length;
    await callEveryWay(path, more);
    await callEveryWay(path, { ...more, ...wrong });
    const lines = gateway.log.slice(begun);
    expect(lines.length).toBe(14);
    const text = JSON.stringify(lines);
    // A short number may stand in a line by chance, as a status or a count.
    const sent = Object.values({ ...more, ...wrong, ...right }).filter((value) => !COUNTED.test(value));
    const known = [...sent, ...Object.values(wrong), scene.email, scene.userName, scene.token, scene.key];
    for (const value of known) expect(text).not.toContain(value);
    for (const line of lines) expect(Object.keys(line).filter((key) => !KEYS.has(key))).toEqual([]);
  });
});

test('the secret parameters are these and no others', () => {
  const found = everyEndpoint.map(({ title, dialect, endpoint }) =>
    [title, ...secretParameters(dialect, endpoint)].join(' '),
  );
  expect(found).toEqual([
    'filemail authentication.login password apikey',
    'filemail authentication.logout logintoken apikey',
    'filemail contacts.get logintoken apikey',
    'filemail contacts.add logintoken apikey',
    'filemail contacts.update logintoken apikey',
    'filemail contacts.delete logintoken apikey',
    'filemail contacts.group.get logintoken apikey',
    'filemail contacts.group.add logintoken apikey',
    'filemail contacts.group.update logintoken apikey',
    'filemail contacts.group.delete logintoken apikey',
    'filemail contacts.addtogroup logintoken apikey',
    'filemail contacts.removefromgroup logintoken apikey',
    'txty user.newapikey pass tfkey',
    'txty user.deleteapikey key apikey',
    'txty view.user key',
    'txty view.contacts key',
    'txty view.contact key',
    'txty contact.create key',
    'txty contact.edit key',
    'txty contact.delete key',
    'txty view.groups key',
    'txty view.group key',
    'txty group.create key',
    'txty group.edit key',
    'txty group.delete key',
    'txty contact.addgroup key',
    'txty contact.removegroup key',
    'txty get.dialcodes',
  ]);
});
