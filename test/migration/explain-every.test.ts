import { beforeAll, describe, expect, test } from 'vitest';
import { everyEndpoint } from '../every-endpoint/endpoints.ts';
import { openWholeStore, type WatchStore } from '../every-endpoint/whole-store.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createQuickRunner } from '../support/run-program.ts';
import { addScene, type Scene, sampleParameters } from '../support/sample-call.ts';

let gateway: TestGateway;
let watchStore: WatchStore;
let run: ReturnType<typeof createQuickRunner>;
let jane: Scene;
let other: Scene;

beforeAll(async () => {
  gateway = await startTestGateway();
  watchStore = await openWholeStore(gateway.databaseUrl);
  run = createQuickRunner({ DATABASE_URL: gateway.databaseUrl });
  [jane, other] = [await addScene(gateway), await addScene(gateway)];
});

describe.each(everyEndpoint)('$title', ({ dialect, endpoint, paths }) => {
  test('is explained without a change of the store and without a secret', async () => {
    const readChanges = await watchStore();
    const parameters = Object.entries(sampleParameters(dialect, endpoint, jane));
    const data = parameters.map(([name, value]) => `--data-urlencode '${name}=${value}'`).join(' ');
    const { exitCode, stdout, stderr } = await run(
      ['explain'],
      `curl https://example.com${paths[0]} ${data}`,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`This is ${endpoint.id} of ${dialect.name}: `);
    for (const secret of [jane.token, jane.key, jane.spareKey, jane.password, 'sample-second-factor'])
      expect(stdout).not.toContain(secret);
    expect(stdout).not.toContain(other.email);
    // A number that was taken for what is undone is not given back.
    expect((await readChanges()).filter((line) => line.includes('{'))).toEqual([]);
  });
});

test('shows a login by the documented answers, and carries none out', async () => {
  const readChanges = await watchStore();
  const url = `https://example.com/api/authentication/login?username=${jane.userName}&password=${jane.password}`;
  const { exitCode, stdout } = await run(['explain', '--json'], url);
  expect(exitCode).toBe(0);
  const { account, answer, counterparts } = JSON.parse(stdout);
  expect({ account, answer, request: counterparts[0].requests[0] }).toEqual({
    account: null,
    answer: {
      live: false,
      cuts: [],
      body: { responsestatus: 'ok', logintoken: '2ac1241817fb4285aa0a1dbd00a21dad' },
    },
    request: {
      ...{ method: 'GET', path: '/user/newapikey/login.json' },
      parameters: [
        { name: 'user', value: jane.userName },
        { name: 'pass', value: 'PASS' },
      ],
      curl: `curl -G https://GATEWAY/user/newapikey/login.json \\\n  --data-urlencode user=${jane.userName} \\\n  --data-urlencode pass=PASS`,
      answer: {
        live: false,
        cuts: [],
        body: {
          ...{ status: 'success', success: 'ADDED_KEY' },
          newapikey: { controlapikey: 1, key: '3f1c9a40b1f04e0d9c6f2f0d5d4f7a11' },
        },
      },
    },
  });
  expect(await readChanges()).toEqual([]);
});
