import { describe, expect, test } from 'vitest';
import { UNREADABLE } from '../../dialects/kernel/decode.ts';
import { type Declared, readParameters, readWithoutBody } from '../../dialects/kernel/parameters.ts';
import { incomingBody } from '../support/incoming-body.ts';

const LIMITS = { maxBodyBytes: 1000, maxParameters: 5, bodyTimeoutSeconds: 60 };

const declared: Declared = {
  names: new Map([
    ['name', { name: 'name', isList: false }],
    ['controlid', { name: 'controlId', isList: false }],
    ['group', { name: 'group', isList: true }],
  ]),
  inHeaders: true,
  nothing: { name: undefined, controlId: undefined, group: undefined },
};

interface Sent {
  readonly method?: string;
  readonly query?: string;
  readonly body?: string;
  readonly type?: string;
  readonly headers?: readonly string[];
}

const requestOf = ({ method = 'POST', body = '', type = '', headers = [] }: Sent) =>
  Object.assign(incomingBody([Buffer.from(body)], { 'content-type': type }), {
    method,
    rawHeaders: [...headers],
  });

const receive = (sent: Sent, from = declared) =>
  readParameters(requestOf(sent), sent.query ?? '', from, LIMITS);

describe('a parameter sent more than once', () => {
  test('is taken from the query first, then the body, then the headers', async () => {
    const everywhere = { query: 'name=query', body: 'name=body', headers: ['name', 'header'] };
    expect((await receive(everywhere)).values).toEqual({ name: 'query' });
    expect((await receive({ ...everywhere, query: '' })).values).toEqual({ name: 'body' });
    expect((await receive({ ...everywhere, query: '', body: '' })).values).toEqual({ name: 'header' });
  });

  test('counts as it was sent last in the same place', async () => {
    expect((await receive({ query: 'name=1&NAME=2&name=3', body: 'name=4' })).values).toEqual({ name: '3' });
  });

  test('is hidden by an empty one in an earlier place', async () => {
    expect((await receive({ query: 'name=', body: 'name=body' })).values).toEqual({ name: '' });
  });

  test('keeps all its values where it is a list, of the first place that has one', async () => {
    const query = 'group=1&group[]=2&GROUP%5B7%5D=3&group[0]=4';
    expect((await receive({ query, body: 'group=5' })).values).toEqual({ group: ['1', '2', '3', '4'] });
    expect((await receive({ body: '{"group":["1","2"]}', type: 'application/json' })).values).toEqual({
      group: ['1', '2'],
    });
  });
});

describe('a parameter', () => {
  test('is found without regard to case and told by its declared name', async () => {
    expect((await receive({ query: 'NAME=1&controlID=2' })).values).toEqual({ name: '1', controlId: '2' });
  });

  test.each(['name[]=1', 'name[0]=1', 'group[x]=1', 'group[0][0]=1', '__proto__=1', 'constructor=1'])(
    'is not one that nobody declared: %s',
    async (query) => {
      expect(await receive({ query })).toEqual({ values: {}, undeclared: 1 });
    },
  );

  test('that is a list in JSON and none by declaration is there, and no text', async () => {
    const body = '{"name":["John"]}';
    expect((await receive({ body, type: 'application/json' })).values).toEqual({ name: UNREADABLE });
  });

  test('is looked up in the headers only where the dialect says so', async () => {
    const headers = ['Name', 'J\xC3\xB8rgen', 'Accept', '*/*', 'Cookie', 'name=cookie'];
    expect(await receive({ method: 'GET', headers })).toEqual({ values: { name: 'Jørgen' }, undeclared: 0 });
    expect((await receive({ method: 'GET', headers }, { ...declared, inHeaders: false })).values).toEqual({});
  });

  test('is not looked for in the body of a GET', async () => {
    expect((await receive({ method: 'GET', body: 'name=body' })).values).toEqual({});
  });
});

describe('the number of parameters', () => {
  test('may reach the limit, in all places together', async () => {
    expect(await receive({ query: 'name=1&x=1&y=1', body: 'x=1&y=1' })).toEqual({
      values: { name: '1' },
      undeclared: 4,
    });
  });

  test('may not exceed it', async () => {
    await expect(receive({ query: 'name=1&x=1&y=1', body: 'x=1&y=1&z=1' })).rejects.toMatchObject({
      kind: 'too-many-parameters',
    });
  });

  test('never hinders an answer that does not wait for the body', () => {
    const query = `${'x=1&'.repeat(10)}name=1`;
    expect(readWithoutBody(requestOf({ body: 'name=2' }), query, declared)).toEqual({
      values: { name: '1' },
      undeclared: 10,
    });
  });
});
