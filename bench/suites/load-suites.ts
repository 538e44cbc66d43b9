import { READ_BOOKS, readIds, restoreWrittenBook, WRITTEN_BOOK } from '../books.ts';
import { filemailCaller, pick, txtyCaller, viewContact } from '../calls.ts';
import { type BenchRequest, get, post } from '../http-request.ts';
import { type LoadTarget, tabulateLoad, throughput } from '../load-table.ts';
import { type Contestant, type LoadCase, measureLoad } from '../measure.ts';
import type { Table } from '../result.ts';
import type { Bench } from '../suite.ts';

const ALL = ['bare', 'express', 'express-tuned', 'fastify', 'fastify-tuned', 'diglot'];

/** An answer that needs no store: a call that is refused for want of a parameter. */
export async function* hello(bench: Bench) {
  const request = get('/view/contact/api.json', txtyCaller(READ_BOOKS[10]));
  yield await runCase(bench, 'An answer without the store', { requests: [request] }, () => []);
}

/** One contact of ten thousand, each time another. */
export async function* point(bench: Bench) {
  const account = READ_BOOKS[10000];
  const { contacts } = await readIds(bench.database.sql, account.user);
  const requests = pick(contacts).map(({ id }) => viewContact(account, id));
  const refused = [viewContact(account, 1), viewContact({ ...account, key: 'wrong' }, contacts[0]?.id ?? 0)];
  yield await runCase(bench, 'One contact of 10,000', { requests, refused }, (of) => [
    ...throughput(of, { bare: 0.95, express: 3.2, fastify: 2.4, 'fastify-tuned': 1 }),
    { of, to: 'bare', figure: 'serverMicros', bound: { atMost: 1.2 } },
  ]);
}

/** A list that fits into one answer, in each dialect and in XML. */
export async function* list10(bench: Bench) {
  const account = READ_BOOKS[10];
  const targets = (of: string) => throughput(of, { bare: 0.9, express: 2.5 });
  const txty = get('/view/contacts/api.json', txtyCaller(account));
  yield await runCase(bench, 'A list of 10 contacts, Txty', { requests: [txty] }, targets);
  const filemail = get('/api/contacts/get', filemailCaller(account));
  const refused = [get('/api/contacts/get', filemailCaller({ ...account, token: 'wrong' }))];
  yield await runCase(bench, 'A list of 10 contacts, Filemail', { requests: [filemail], refused }, targets);
  const xml = get('/view/contacts/api.xml', txtyCaller(account));
  for (const name of bench.gateways) {
    const one = { server: await bench.fleet.get(name), database: bench.database };
    const contestants = [
      { ...one, label: 'JSON', requests: [txty], asks: 'JSON' },
      { ...one, label: 'XML', requests: [xml], asks: 'XML' },
    ];
    const results = await measureLoad({ contestants }, bench.load);
    yield tabulateLoad(
      `A list of 10 contacts, ${name} in JSON and in XML`,
      results,
      throughput('XML', { JSON: 0.75 }),
    );
  }
}

const writeTargets = (of: string) => throughput(of, { bare: 0.9, express: 2.3, fastify: 1.5 });

/** A new contact, kept durably before it is answered. */
export async function* create(bench: Bench) {
  const restore = () => restoreWrittenBook(bench.database.sql);
  const fields = { street: 'Vestergade 1', zipcode: '1000', msisdn: '4512345678', email: 'new@example.com' };
  const txty = get('/contact/create/api.json', {
    ...txtyCaller(WRITTEN_BOOK),
    fullname: 'New One',
    ...fields,
  });
  yield await runCase(
    bench,
    'A new contact, Txty',
    { requests: [txty], mask: (body) => body.replace(/"controlcontact":\d+/, '"controlcontact":0'), restore },
    writeTargets,
  );
  const named = { name: 'New One', email: 'new@example.com' };
  const filemail = post('/api/contacts/add', { ...filemailCaller(WRITTEN_BOOK), ...named });
  yield await runCase(
    bench,
    'A new contact, Filemail',
    { requests: [filemail], mask: (body) => body.replace(/"contactid":"\d+"/, '"contactid":"0"'), restore },
    writeTargets,
  );
}

/** A contact into a group, and out of it again. */
export async function* membership(bench: Bench) {
  const restore = () => restoreWrittenBook(bench.database.sql);
  const { contacts, groups } = await readIds(bench.database.sql, WRITTEN_BOOK.user);
  const pairs = contacts.flatMap((contact, place) => {
    const group = groups[place % groups.length];
    return group === undefined ? [] : [{ contact, group }];
  });
  // All are added before the first is removed, so that each call changes a row whatever order they come in.
  const txty = (path: string) =>
    pairs.map(({ contact, group }) =>
      get(path, { ...txtyCaller(WRITTEN_BOOK), contact: contact.id, group: group.id }),
    );
  const filemail = (path: string) =>
    pairs.map(({ contact, group }) =>
      post(path, {
        ...filemailCaller(WRITTEN_BOOK),
        contactid: contact.textId,
        contactgroupid: group.textId,
      }),
    );
  yield await runCase(
    bench,
    'A contact into a group and out of it, Txty',
    { requests: [...txty('/contact/addgroup/api.json'), ...txty('/contact/removegroup/api.json')], restore },
    writeTargets,
  );
  yield await runCase(
    bench,
    'A contact into a group and out of it, Filemail',
    {
      requests: [...filemail('/api/contacts/addtogroup'), ...filemail('/api/contacts/removefromgroup')],
      restore,
    },
    writeTargets,
  );
}

/** Measures all servers with the same requests. */
async function runCase(
  { choose, gateways, fleet, database, load }: Bench,
  title: string,
  { requests, ...rest }: Omit<LoadCase, 'contestants'> & { readonly requests: readonly BenchRequest[] },
  targetsOf: (gateway: string) => readonly LoadTarget[],
): Promise<Table> {
  const contestants: Contestant[] = [];
  for (const label of choose(ALL))
    contestants.push({ label, server: await fleet.get(label), database, requests });
  const results = await measureLoad({ contestants, ...rest }, load);
  return tabulateLoad(title, results, gateways.flatMap(targetsOf));
}
