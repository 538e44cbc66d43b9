import { beforeAll, describe, expect, test } from 'vitest';
import { readReply } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addScene, type SampleParameters, sampleParameters } from '../support/sample-call.ts';
import { everyCallerEndpoint, writtenFor } from './endpoints.ts';
import { refusalsOf } from './refusals.ts';
import { openWholeStore, type WatchStore } from './whole-store.ts';

let gateway: TestGateway;
let watchStore: WatchStore;

beforeAll(async () => {
  gateway = await startTestGateway();
  watchStore = await openWholeStore(gateway.databaseUrl);
});

/** What stands behind a good value, or in its place; a text that could not be read is not echoed. */
const SPOILS: readonly { readonly what: string; readonly escaped: string; readonly readable: boolean }[] = [
  { what: 'bytes that are not UTF-8', escaped: '%FF%FE', readable: false },
  { what: 'a lone surrogate', escaped: '%ED%A0%80', readable: false },
  { what: 'U+0000', escaped: '%00', readable: true },
];

/** The parameters as a form, one of them with another value, which is escaped already. */
function formWith(parameters: SampleParameters, name: string, value: string): string {
  return Object.entries(parameters)
    .map(([key, good]) => `${key}=${key === name ? value : encodeURIComponent(good)}`)
    .join('&');
}

/** A readable text as an answer at this path shows it: XML can't hold U+0000. */
function echoed(path: string, value: string): string {
  return decodeURIComponent(path.endsWith('.xml') ? value.replace('%00', '') : value);
}

describe.each(everyCallerEndpoint)('$title', ({ dialect, endpoint, paths }) => {
  test.each(SPOILS)('refuses a credential with $what', async ({ escaped, readable }) => {
    const scene = await addScene(gateway);
    const parameters = sampleParameters(dialect, endpoint, scene);
    const readChanges = await watchStore();
    const refusalText = (path: string, name: string, value: string) => {
      const sent = { ...parameters, [name]: readable ? echoed(path, value) : null };
      return writtenFor(path, refusalsOf(dialect).wrongCredential(sent));
    };
    for (const path of paths) {
      for (const name of Object.keys(dialect.credential.params)) {
        const url = `${gateway.url}${path}`;
        const spoiled = `${parameters[name]}${escaped}`;
        const asked = await readReply(await fetch(`${url}?${formWith(parameters, name, spoiled)}`));
        expect(asked.text, `GET ${path} ${name}`).toBe(refusalText(path, name, spoiled));
        const body = formWith(parameters, name, escaped);
        const posted = await readReply(await fetch(url, { method: 'POST', body }));
        expect(posted.text, `POST ${path} ${name}`).toBe(refusalText(path, name, escaped));
        expect([asked.status, posted.status]).toEqual([200, 200]);
      }
    }
    expect(await readChanges()).toEqual([]);
  });
});
