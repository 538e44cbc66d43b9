import { getCountries, getCountryCallingCode } from 'libphonenumber-js';
import { beforeAll, describe, expect, test } from 'vitest';
import { dialcodes } from '../../dialects/txty/dialcodes.ts';
import { txty } from '../../dialects/txty/index.ts';
import { callUrl, type Reply } from '../support/client.ts';
import { expectDocumentedErrors } from '../support/documented-errors.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { readXml } from '../support/read-xml.ts';

interface Entry {
  readonly dialcode: number;
  readonly cciso: string;
  readonly country: string;
}

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

function ask(path = '/get/dialcodes/api.json', parameters = {}, options = {}): Promise<Reply> {
  return callUrl(`${gateway.url}${path}`, parameters, options);
}

function entriesOf({ status, json }: Reply): readonly Entry[] {
  expect(status).toBe(200);
  expect(json).toBeInstanceOf(Array);
  return json as readonly Entry[];
}

describe('get/dialcodes', () => {
  test('is a bare list without an envelope, each entry with its keys in the same order', async () => {
    const reply = await ask();
    const entries = entriesOf(reply);
    expect(reply.text).toContain('{"dialcode":45,"cciso":"DK","country":"Denmark"}');
    for (const entry of entries) expect(Object.keys(entry)).toEqual(['dialcode', 'cciso', 'country']);
  });

  test('holds every region of the number plan once, with its dialling code as a number', async () => {
    const entries = entriesOf(await ask());
    const plan = getCountries().map((region) => [region, Number(getCountryCallingCode(region))]);
    const byRegion = (a: readonly unknown[], b: readonly unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
    const shown = entries.map(({ cciso, dialcode }) => [cciso, dialcode]);
    expect(shown.sort(byRegion)).toEqual(plan.sort(byRegion));
  });

  test('names every region in English, and none like another', async () => {
    const entries = entriesOf(await ask());
    const names = entries.map(({ country }) => country);
    expect(new Set(names).size).toBe(names.length);
    expect(entries.filter(({ country, cciso }) => country.trim() === '' || country === cciso)).toEqual([]);
    expect(entries.filter(({ dialcode }) => dialcode === 39)).toEqual([
      { dialcode: 39, cciso: 'IT', country: 'Italy' },
      { dialcode: 39, cciso: 'VA', country: 'Vatican City' },
    ]);
  });

  test('asks for no credential, and takes no offence at a wrong or unreadable one', async () => {
    const { text } = await ask();
    const { userName: user } = await gateway.addAccount();
    const queries = ['?user=nobody&key=wrong', `?user=${user}`, '?user=%FF&key=%00', '?user=&key='];
    for (const query of queries) {
      const reply = await ask(`/get/dialcodes/api.json${query}`);
      expect([reply.status, reply.text]).toEqual([200, text]);
    }
  });

  test('is the same below both bases, by GET and by POST', async () => {
    const { text } = await ask();
    expect((await ask('/api/4/get/dialcodes/api.json')).text).toBe(text);
    expect((await ask(undefined, { user: 'nobody' }, { method: 'POST' })).text).toBe(text);
  });

  test('is well-formed in XML, with an element for each region', async () => {
    const entries = entriesOf(await ask());
    const { text } = await ask('/get/dialcodes/api.xml');
    const dialcode = entries.map((entry) => ({ ...entry, dialcode: `${entry.dialcode}` }));
    expect(readXml(text)).toEqual({ dialcodes: { dialcode } });
  });

  test('documents no error of its own, and answers none', () => {
    expectDocumentedErrors(gateway.log, dialcodes, txty.commonErrors);
  });
});
