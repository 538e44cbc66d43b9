import * as v from 'valibot';
import type { Dialect } from './dialect.ts';
import type { Endpoint } from './endpoint.ts';
import { entriesOf, isListParameter } from './mount.ts';
import { isList, isStream, type Wire, type WireObject } from './wire.ts';

/** A parameter as the documentation shows it. */
export interface DescribedParameter {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly isList: boolean;
  readonly secret: boolean;
}

/** The parameters of an endpoint in the order in which they are judged, the dialect's common ones last. */
export function describeParameters(dialect: Dialect, endpoint: Endpoint): readonly DescribedParameter[] {
  const secret = new Set(secretParameters(dialect, endpoint));
  return Object.entries({ ...entriesOf(dialect, endpoint), ...dialect.common }).map(([name, schema]) => {
    const metadata = v.getMetadata(schema as v.GenericSchema);
    return {
      name,
      description: v.getDescription(schema as v.GenericSchema) ?? '',
      required: metadata.required === true,
      isList: isListParameter(schema),
      secret: secret.has(name),
    };
  });
}

/** The parameters of an endpoint whose values must reach no log. */
export function secretParameters(dialect: Dialect, endpoint: Endpoint): readonly string[] {
  const secret = new Set([...dialect.secret, ...(endpoint.secret ?? [])]);
  return Object.keys({ ...entriesOf(dialect, endpoint), ...dialect.common }).filter((name) =>
    secret.has(name),
  );
}

/** Every code that an operation may answer: its own, then the dialect's. */
export function errorsOf(dialect: Dialect, endpoint: Endpoint): readonly string[] {
  const unheardOf = endpoint.needsCaller ? [] : dialect.credential.errors;
  const common = dialect.commonErrors.filter((code) => !unheardOf.includes(code));
  return [...new Set([...endpoint.errors, ...common])];
}

/** The dialect as an OpenAPI 3.1 document. */
export function describeDialect(dialect: Dialect, version: string): Record<string, unknown> {
  const paths = dialect.endpoints.flatMap((endpoint) =>
    dialect.suffixes.map((suffix) => [`${endpoint.path}${suffix}`, describePath(dialect, endpoint, suffix)]),
  );
  return {
    openapi: '3.1.0',
    info: { title: dialect.title, version },
    servers: dialect.mounts.map((mount) => ({ url: mount === '' ? '/' : mount })),
    paths: Object.fromEntries(paths),
  };
}

function describePath(dialect: Dialect, endpoint: Endpoint, suffix: string) {
  const parameters = describeParameters(dialect, endpoint);
  const common = {
    summary: endpoint.summary,
    tags: [endpoint.path.split('/')[1] ?? dialect.name],
    responses: { 200: describeAnswer(dialect, endpoint, suffix) },
  };
  const name = `${endpoint.id}${suffix === '.xml' ? '.xml' : ''}`;
  return {
    get: { operationId: `${name}.get`, ...common, parameters: parameters.map(toQueryParameter) },
    post: {
      operationId: `${name}.post`,
      ...common,
      requestBody: { content: { [FORM]: { schema: toForm(parameters) } } },
    },
  };
}

const FORM = 'application/x-www-form-urlencoded';

function toQueryParameter(parameter: DescribedParameter) {
  return {
    name: parameter.name,
    in: 'query',
    required: parameter.required,
    description: parameter.description,
    schema: schemaOf(parameter),
  };
}

function toForm(parameters: readonly DescribedParameter[]) {
  return {
    type: 'object',
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(
      parameters.map((parameter) => [
        parameter.name,
        { ...schemaOf(parameter), description: parameter.description },
      ]),
    ),
  };
}

function schemaOf({ isList: list, secret }: DescribedParameter) {
  const text = { type: 'string', ...(secret ? { format: 'password' } : {}) };
  return list ? { type: 'array', items: text } : text;
}

/** Refusals of an operation are answered with 200 as well: clients rely on it. */
function describeAnswer(dialect: Dialect, endpoint: Endpoint, suffix: string) {
  const shown =
    (endpoint.bareKey === undefined ? undefined : endpoint.example[endpoint.bareKey]) ?? endpoint.example;
  const content =
    suffix === '.xml'
      ? { 'application/xml': { schema: { type: 'object', xml: { name: 'response' } } } }
      : {
          'application/json': {
            schema: { anyOf: [inferSchema(shown), errorSchema(dialect)] },
            example: shown,
          },
        };
  const errors = errorsOf(dialect, endpoint);
  return {
    description: `The result, or one of the errors ${errors.join(', ')}.`,
    'x-errors': errors,
    content,
  };
}

function errorSchema(dialect: Dialect) {
  const { body } = dialect.presentFailure({ kind: 'fault' }, {});
  return inferSchema(body);
}

/** The shape of an example: what is null in it may be anything. */
function inferSchema(example: Wire): Record<string, unknown> {
  if (example === null || isStreamOf(example)) return {};
  if (isList(example))
    return { type: 'array', ...(example[0] === undefined ? {} : { items: inferSchema(example[0]) }) };
  if (typeof example !== 'object') return { type: typeof example };
  const members = Object.entries(example as WireObject);
  return {
    type: 'object',
    required: members.map(([key]) => key),
    properties: Object.fromEntries(members.map(([key, member]) => [key, inferSchema(member)])),
  };
}

function isStreamOf(example: Wire): boolean {
  return typeof example === 'object' && example !== null && isStream(example);
}
