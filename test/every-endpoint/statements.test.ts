import { beforeAll, describe, expect, test, vi } from 'vitest';
import { describeParameters } from '../../dialects/kernel/describe.ts';
import { createSecret } from '../../domain/credential.ts';
import { PAGE_SIZE } from '../../domain/pages.ts';
import { fillBook } from '../store/big-book.ts';
import { connect } from '../store/test-store.ts';
import { atEndOfFile } from '../support/end-of-file.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addScene, type SampleParameters, type Scene, sampleParameters } from '../support/sample-call.ts';
import { type Traffic, tapPostgres, type WireTap } from '../support/wire-tap.ts';
import { call, type EndpointCase, everyCallerEndpoint, everyEndpoint } from './endpoints.ts';

let gateway: TestGateway;
let tap: WireTap;
let sql: ReturnType<typeof connect>;

beforeAll(async () => {
  gateway = await startTestGateway({
    // On one connection what was prepared once is prepared.
    store: { poolSize: 1, writePoolSize: 1, listPoolSize: 1 },
    reach: async (databaseUrl) => {
      tap = await tapPostgres(databaseUrl);
      return tap.url;
    },
  });
  sql = connect(gateway.databaseUrl);
  atEndOfFile(() => sql.end());
});

/** Endpoints that send more than one statement, and why. */
const LONGER: Readonly<Record<string, { readonly statements: number; readonly why: string }>> = {
  'filemail authentication.login': login(),
  'txty user.newapikey': login(),
};

function login() {
  return { statements: 7, why: 'failures are counted by user and by address, before and after the hash' };
}

/** So many statements, each a round trip, and all of them prepared. */
function prepared(statements: number): Traffic {
  return { statements, trips: statements, parses: 0 };
}

function allowance({ title, endpoint }: EndpointCase): Traffic {
  return prepared(LONGER[title]?.statements ?? Number(endpoint.needsCaller));
}

/** What a call sends to the store, and its outcome. */
async function spend(path: string, parameters: SampleParameters) {
  tap.take();
  const { line } = await call(gateway, path, parameters);
  return { outcome: line.outcome, traffic: tap.take() };
}

describe.each(everyEndpoint)('$title', (endpointCase) => {
  const { dialect, endpoint, paths } = endpointCase;
  const callAs = (path: string, scene: Scene) => spend(path, sampleParameters(dialect, endpoint, scene));

  test('sends one statement for its caller and none else, and none that is not prepared', async () => {
    await callAs(paths[0] ?? '', await addScene(gateway));
    for (const path of paths) {
      const { outcome, traffic } = await callAs(path, await addScene(gateway));
      expect(outcome, path).toBe('ok');
      expect(traffic, path).toEqual(allowance(endpointCase));
    }
  });

  test('sends nothing where a parameter is missing', async () => {
    const parameters = sampleParameters(dialect, endpoint, await addScene(gateway));
    for (const { name, required } of describeParameters(dialect, endpoint)) {
      if (!required) continue;
      const { outcome, traffic } = await spend(paths[0] ?? '', { ...parameters, [name]: ' ' });
      expect(outcome, name).not.toBe('ok');
      expect(traffic, name).toEqual(prepared(0));
    }
  });
});

describe.each(everyCallerEndpoint)('$title', ({ dialect, endpoint, paths: [path = ''] }) => {
  test('sends no more for a caller who is nobody, nor for what is not there', async () => {
    const scene = await addScene(gateway);
    const nothing = { id: 999_999_999, textId: createSecret() };
    for (const wrong of [
      { ...scene, token: createSecret(), key: createSecret() },
      { ...scene, contact: nothing, group: nothing, spareKey: createSecret() },
    ]) {
      const parameters = sampleParameters(dialect, endpoint, wrong);
      await spend(path, parameters);
      expect((await spend(path, parameters)).traffic).toEqual(prepared(1));
    }
  });
});

describe('what costs more, and only this', () => {
  test('a national number asks for the home region first', async () => {
    const phones = new Set(['mobile', 'msisdn']);
    const written = everyCallerEndpoint.flatMap((endpointCase) =>
      Object.keys(endpointCase.endpoint.params)
        .filter((name) => phones.has(name))
        .map((name) => ({ ...endpointCase, name })),
    );
    expect(written.length).toBeGreaterThan(3);
    for (const { title, dialect, endpoint, paths, name } of written) {
      const scene = await addScene(gateway);
      const parameters = { ...sampleParameters(dialect, endpoint, scene), [name]: '87 65 43 21' };
      await spend(paths[0] ?? '', parameters);
      expect((await spend(paths[0] ?? '', parameters)).traffic, title).toEqual(prepared(2));
    }
  });

  test('the first use of a credential in an hour is noted, once it has been answered', async () => {
    const scene = await addScene(gateway);
    for (const expected of [expect.anything(), prepared(2)]) {
      await sql`update credential set used_at = now() - interval '2 hours' where account_id = ${scene.accountId}`;
      tap.take();
      await call(gateway, '/api/contacts/get', { logintoken: scene.token });
      await vi.waitFor(() => expect(gateway.open.waiting().calls).toBe(0));
      expect(tap.take()).toEqual(expected);
    }
  });

  test('a contact in a thousand is counted, and so is one that leaves an account which was full', async () => {
    const { token, accountId } = await addScene(gateway);
    const create = () =>
      spend('/api/contacts/add', { logintoken: token, name: 'Jane', email: 'jane@example.com' });
    for (const expected of [expect.anything(), prepared(2)]) {
      await sql`select setval('contact_numbers', (last_value / 1000 + 1) * 1000 - 1) from contact_numbers`;
      expect((await create()).traffic).toEqual(expected);
    }
    expect((await create()).traffic).toEqual(prepared(1));
    for (const expected of [expect.anything(), prepared(2)]) {
      const [row] = await sql`update account set contacts_full = true where id = ${accountId}
        returning (select max(id) from contact where account_id = ${accountId}) as newest`;
      const parameters = { logintoken: token, contactid: String(row?.newest) };
      expect((await spend('/api/contacts/delete', parameters)).traffic).toEqual(expected);
    }
  });

  test('a long list takes a statement a page', async () => {
    const { id, token } = await gateway.addAccount();
    await fillBook(sql, id, { contacts: 2 * PAGE_SIZE + 1, groups: [] });
    await spend('/api/contacts/get', { logintoken: token });
    expect((await spend('/api/contacts/get', { logintoken: token })).traffic).toEqual(prepared(3));
  });
});
