import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import { describeParameters, errorsOf } from '../../dialects/kernel/describe.ts';
import type { Dialect } from '../../dialects/kernel/dialect.ts';
import { pathsOf } from '../../dialects/kernel/mount.ts';
import { VERSION } from '../../src/version.ts';
import { callUrl, readReply } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const all: readonly Dialect[] = dialects;

const text = v.pipe(v.string(), v.nonEmpty());
const someText = v.strictObject({ type: v.literal('string'), format: v.optional(v.literal('password')) });
const schemaOfParameter = v.union([someText, v.strictObject({ type: v.literal('array'), items: someText })]);

const parameter = v.strictObject({
  name: text,
  in: v.literal('query'),
  required: v.boolean(),
  description: text,
  schema: schemaOfParameter,
});

const schema = v.looseObject({
  type: v.optional(v.picklist(['object', 'array', 'string', 'number', 'boolean'])),
});

const media = v.union([
  v.strictObject({ schema: v.strictObject({ anyOf: v.array(schema) }), example: v.unknown() }),
  v.strictObject({ schema }),
]);

const common = {
  operationId: text,
  summary: text,
  tags: v.pipe(v.array(text), v.nonEmpty()),
  responses: v.strictObject({
    200: v.strictObject({
      description: text,
      'x-errors': v.array(text),
      content: v.record(v.picklist(['application/json', 'application/xml']), media),
    }),
  }),
};

const form = v.looseObject({
  type: v.literal('object'),
  required: v.array(text),
  properties: v.record(text, v.looseObject({ description: text })),
});

const pathItem = v.strictObject({
  get: v.strictObject({ ...common, parameters: v.array(parameter) }),
  post: v.strictObject({
    ...common,
    requestBody: v.strictObject({
      content: v.strictObject({ 'application/x-www-form-urlencoded': v.strictObject({ schema: form }) }),
    }),
  }),
});

/** As much of OpenAPI 3.1 as the descriptions use; whatever else stood there would be refused. */
const openApi = v.strictObject({
  openapi: v.pipe(v.string(), v.regex(/^3\.1\.\d+$/)),
  info: v.strictObject({ title: text, version: text }),
  servers: v.pipe(v.array(v.strictObject({ url: text })), v.nonEmpty()),
  paths: v.record(v.pipe(v.string(), v.startsWith('/')), pathItem),
});

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

const fetchDocument = async ({ name }: Dialect) =>
  v.parse(openApi, (await callUrl(`${gateway.url}/openapi/${name}.json`)).json);

describe.each(all)('the description of $name', (dialect) => {
  test('is served as JSON to anyone, and kept by nobody', async () => {
    const reply = await callUrl(`${gateway.url}/openapi/${dialect.name}.json`);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('is a document of OpenAPI 3.1 about this dialect and version', async () => {
    const document = await fetchDocument(dialect);
    expect(document.info).toEqual({ title: dialect.title, version: VERSION });
    expect(document.servers).toEqual(dialect.mounts.map((mount) => ({ url: mount === '' ? '/' : mount })));
  });

  test('has every path of every operation, and no other', async () => {
    const { servers, paths } = await fetchDocument(dialect);
    const described = servers.flatMap(({ url }) => Object.keys(paths).map((path) => `${url}${path}`));
    const served = dialect.endpoints.flatMap((endpoint) => pathsOf(dialect, endpoint));
    expect(described.map((path) => path.replace('//', '/')).sort()).toEqual([...served].sort());
  });

  test('gives each operation an id of its own', async () => {
    const items = Object.values((await fetchDocument(dialect)).paths);
    const ids = items.flatMap(({ get, post }) => [get.operationId, post.operationId]);
    expect(new Set(ids).size).toBe(2 * dialect.endpoints.length * dialect.suffixes.length);
  });

  test('tells of both methods the same parameters, secrets and errors as the operation has', async () => {
    const { paths } = await fetchDocument(dialect);
    for (const endpoint of dialect.endpoints) {
      const parameters = describeParameters(dialect, endpoint);
      const names = parameters.map(({ name }) => name);
      const required = parameters.flatMap(({ name, required: must }) => (must ? [name] : []));
      const secret = parameters.flatMap(({ name, secret: hidden }) => (hidden ? [name] : []));
      for (const suffix of dialect.suffixes) {
        const { get, post } = paths[`${endpoint.path}${suffix}`] ?? expect.fail(endpoint.path);
        const { schema: sent } = post.requestBody.content['application/x-www-form-urlencoded'];
        expect(get.parameters.map(({ name }) => name)).toEqual(names);
        expect(Object.keys(sent.properties)).toEqual(names);
        expect(get.parameters.flatMap((each) => (each.required ? [each.name] : []))).toEqual(required);
        expect(sent.required).toEqual(required);
        const passwords = get.parameters.filter((each) => JSON.stringify(each.schema).includes('password'));
        expect(passwords.map(({ name }) => name)).toEqual(secret);
        for (const { responses } of [get, post]) {
          expect(responses[200]['x-errors']).toEqual(errorsOf(dialect, endpoint));
        }
      }
    }
  });

  test('shows an example of every answer, in the type that the path’s suffix names', async () => {
    const { paths } = await fetchDocument(dialect);
    for (const [path, { get, post }] of Object.entries(paths)) {
      const type = path.endsWith('.xml') ? 'application/xml' : 'application/json';
      for (const { responses } of [get, post]) {
        const { content } = responses[200];
        expect(Object.keys(content), path).toEqual([type]);
        if (type === 'application/json') expect(content[type], path).toHaveProperty('example');
      }
    }
  });
});

test('the descriptions can be asked for, and nothing can be sent to them', async () => {
  const url = `${gateway.url}/openapi/filemail.json`;
  expect((await readReply(await fetch(url, { method: 'HEAD' }))).status).toBe(200);
  expect((await readReply(await fetch(url, { method: 'POST', body: 'a=1' }))).status).toBe(404);
});
