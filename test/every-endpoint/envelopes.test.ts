import { beforeAll, describe, expect, test } from 'vitest';
import { describeParameters, errorsOf } from '../../dialects/kernel/describe.ts';
import type { Dialect } from '../../dialects/kernel/dialect.ts';
import { readReply } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addScene, sampleParameters } from '../support/sample-call.ts';
import { type Answered, answered, call, everyEndpoint, writtenFor } from './endpoints.ts';
import { refusalsOf } from './refusals.ts';

const LIMITS = { maxBodyBytes: 4096, maxParameters: 30 };
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ limits: LIMITS });
});

/** The keys that every error of a dialect begins with, in their order. */
const ENVELOPES: Readonly<Record<string, readonly string[]>> = {
  filemail: ['responsestatus', 'errorcode', 'errormessage'],
  txty: ['status', 'error'],
};

function expectHeadersOfIssue({ headers, line }: Answered, about: string): void {
  const found = {
    cacheControl: headers.get('cache-control'),
    typeOptions: headers.get('x-content-type-options'),
    requestId: headers.get('x-request-id'),
  };
  expect(found, about).toEqual({
    cacheControl: 'no-store',
    typeOptions: 'nosniff',
    requestId: line.requestId,
  });
  expect(found.requestId, about).toMatch(UUID);
}

function expectEnvelope({ json, line }: Answered, dialect: Dialect, about: string): void {
  const envelope = ENVELOPES[dialect.name] ?? expect.fail(`${dialect.name} has no envelope here`);
  expect(Object.keys(Object(json)).slice(0, envelope.length), about).toEqual(envelope);
  expect(Object.values(Object(json)), about).toContain(line.outcome);
}

describe.each(everyEndpoint)('$title', ({ dialect, endpoint, paths }) => {
  test('wears the envelope and an error that it documents when a parameter is missing or empty', async () => {
    const parameters = sampleParameters(dialect, endpoint, await addScene(gateway));
    const required = describeParameters(dialect, endpoint).filter((parameter) => parameter.required);
    const [plainPath = ''] = paths.filter((path) => !path.endsWith('.xml'));
    for (const { name } of required) {
      const absent = Object.entries(parameters).filter(([sent]) => sent !== name);
      for (const sent of [Object.fromEntries(absent), { ...parameters, [name]: '  ' }]) {
        const plain = await call(gateway, plainPath, sent);
        expectEnvelope(plain, dialect, name);
        expect(errorsOf(dialect, endpoint), name).toContain(plain.line.outcome);
        for (const path of paths) {
          const reply = await call(gateway, path, sent);
          const about = `${path} without ${name}`;
          expect(reply.text, about).toBe(writtenFor(path, plain.json));
          expect(reply.status, about).toBe(200);
          expectHeadersOfIssue(reply, about);
        }
      }
    }
  });

  test('wears the envelope when the request can not be read or is too large', async () => {
    const parameters = sampleParameters(dialect, endpoint, await addScene(gateway));
    const refusals = refusalsOf(dialect);
    const json = { 'content-type': 'application/json' };
    const many = Array.from({ length: LIMITS.maxParameters + 1 }, (_, index) => `p${index}=1`).join('&');
    const bad = [
      { status: 400, body: '{"a":', headers: json, refusal: refusals.unreadable },
      { status: 400, body: many, refusal: refusals.tooManyParameters },
      { status: 413, body: 'x'.repeat(LIMITS.maxBodyBytes + 1), refusal: refusals.tooLarge },
    ];
    for (const path of paths) {
      for (const { status, refusal, ...request } of bad) {
        const url = `${gateway.url}${path}?${new URLSearchParams(parameters)}`;
        const reply = answered(gateway, await readReply(await fetch(url, { method: 'POST', ...request })));
        expect(reply.text, `${status} ${path}`).toBe(writtenFor(path, refusal));
        expect(reply.status, path).toBe(status);
        expectHeadersOfIssue(reply, path);
      }
    }
  });

  test('sends the headers of issue with a success, a wrong method and an unknown path', async () => {
    for (const path of paths) {
      const parameters = sampleParameters(dialect, endpoint, await addScene(gateway));
      const success = await call(gateway, path, parameters);
      expect(success.line.outcome).toBe('ok');
      const put = answered(gateway, await readReply(await fetch(`${gateway.url}${path}`, { method: 'PUT' })));
      const unknown = await call(gateway, `${path}/nothing`, parameters);
      const replies = [success, put, unknown];
      expect(replies.map(({ status }) => status)).toEqual([200, 405, 404]);
      for (const reply of replies) expectHeadersOfIssue(reply, path);
      expect(new Set(replies.map(({ line }) => line.requestId)).size).toBe(replies.length);
    }
  });
});
