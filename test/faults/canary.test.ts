import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import { waitUntil } from '../support/embedded-site.ts';
import { ask, type CanaryAnswer } from './canary/answers.ts';
import { SECRET } from './canary/every-parameter.ts';
import { type Seen, sendEverything } from './canary/everything.ts';
import { createMarks, type Mark, type Marks } from './canary/marks.ts';
import { killWatched, startWatched } from './canary/process.ts';
import { listProcesses, makeCanaryStore, readFilesIn } from './canary/store.ts';
import { isReady, tidyUp } from './support/gateways.ts';
import { STORE_KINDS } from './support/stores.ts';

const TIMEOUT_MS = 180_000;
const USER = 'canary';

/** Short times and low limits, so that each of them is met. */
const SETTINGS = {
  ...{ PORT: '0', OPS_PORT: '0', LOG_LEVEL: 'trace', DIGLOT_DRAIN_SECONDS: '0' },
  ...{ DIGLOT_MAX_BAD_CREDENTIALS: '100', DIGLOT_MAX_BODY_BYTES: '4096', DIGLOT_HTTP10_MAX_BYTES: '1024' },
  ...{
    DIGLOT_BODY_TIMEOUT_SECONDS: '1',
    DIGLOT_STORE_TIMEOUT_MS: '500',
    DIGLOT_STATEMENT_TIMEOUT_SECONDS: '1',
  },
};

afterEach(async () => {
  killWatched();
  await tidyUp();
});

type Variables = Readonly<Record<string, string>>;

/** Runs a command as an operator would. */
async function runCommand(env: Variables, seen: Seen, line: string, input: string): Promise<number | null> {
  const command = startWatched(line.split(' '), env, { input });
  seen.set(`processes during ${line}`, await listProcesses());
  const exitCode = await command.ended();
  seen.set(`output of ${line}`, command.output());
  return exitCode;
}

async function addAccount(env: Variables, seen: Seen, marks: Marks) {
  const [password, key] = [marks.add(`${SECRET} password`), marks.add(`${SECRET} key`)];
  const run = (line: string, input: string) => runCommand(env, seen, line, input);
  expect(await run(`account add ${USER} --email ${USER}@example.com --password-stdin`, password)).toBe(0);
  expect(await run(`key add ${USER} --key-stdin`, key)).toBe(0);
  return { userName: USER, password, key };
}

describe.each(STORE_KINDS)('on the %s store', (kind) => {
  test(
    'no secret that a client, an operator or the environment gave is found in anything that others may read',
    async () => {
      const marks = createMarks();
      const seen: Seen = new Map();
      const store = await makeCanaryStore(kind);
      const gateway = startWatched(['serve'], { ...SETTINGS, ...store.env });
      const listening = await gateway.said('listening');
      const [origin, opsOrigin] = [String(listening.address), String(listening.opsAddress)];
      marks.note('password of the database', new URL(await store.findUrl()).password);
      const site = { origin, marks, ...(await addAccount(store.env, seen, marks)) };

      const answers = await sendEverything(site, store, seen);
      await waitUntil(() => isReady(origin));
      for (const path of ['/livez', '/readyz', '/openapi/filemail.json', '/openapi/txty.json'])
        seen.set(path, (await ask(path, `${origin}${path}`)).text);
      for (const path of ['/livez', '/readyz', '/metrics'])
        seen.set(`${path} of the operator`, (await ask(path, `${opsOrigin}${path}`)).text);
      gateway.signal('SIGTERM');
      expect(await gateway.ended()).toBe(0);
      seen.set('output of serve', gateway.output());
      expect(await runCommand(store.env, seen, 'usage --json', '')).toBe(0);
      expect(seen.get('output of usage --json')).toContain('"client": "(none)"');
      seen.set('log of the server', await store.readLog());
      const { DATA_DIR } = store.env;
      if (DATA_DIR !== undefined) seen.set('data directory', await readFilesIn(DATA_DIR, isOfGateway));

      // Else the test would look for what was never sent, or in what says nothing.
      const statuses = new Set(answers.map(({ status }) => status));
      for (const status of [200, 400, 404, 405, 408, 413, 429, 431, 503]) expect(statuses).toContain(status);
      expect(answers.map(({ what }) => what)).toContain('a cut list');
      expect(findUndone(answers)).toEqual([]);
      expect(marks.all().length).toBeGreaterThan(1000);
      for (const [name, text] of seen) expect(text, name).not.toBe('');

      expect([...seen].flatMap(([where, text]) => marks.find(where, text))).toEqual([]);
      const isShown = ({ place }: Mark) => !place.startsWith(SECRET);
      expect(answers.flatMap(({ what, text }) => marks.find(`answer to ${what}`, text, isShown))).toEqual([]);
      // The server has its own mind about what it logs: one that is not ours names the statement that it cancelled.
      const logged = seen.get('log of the server') ?? '';
      expect(logged.includes('canceling statement')).toBe(kind === 'server');
    },
    TIMEOUT_MS,
  );

  test('a key that is taken already leaves neither itself nor its hash in the log of the server', async () => {
    const marks = createMarks();
    const store = await makeCanaryStore(kind);
    const seen: Seen = new Map();
    const { key } = await addAccount(store.env, seen, marks);
    expect(await runCommand(store.env, seen, `key add ${USER} --key-stdin`, key)).toBe(3);
    seen.set('log of the server', await store.readLog());
    expect([...seen].flatMap(([where, text]) => marks.find(where, text))).toEqual([]);
  });
});

test('a mark is found in every form that it may take', () => {
  const marks = createMarks();
  const mark = marks.add('somewhere');
  const hash = createHash('sha256').update(mark);
  const forms = [
    ...[mark, mark.toUpperCase(), `\\"${mark}\\"`, `%22${mark}%22`],
    ...['', 'a', 'ab'].map((before) => Buffer.from(`${before}${mark}behind`).toString('base64')),
    ...(['hex', 'base64', 'base64url'] as const).map((encoding) => hash.copy().digest(encoding)),
    `\\x${Buffer.from(mark).toString('hex')}`,
  ];
  expect(forms.filter((form) => marks.find('there', `before ${form} behind`).length === 0)).toEqual([]);
  expect(marks.find('there', createMarks().add('elsewhere'))).toEqual([]);
});

const DONE = /"(?:responsestatus|status)":"(?:ok|success)"|"dialcode":45/i;

/** The endpoints that no call with marks has carried out. */
function findUndone(answers: readonly CanaryAnswer[]): readonly string[] {
  const done = new Set(answers.filter(({ text }) => DONE.test(text)).map(({ what }) => what));
  return dialects.flatMap(({ name, endpoints }) =>
    endpoints.map(({ id }) => `${name} ${id} by query`).filter((what) => !done.has(what)),
  );
}

/** What is in Postgres's own directory is the address book itself; one file is the password by its purpose. */
function isOfGateway(path: string): boolean {
  return !path.startsWith('postgres/') && path !== 'postgres-password';
}
